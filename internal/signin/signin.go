// Package signin is the demonstration's issuer of OpenID Connect: people who are
// made up sign in by choosing who they are, with no password. It owns their
// tokens, their sign-in page and its client, all in memory, and must never run
// beside real data: package cmd starts it with the demonstration only.
package signin

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/text/language"

	"motcua"
)

const (
	// Path is where the issuer answers, below the server's address.
	Path = "/sign-in"
	// ClientID is the one client, a public one.
	ClientID = "motcua-demo"
	// Audience is whom the tokens are for.
	Audience = "motcua-demo"

	// TokenLifetime is long enough for an afternoon of trying.
	TokenLifetime   = 8 * time.Hour
	requestLifetime = 10 * time.Minute // to choose a person and to trade the code
	maxRequests     = 1000             // that are open at one time
	maxForm         = 4 << 10          // bytes of what the page sends
)

// Person is somebody who can sign in.
type Person struct {
	ID    string // sub of the tokens
	Name  string
	Job   string   // in Vietnamese
	JobEn string   // in English
	Roles []string // words of the claim, such as handler@H41.44
}

// Options of the issuer.
type Options struct {
	// Server is the address of the server as browsers have it, http://127.0.0.1:8080.
	Server string
	People []Person
	Clock  motcua.Clock
}

// Issuer signs the demonstration's people in.
type Issuer struct {
	opts     Options
	url      string
	key      signingKey
	requests *requests
	provider *op.Provider
	redirect []string
}

// New makes the issuer with keys of its own: its tokens end with it.
func New(opts Options) (*Issuer, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the demonstration's key: %w", err)
	}
	i := &Issuer{
		opts: opts, url: opts.Server + Path, key: signingKey{rand.Text(), private}, requests: newRequests(opts.Clock),
		// The page after signing in, and programs on this machine on any port (RFC
		// 8252, section 7.3).
		redirect: []string{opts.Server + Path + "/done", "http://127.0.0.1/callback", "http://localhost/callback"},
	}
	cfg := &op.Config{CodeMethodS256: true, SupportedUILocales: []language.Tag{language.Vietnamese, language.English}, SupportedScopes: []string{"openid", "profile"}}
	if _, err := rand.Read(cfg.CryptoKey[:]); err != nil {
		return nil, fmt.Errorf("make the demonstration's key: %w", err)
	}
	i.provider, err = op.NewProvider(cfg, storage{i}, op.StaticIssuer(i.url), op.WithAllowInsecure(), op.WithCORSOptions(nil))
	if err != nil {
		return nil, fmt.Errorf("make the demonstration's issuer: %w", err)
	}
	return i, nil
}

// URL is what the tokens name as their issuer.
func (i *Issuer) URL() string { return i.url }

// Handler answers everything below Path.
func (i *Issuer) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"/people", i.choose)
	mux.HandleFunc("POST "+Path+"/people", i.chosen)
	mux.HandleFunc("GET "+Path+"/done", i.done)
	mux.HandleFunc("GET "+Path+"/{$}", i.start)
	mux.Handle(Path+"/", http.StripPrefix(Path, i.provider))
	return mux
}

// person gives who has an id.
func (i *Issuer) person(id string) (Person, bool) {
	for _, p := range i.opts.People {
		if p.ID == id {
			return p, true
		}
	}
	return Person{}, false
}

// origin is the scheme and host of an address, as a policy of content names it.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || strings.ContainsAny(u.Host, " ;,'\"") {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
