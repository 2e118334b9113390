package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"strings"
	"time"
	"unicode"

	"motcua"
)

// Claims says where tokens have what, and what their words mean here. Names of
// claims may lead into objects: realm_access.roles.
type Claims struct {
	// Roles is the claim of a person's roles, a list or a text of words. A word is
	// a role for an agency and those under it: handler@H15; for all agencies
	// handler@*. Words that mean nothing here are passed over.
	Roles string
	// Agency is the claim of the agency for which words without one count. Where
	// it is missing they count nowhere: a right is never wider than what was said.
	Agency string
	Name   string
	// Names are words of the issuer's own for roles, in lower case.
	Names map[string]motcua.Role
}

func (c Claims) withDefaults() Claims {
	if c.Roles == "" {
		c.Roles = "roles"
	}
	if c.Agency == "" {
		c.Agency = "agency"
	}
	if c.Name == "" {
		c.Name = "name"
	}
	names := map[string]motcua.Role{}
	for _, r := range motcua.Roles() {
		names[strings.ToLower(string(r))] = r
	}
	maps.Copy(names, c.Names)
	c.Names = names
	return c
}

// tokenClaims are the claims of a token.
type tokenClaims map[string]any

// claimsOf reads claims, with numbers as they are written.
func claimsOf(payload []byte) (c tokenClaims) {
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	if d.Decode(&c) != nil {
		return nil
	}
	return c
}

// at gives a claim by its name, or by its way into objects.
func (c tokenClaims) at(name string) any {
	if v, ok := c[name]; ok {
		return v
	}
	first, rest, nested := strings.Cut(name, ".")
	if inner, ok := c[first].(map[string]any); nested && ok {
		return tokenClaims(inner).at(rest)
	}
	return nil
}

func (c tokenClaims) text(name string) string {
	s, _ := c.at(name).(string)
	return s
}

func (c tokenClaims) time(name string) (time.Time, bool) {
	switch n := c.at(name).(type) {
	case float64:
		return time.Unix(int64(n), 0), true
	case json.Number:
		f, err := n.Float64()
		return time.Unix(int64(f), 0), err == nil
	}
	return time.Time{}, false
}

// words gives a claim that is a list of texts, or one text of several words.
func (c tokenClaims) words(name string) (words []string) {
	switch v := c.at(name).(type) {
	case string:
		words = strings.Fields(v)
	case []any:
		for _, item := range v {
			if s, ok := item.(string); ok {
				words = append(words, strings.TrimSpace(s))
			}
		}
	}
	return words[:min(len(words), maxRoles)]
}

// callerOf reads who a checked token names.
func (v *Verifier) callerOf(ctx context.Context, from Issuer, claims tokenClaims) (motcua.Caller, error) {
	sub := claims.text("sub")
	if sub == "" || len(from.URL)+len(sub) > maxSubject || strings.ContainsFunc(sub, unicode.IsControl) {
		return motcua.Caller{}, refused(reasonMalformed, errors.New("it names nobody"))
	}
	c := motcua.Caller{Subject: from.URL + "|" + sub, Name: nameOf(claims.text(v.opts.Claims.Name), sub)}
	if !from.Citizens {
		tree, err := v.opts.Agencies.AgencyTree(ctx)
		if err != nil {
			return motcua.Caller{}, unavailable(err)
		}
		c.Grants, c.Scopes = v.rights(ctx, claims, tree)
	}
	if len(c.Grants) == 0 { // who signed in is a person at least
		c.Grants = []motcua.Grant{{Role: motcua.RoleCitizen}}
	}
	return c, nil
}

// nameOf keeps a name fit for a log and a page.
func nameOf(name, sub string) string {
	name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if name == "" {
		name = sub
	}
	runes := []rune(name)
	return string(runes[:min(len(runes), maxName)])
}

// rights reads roles and scopes.
func (v *Verifier) rights(ctx context.Context, claims tokenClaims, tree *motcua.AgencyTree) (grants []motcua.Grant, scopes []motcua.Scope) {
	home := claims.text(v.opts.Claims.Agency)
	for _, word := range claims.words(v.opts.Claims.Roles) {
		var scope motcua.Scope
		if scope.UnmarshalText([]byte(strings.ToUpper(word))) == nil {
			scopes = append(scopes, scope)
			continue
		}
		name, code, found := strings.Cut(word, "@")
		if !found {
			code = home
		}
		role, known := v.opts.Claims.Names[strings.ToLower(name)]
		if !known {
			continue
		}
		if agency, ok := place(role, code, tree); ok {
			grants = append(grants, motcua.Grant{Role: role, Agency: agency})
		} else {
			v.opts.Log.LogAttrs(ctx, slog.LevelWarn, "a token has a role for an agency that is not known, or not one; it does not count",
				slog.String("role", string(role)), slog.String("agency", code[:min(len(code), 40)]))
		}
	}
	return grants, scopes
}

// place is the agency for which a role counts.
func place(role motcua.Role, code string, tree *motcua.AgencyTree) (motcua.ID, bool) {
	if !role.Official() || code == "*" {
		return "", true
	}
	return tree.Find(code)
}
