package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/internal/auth"
)

// unsigned makes a token as attackers do, without a signer.
func unsigned(header, payload, signature string) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(header)) + "." + enc([]byte(payload)) + "." + enc([]byte(signature))
}

func TestForgedTokensAreRefused(t *testing.T) {
	f, stranger := newIssuer(t), newIssuer(t)
	v := newVerifier(t, nil, auth.Issuer{URL: f.URL})
	key, other := rsaKeys()[0], rsaKeys()[1]
	good := sign(t, jose.RS256, key, "one", f.claims())
	if c, err := v.Caller(t.Context(), good); err != nil || c.Subject != f.URL+"|an" {
		t.Fatalf("a token in order: %+v %v", c, err)
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	parts := strings.Split(good, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: other, KeyID: "one"}}
	embedding, err := jose.NewSigner(elsewhere, &jose.SignerOptions{EmbedJWK: true})
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := embedding.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	withKey, err := embedded.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	signed := func(changes ...any) string { return sign(t, jose.RS256, key, "one", f.claims(changes...)) }
	for name, token := range map[string]string{
		"nothing":                        "",
		"no token":                       "abc",
		"two parts":                      parts[0] + "." + parts[1],
		"no algorithm":                   unsigned(`{"alg":"none","kid":"one"}`, string(payload), ""),
		"no algorithm, in capitals":      unsigned(`{"alg":"NONE","kid":"one"}`, string(payload), ""),
		"HS256 by the public key, PEM":   sign(t, jose.HS256, public, "one", f.claims()),
		"HS256 by the public key, DER":   sign(t, jose.HS256, der, "one", f.claims()),
		"another algorithm than allowed": sign(t, jose.RS512, key, "one", f.claims()),
		"another key under the id":       sign(t, jose.RS256, other, "one", f.claims()),
		"a key that it brings along":     withKey,
		"an unknown key":                 sign(t, jose.RS256, other, "two", f.claims()),
		"a path for a key":               sign(t, jose.RS256, other, "../../etc/passwd", f.claims()),
		"changed claims":                 parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(payload), "handler", "auditor", 1))) + "." + parts[2],
		"an issuer that is not ours":     sign(t, jose.RS256, key, "one", stranger.claims()),
		"an issuer that looks like ours": signed("iss", f.URL+"/"),
		"no issuer":                      signed("iss", nil),
		"an issuer that is a list":       signed("iss", []string{f.URL}),
		"for another program":            signed("aud", "another"),
		"for nobody":                     signed("aud", nil),
		"expired":                        signed("exp", now.Add(-2*time.Minute).Unix()),
		"without an end":                 signed("exp", nil),
		"not yet valid":                  signed("nbf", now.Add(2*time.Minute).Unix()),
		"from the future":                signed("iat", now.Add(2*time.Minute).Unix()),
		"naming nobody":                  signed("sub", nil),
		"naming nobody by a number":      signed("sub", 7),
		"with a line break in the name":  signed("sub", "an\nlevel=ERROR"),
		"with a name without end":        signed("sub", strings.Repeat("a", 500)),
		"of more bytes than are read":    signed("pad", strings.Repeat("a", motcua.MaxBearer)),
		"a JSON of a signature":          `{"payload":"` + parts[1] + `","protected":"` + parts[0] + `","signature":"` + parts[2] + `"}`,
		"encrypted":                      parts[0] + "." + parts[1] + "." + parts[2] + "." + parts[1] + "." + parts[2],
	} {
		_, err := v.Caller(t.Context(), token)
		var own *motcua.Error
		if !errors.As(err, &own) || own.Kind != motcua.KindUnauthenticated {
			t.Errorf("%s: %v", name, err)
		} else if strings.Contains(own.Message, "an") && token != "" && strings.Contains(own.Message, token) {
			t.Errorf("%s: the error holds the token", name)
		}
	}
	if f.asked.Load() > 2 {
		t.Errorf("made-up keys were looked for %d times", f.asked.Load())
	}
}

