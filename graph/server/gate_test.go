package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"motcua"
)

// fakeTokens knows one token, one that cannot be checked and no other.
type fakeTokens struct{ asked int }

func (f *fakeTokens) Caller(_ context.Context, token string) (motcua.Caller, error) {
	f.asked++
	switch token {
	case "good":
		return motcua.Caller{Subject: "iss|an", Name: "An", Grants: []motcua.Grant{{Role: motcua.RoleAuditor}}}, nil
	case "unsure":
		return motcua.Caller{}, &motcua.Error{Kind: motcua.KindUnavailable, Err: errors.New("the issuer is down")}
	case "broken":
		return motcua.Caller{}, errors.New("a secret of ours")
	}
	return motcua.Caller{}, &motcua.Error{Kind: motcua.KindUnauthenticated, Message: "The access token expired.", Err: errors.New("cause")}
}

// serve listens as the program does.
func serve(t *testing.T, h *Handler) string {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config = h.newHTTP()
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}

func TestTokens(t *testing.T) {
	tokens := &fakeTokens{}
	url := serve(t, newTestHandler(t, Config{Tokens: tokens, Keys: &fakeKeys{}}))
	for _, c := range []struct {
		name, authorization string
		status              int
		body                string
		asked               int
	}{
		{"a token", "Bearer good", 200, `{"subject":"iss|an","name":"An","grants":[{"role":"AUDITOR","agency":null}]}`, 1},
		{"no token", "", 200, `{"subject":null,"name":null,"grants":[]}`, 0},
		{"one that is not in order", "Bearer old", 401, "The access token expired.", 1},
		{"one that cannot be checked", "Bearer unsure", 503, codeBusy, 1},
		{"a failure of ours", "Bearer broken", 503, codeBusy, 1},
		{"a key is not taken for a token", "Bearer motcua_abc", 401, codeUnauthenticated, 0},
		{"longer than any token", "Bearer " + strings.Repeat("a", motcua.MaxBearer+1), 401, codeUnauthenticated, 0},
		{"longer than any header", "Bearer " + strings.Repeat("a", 8<<20), 431, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			tokens.asked = 0
			r, err := http.NewRequestWithContext(t.Context(), "POST", url+"/graphql", strings.NewReader(`{"query":"{ viewer { subject name grants { role agency { code } } } }"}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			if c.authorization != "" {
				r.Header.Set("Authorization", c.authorization)
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				// The server closes while 8 MB are still on their way.
				var op *net.OpError
				if c.status != 431 || !errors.As(err, &op) {
					t.Fatal(err)
				}
				return
			}
			text := readAll(t, answer.Body)
			if answer.StatusCode != c.status || !strings.Contains(text, c.body) || tokens.asked != c.asked || strings.Contains(text, "secret") {
				t.Errorf("%d %s, asked %d times", answer.StatusCode, text, tokens.asked)
			}
			challenge := answer.Header.Get("WWW-Authenticate")
			if (c.status == 401) != strings.HasPrefix(challenge, `Bearer realm="motcua", error="invalid_token", error_description="The `) {
				t.Errorf("challenge %q", challenge)
			}
		})
	}
}
