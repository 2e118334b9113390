package auth_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"motcua"
	"motcua/internal/auth"
)

const audience = "motcua"

var now = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// rsaKeys are made once: each takes a noticeable time.
var rsaKeys = sync.OnceValue(func() (keys [3]*rsa.PrivateKey) {
	for i := range keys {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		keys[i] = key
	}
	return keys
})

// fakeIssuer is an issuer that can be down, counts what it is asked, and changes
// its keys.
type fakeIssuer struct {
	*httptest.Server
	mu    sync.Mutex
	keys  map[string]crypto.PublicKey
	says  string // the issuer it says it is; "" is its own address
	down  atomic.Bool
	asked atomic.Int64 // for its keys
}

func newIssuer(t *testing.T) *fakeIssuer {
	t.Helper()
	f := &fakeIssuer{keys: map[string]crypto.PublicKey{"one": rsaKeys()[0].Public()}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		issuer := f.URL
		if f.says != "" {
			issuer = f.says
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": issuer, "jwks_uri": f.URL + "/keys"})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		f.asked.Add(1)
		f.mu.Lock()
		defer f.mu.Unlock()
		set := jose.JSONWebKeySet{}
		for id, key := range f.keys {
			set.Keys = append(set.Keys, jose.JSONWebKey{Key: key, KeyID: id, Use: "sig"})
		}
		_ = json.NewEncoder(w).Encode(set)
	})
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f.down.Load() {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeIssuer) setKey(id string, key crypto.PublicKey) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.keys[id] = key
}

// claims are those of a token in order, changed by the pairs behind.
func (f *fakeIssuer) claims(changes ...any) map[string]any {
	c := map[string]any{
		"iss": f.URL, "aud": audience, "sub": "an", "name": "Nguyễn Văn An",
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "roles": []string{"handler@H60"},
	}
	for i := 0; i < len(changes); i += 2 {
		if name, _ := changes[i].(string); changes[i+1] == nil {
			delete(c, name)
		} else {
			c[name] = changes[i+1]
		}
	}
	return c
}

// sign makes a token.
func sign(t *testing.T, algorithm jose.SignatureAlgorithm, key any, kid string, claims map[string]any) string {
	t.Helper()
	opts := (&jose.SignerOptions{}).WithType("JWT")
	if kid != "" {
		opts = opts.WithHeader("kid", kid)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, opts)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// register is a province with a department.
type register struct{ err error }

func (r register) AgencyTree(context.Context) (*motcua.AgencyTree, error) {
	return motcua.NewAgencyTree([]motcua.AgencyNode{{ID: "province", Code: "H60"}, {ID: "department", Code: "000.00.13.H60"}}), r.err
}

func newVerifier(t *testing.T, change func(*auth.Options), issuers ...auth.Issuer) *auth.Verifier {
	t.Helper()
	opts := auth.Options{
		Issuers: issuers, Audience: audience, Skew: time.Minute, Agencies: register{},
		Clock: clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	if change != nil {
		change(&opts)
	}
	v, err := auth.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
