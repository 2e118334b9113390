package auth

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
)

// issuer is a configured issuer with the keys that are known of it.
type issuer struct {
	Issuer
	keys *keyset
}

func newIssuer(from Issuer, opts Options) *issuer {
	client := opts.Client
	if client == nil {
		client = &http.Client{Timeout: fetchTimeout, Transport: bounded{http.DefaultTransport}, CheckRedirect: sameHost}
	}
	fetch := func(ctx context.Context) ([]jose.JSONWebKey, error) {
		return fetchKeys(oidc.ClientContext(ctx, client), client, from.URL)
	}
	return &issuer{from, newKeyset(from.URL, fetch, opts.Log)}
}

// checkURL asks for https, except on this machine: who can change what an issuer
// answers can sign in as anybody.
func checkURL(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("expected an address like https://id.example.vn")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && local(u.Hostname()):
		return nil
	}
	return errors.New("it has to be https, other than on this machine")
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// sameHost keeps an issuer from sending us elsewhere.
func sameHost(r *http.Request, via []*http.Request) error {
	if len(via) > 3 || r.URL.Host != via[0].URL.Host || r.URL.Scheme != via[0].URL.Scheme {
		return errors.New("redirected to another host")
	}
	return nil
}

// bounded cuts answers that are too long to be what was asked for.
type bounded struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.next.RoundTrip(r)
	if err == nil {
		answer.Body = http.MaxBytesReader(nil, answer.Body, maxAnswer)
	}
	return answer, err
}

// fetchKeys asks an issuer where its keys are, and for them. That the answer is
// the issuer's own is checked by the library.
func fetchKeys(ctx context.Context, client *http.Client, issuerURL string) ([]jose.JSONWebKey, error) {
	provider, err := oidc.NewProvider(ctx, issuerURL)
	if err != nil {
		return nil, fmt.Errorf("discover %s: %w", issuerURL, err)
	}
	var discovered struct {
		Keys string `json:"jwks_uri"`
	}
	if err := provider.Claims(&discovered); err != nil {
		return nil, fmt.Errorf("discover %s: %w", issuerURL, err)
	}
	if err := checkURL(discovered.Keys); err != nil {
		return nil, fmt.Errorf("the keys of %s are at %q: %w", issuerURL, discovered.Keys, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, discovered.Keys, nil)
	if err != nil {
		return nil, fmt.Errorf("get the keys of %s: %w", issuerURL, err)
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("get the keys of %s: %w", issuerURL, err)
	}
	defer func() { _ = answer.Body.Close() }() // only read
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get the keys of %s: %s", issuerURL, answer.Status)
	}
	return readKeys(answer.Body)
}

// readKeys reads a set of keys and leaves out those of sorts that are not known
// (RFC 7517, section 5).
func readKeys(from io.Reader) (keys []jose.JSONWebKey, err error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.NewDecoder(from).Decode(&set); err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	for _, raw := range set.Keys {
		var key jose.JSONWebKey
		if json.Unmarshal(raw, &key) == nil && key.Valid() && usable(key) {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// publicKey is what a signature is checked with.
type publicKey = crypto.PublicKey
