package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"motcua"
	"motcua/db"
	"motcua/graph/server"
	"motcua/internal/auth"
	"motcua/internal/signin"
)

// tokenCmd makes a token of the demonstration.
type tokenCmd struct {
	Data   string   `type:"path" default:"${data}" env:"MOTCUA_DATA" placeholder:"DIR" help:"Data folder of the running demonstration. Default ${default}."`
	Role   []string `required:"" help:"As what: citizen, receiver, handler, approver, publisher, auditor or administrator. May be given more than once."`
	Agency string   `placeholder:"CODE" help:"For which agency and those under it, such as H41; without it for all."`
	Name   string   `help:"Name of the person. Default: the roles and the agency."`
}

// Run prints the token and nothing else on the output.
func (c *tokenCmd) Run(ctx context.Context, e *env) error {
	ask := url.Values{"role": c.Role, "agency": {c.Agency}, "name": {c.Name}}
	body, err := askServer(ctx, c.Data, http.MethodPost, "/token?"+ask.Encode())
	if errors.Is(err, errNoServer) {
		return fmt.Errorf("%w: tokens are made by a running demonstration, motcua serve --demo", err)
	}
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }() // only read
	_, err = io.Copy(e.out, body)
	return err
}

// signIn makes the demonstration's issuer; nil where real data is served.
func (c *serveCmd) signIn(addr string) (*signin.Issuer, error) {
	if !c.Demo {
		return nil, nil
	}
	address := c.PublicURL
	if address == "" {
		address = "http://" + localAddr(addr)
	}
	return signin.New(signin.Options{Server: strings.TrimSuffix(address, "/"), People: demoPeople, Clock: time.Now})
}

// localAddr is where this machine reaches what listens on all its addresses.
func localAddr(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}

// tokens makes what checks access tokens: those of the issuers that are named,
// and of the demonstration's.
func (c *serveCmd) tokens(e *env, d *db.DB, demo *signin.Issuer) (server.Tokens, error) {
	named, err := c.verifier(e, d)
	if err != nil || demo == nil {
		return named, err
	}
	if named != nil {
		return nil, &exitError{exitUsage, errors.New("the demonstration has an issuer of its own: --demo and --oidc-issuer exclude each other")}
	}
	return auth.New(auth.Options{
		Issuers: []auth.Issuer{{URL: demo.URL()}}, Audience: signin.Audience, Algorithms: []string{"ES256"},
		Skew: c.OIDCSkew, Agencies: d, Clock: time.Now, Log: e.log,
	})
}

// mintHandler makes tokens for the commands of this machine, where the
// demonstration runs.
func mintHandler(d *db.DB, demo *signin.Issuer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if demo == nil {
			http.Error(w, "this server does not run the demonstration: its people sign in with their own issuer", http.StatusForbidden)
			return
		}
		tree, err := d.AgencyTree(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		q := r.URL.Query()
		person, err := mintPerson(tree, q["role"], q.Get("agency"), q.Get("name"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		token, err := demo.Mint(person)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = fmt.Fprintln(w, token) // the asker is gone
	}
}

// mintPerson makes up somebody with roles. The same roles are the same person.
func mintPerson(tree *motcua.AgencyTree, roles []string, agency, name string) (p signin.Person, err error) {
	place := "*"
	if agency != "" {
		if _, ok := tree.Find(agency); !ok {
			return p, fmt.Errorf("the demonstration has no agency %q, or several", agency)
		}
		place = motcua.AgencyCodeKey(agency)
	}
	for _, word := range roles {
		var role motcua.Role
		if err := role.UnmarshalText([]byte(strings.ToUpper(word))); err != nil {
			return p, err
		}
		p.Roles = append(p.Roles, strings.ToLower(string(role))+"@"+place)
	}
	p.ID = strings.Join(p.Roles, "+")
	if p.Name = name; name == "" {
		p.Name = strings.Join(p.Roles, " ")
	} else {
		p.ID += "/" + name
	}
	return p, nil
}