func TestSkewIsAllowed(t *testing.T) {
	f := newIssuer(t)
	v := newVerifier(t, nil, auth.Issuer{URL: f.URL})
	for name, changes := range map[string][]any{
		"just expired":            {"exp", now.Add(-30 * time.Second).Unix()},
		"valid in a moment":       {"nbf", now.Add(30 * time.Second).Unix(), "iat", now.Add(30 * time.Second).Unix()},
		"for several programs":    {"aud", []string{"another", audience}},
		"with a fractional time":  {"exp", float64(now.Add(time.Hour).Unix()) + 0.5},
		"without a time of issue": {"iat", nil},
	} {
		if _, err := v.Caller(t.Context(), sign(t, jose.RS256, rsaKeys()[0], "one", f.claims(changes...))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOtherAlgorithms(t *testing.T) {
	f := newIssuer(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	f.setKey("elliptic", key.Public())
	v := newVerifier(t, nil, auth.Issuer{URL: f.URL})
	if _, err := v.Caller(t.Context(), sign(t, jose.ES256, key, "elliptic", f.claims())); err != nil {
		t.Error(err)
	}
	only := newVerifier(t, func(o *auth.Options) { o.Algorithms = []string{"RS256"} }, auth.Issuer{URL: f.URL})
	if _, err := only.Caller(t.Context(), sign(t, jose.ES256, key, "elliptic", f.claims())); motcua.KindOf(err) != motcua.KindUnauthenticated {
		t.Errorf("an algorithm that is not allowed: %v", err)
	}
}

// An issuer that is down takes nobody's access who has a known key; what cannot
// be checked is told from what is wrong.
func TestIssuerIsDown(t *testing.T) {
	f := newIssuer(t)
	f.down.Store(true)
	v := newVerifier(t, nil, auth.Issuer{URL: f.URL})
	token := sign(t, jose.RS256, rsaKeys()[0], "one", f.claims())
	for range 3 {
		if _, err := v.Caller(t.Context(), token); motcua.KindOf(err) != motcua.KindUnavailable {
			t.Fatalf("nothing known, nothing told: %v", err)
		}
	}
	f.down.Store(false)
	v = newVerifier(t, nil, auth.Issuer{URL: f.URL})
	if _, err := v.Caller(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	f.down.Store(true)
	if _, err := v.Caller(t.Context(), token); err != nil {
		t.Errorf("a known key: %v", err)
	}
}

// A key that came after the last look is found, many who wait cost one look,
// and an issuer that says it is another is not believed.
func TestKeysAreLookedForOnce(t *testing.T) {
	f := newIssuer(t)
	v := newVerifier(t, nil, auth.Issuer{URL: f.URL})
	token := sign(t, jose.RS256, rsaKeys()[0], "one", f.claims())
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if _, err := v.Caller(t.Context(), token); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := f.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	liar := newIssuer(t)
	liar.says = "https://id.example.vn"
	v = newVerifier(t, nil, auth.Issuer{URL: liar.URL})
	if _, err := v.Caller(t.Context(), sign(t, jose.RS256, rsaKeys()[0], "one", liar.claims())); motcua.KindOf(err) != motcua.KindUnavailable {
		t.Errorf("an issuer that says it is another: %v", err)
	}
}

func TestRights(t *testing.T) {
	f := newIssuer(t)
	citizen := []motcua.Grant{{Role: motcua.RoleCitizen}}
	for _, c := range []struct {
		name    string
		changes []any
		want    []motcua.Grant
	}{
		{"a role for an agency", []any{"roles", []string{"handler@H60", "Approver@000.00.13.H60"}}, []motcua.Grant{{Role: motcua.RoleHandler, Agency: "province"}, {Role: motcua.RoleApprover, Agency: "department"}}},
		{"for all", []any{"roles", []string{"auditor@*"}}, []motcua.Grant{{Role: motcua.RoleAuditor}}},
		{"for nothing said", []any{"roles", []string{"handler", "auditor@"}}, citizen},
		{"for the agency of the person", []any{"roles", []string{"handler"}, "agency", "H60.13"}, []motcua.Grant{{Role: motcua.RoleHandler, Agency: "department"}}},
		{"for an agency that is not known", []any{"roles", []string{"handler@H99"}}, citizen},
		{"roles of other programs", []any{"roles", []string{"offline_access", "uma_authorization", "king@*"}}, citizen},
		{"a text of words", []any{"roles", "receiver@H60 citizen"}, []motcua.Grant{{Role: motcua.RoleReceiver, Agency: "province"}, {Role: motcua.RoleCitizen}}},
		{"the issuer's own word", []any{"roles", []string{"can-bo-xu-ly@H60"}}, []motcua.Grant{{Role: motcua.RoleHandler, Agency: "province"}}},
		{"no claim", []any{"roles", nil}, citizen},
		{"a claim of another shape", []any{"roles", map[string]any{"handler": true}}, citizen},
	} {
		v := newVerifier(t, func(o *auth.Options) {
			o.Claims.Names = map[string]motcua.Role{"can-bo-xu-ly": motcua.RoleHandler}
		}, auth.Issuer{URL: f.URL})
		token := sign(t, jose.RS256, rsaKeys()[0], "one", f.claims(c.changes...))
		got, err := v.Caller(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got.Grants); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		people := newVerifier(t, nil, auth.Issuer{URL: f.URL, Citizens: true})
		if got, err = people.Caller(t.Context(), token); err != nil || got.Official() || len(got.Scopes) > 0 {
			t.Errorf("%s: the people's issuer appoints an official: %+v %v", c.name, got, err)
		}
	}
	nested := newVerifier(t, func(o *auth.Options) { o.Claims.Roles = "realm_access.roles" }, auth.Issuer{URL: f.URL})
	token := sign(t, jose.RS256, rsaKeys()[0], "one", f.claims("realm_access", map[string]any{"roles": []string{"auditor@*", "insights"}}, "name", " Trần\nThị  Bình "))
	got, err := nested.Caller(t.Context(), token)
	if err != nil || !got.Holds(motcua.RoleAuditor) || !slices.Contains(got.Scopes, motcua.ScopeInsights) || got.Name != "Trần Thị Bình" {
		t.Errorf("%+v %v", got, err)
	}
	down := newVerifier(t, func(o *auth.Options) { o.Agencies = register{errors.New("down")} }, auth.Issuer{URL: f.URL})
	if _, err := down.Caller(t.Context(), token); motcua.KindOf(err) != motcua.KindUnavailable {
		t.Errorf("without the register: %v", err)
	}
}

func TestWrongSettings(t *testing.T) {
	for name, change := range map[string]func(*auth.Options){
		"no audience":            func(o *auth.Options) { o.Audience = "" },
		"a shared secret":        func(o *auth.Options) { o.Algorithms = []string{"RS256", "HS256"} },
		"no algorithm":           func(o *auth.Options) { o.Algorithms = []string{"none"} },
		"clocks without bound":   func(o *auth.Options) { o.Skew = time.Hour },
		"plain http":             func(o *auth.Options) { o.Issuers = []auth.Issuer{{URL: "http://id.example.vn"}} },
		"an address with a user": func(o *auth.Options) { o.Issuers = []auth.Issuer{{URL: "https://a:b@id.example.vn"}} },
		"no address":             func(o *auth.Options) { o.Issuers = []auth.Issuer{{URL: "id.example.vn"}} },
		"one twice": func(o *auth.Options) {
			o.Issuers = []auth.Issuer{{URL: "https://a.vn"}, {URL: "https://a.vn", Citizens: true}}
		},
	} {
		opts := auth.Options{Audience: audience, Clock: clock}
		change(&opts)
		if _, err := auth.New(opts); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
