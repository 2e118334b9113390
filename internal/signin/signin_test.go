package signin_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"motcua/internal/signin"
)

var people = []signin.Person{
	{ID: "lan", Name: "Nguyễn Thị Lan", Job: "Người dân", JobEn: "Citizen", Roles: []string{"citizen"}},
	{ID: "ly", Name: "Hồ <Văn> Lý", Job: "Cán bộ xử lý", JobEn: "Handler", Roles: []string{"handler@H41.44"}},
}

// serve runs an issuer as the program does.
func serve(t *testing.T) (*signin.Issuer, string) {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	address := "http://" + s.Listener.Addr().String()
	i, err := signin.New(signin.Options{Server: address, People: people, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	s.Config.Handler = i.Handler()
	s.Start()
	t.Cleanup(s.Close)
	return i, address
}

// browser follows redirects within the issuer and stops at any other address.
func browser(t *testing.T, address string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if !strings.HasPrefix(r.URL.String(), address) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
}

func do(t *testing.T, c *http.Client, r *http.Request) (*http.Response, string) {
	t.Helper()
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // only read
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

func get(t *testing.T, c *http.Client, address string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, c, r)
}

func post(t *testing.T, c *http.Client, address string, form url.Values) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(t, c, r)
}

var requestField = regexp.MustCompile(`name="request" value="([^"]+)"`)

// code signs a person in for a program on this machine and gives the code.
func code(t *testing.T, address, authorize, person string) string {
	t.Helper()
	c := browser(t, address)
	answer, page := get(t, c, authorize)
	field := requestField.FindStringSubmatch(page)
	if answer.StatusCode != http.StatusOK || field == nil {
		t.Fatalf("%d %s", answer.StatusCode, page)
	}
	answer, _ = post(t, c, address+"/sign-in/people", url.Values{"request": {field[1]}, "person": {person}})
	back, err := answer.Location()
	if err != nil || back.Query().Get("code") == "" || back.Query().Get("state") != "some state" {
		t.Fatalf("%d %v %v", answer.StatusCode, back, err)
	}
	return back.Query().Get("code")
}

func config(address string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: signin.ClientID, RedirectURL: "http://127.0.0.1:49152/callback", Scopes: []string{"openid", "profile"},
		Endpoint: oauth2.Endpoint{AuthURL: address + "/sign-in/authorize", TokenURL: address + "/sign-in/oauth/token", AuthStyle: oauth2.AuthStyleInParams},
	}
}

func TestSignIn(t *testing.T) {
	i, address := serve(t)
	provider, err := oidc.NewProvider(t.Context(), i.URL())
	if err != nil {
		t.Fatal(err)
	}
	cfg, proof := config(address), oauth2.GenerateVerifier()
	if cfg.Endpoint.AuthURL != provider.Endpoint().AuthURL || cfg.Endpoint.TokenURL != provider.Endpoint().TokenURL {
		t.Errorf("discovered %+v", provider.Endpoint())
	}
	traded := code(t, address, cfg.AuthCodeURL("some state", oauth2.S256ChallengeOption(proof)), "ly")
	token, err := cfg.Exchange(t.Context(), traded, oauth2.VerifierOption(proof))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cfg.Exchange(t.Context(), traded, oauth2.VerifierOption(proof)); err == nil {
		t.Error("a code is traded twice")
	}
	minted, err := i.Mint(people[1])
	if err != nil {
		t.Fatal(err)
	}
	verifier := provider.Verifier(&oidc.Config{ClientID: signin.Audience, SupportedSigningAlgs: []string{"ES256"}})
	for name, raw := range map[string]string{"signed in": token.AccessToken, "minted": minted} {
		checked, err := verifier.Verify(t.Context(), raw)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var claims struct {
			Name  string
			Roles []string
		}
		if err := checked.Claims(&claims); err != nil || checked.Subject != "ly" || claims.Name != people[1].Name || !slices.Equal(claims.Roles, people[1].Roles) {
			t.Errorf("%s: %s %+v %v", name, checked.Subject, claims, err)
		}
	}
	info, err := provider.UserInfo(t.Context(), oauth2.StaticTokenSource(token))
	if err != nil || info.Subject != "ly" {
		t.Errorf("%+v %v", info, err)
	}
}

func TestSignInIsRefused(t *testing.T) {
	_, address := serve(t)
	cfg, proof := config(address), oauth2.GenerateVerifier()
	with := func(change func(*oauth2.Config), opts ...oauth2.AuthCodeOption) string {
		changed := *cfg
		change(&changed)
		return changed.AuthCodeURL("some state", opts...)
	}
	s256 := oauth2.S256ChallengeOption(proof)
	for name, authorize := range map[string]string{
		"an address that is not registered":       with(func(c *oauth2.Config) { c.RedirectURL = "https://evil.example/callback" }, s256),
		"a path that is not registered":           with(func(c *oauth2.Config) { c.RedirectURL = "http://127.0.0.1/other" }, s256),
		"an address that begins like ours":        with(func(c *oauth2.Config) { c.RedirectURL = "http://127.0.0.1.evil.example/callback" }, s256),
		"a client that is not known":              with(func(c *oauth2.Config) { c.ClientID = "other" }, s256),
		"no proof":                                with(func(*oauth2.Config) {}),
		"a proof that is the secret itself":       with(func(*oauth2.Config) {}, oauth2.SetAuthURLParam("code_challenge", proof), oauth2.SetAuthURLParam("code_challenge_method", "plain")),
		"a token instead of a code":               with(func(*oauth2.Config) {}, s256, oauth2.SetAuthURLParam("response_type", "id_token token")),
		"a request that was never made (unknown)": address + "/sign-in/people?request=abc",
	} {
		answer, page := get(t, browser(t, address), authorize)
		back := answer.Header.Get("Location")
		if requestField.MatchString(page) || strings.Contains(back, "code=") || strings.Contains(back, "evil") {
			t.Errorf("%s: %d %s %s", name, answer.StatusCode, back, page)
		}
	}
	stolen := code(t, address, cfg.AuthCodeURL("some state", s256), "lan")
	for _, used := range []string{oauth2.GenerateVerifier(), proof} { // the second would do, had the first not been tried
		if _, err := cfg.Exchange(t.Context(), stolen, oauth2.VerifierOption(used)); err == nil {
			t.Error("a stolen code is traded")
		}
	}
}

// Who signs in chooses once, a person who exists.
func TestChoosing(t *testing.T) {
	_, address := serve(t)
	c := browser(t, address)
	_, page := get(t, c, config(address).AuthCodeURL("s", oauth2.S256ChallengeOption(oauth2.GenerateVerifier())))
	request := requestField.FindStringSubmatch(page)[1]
	for _, form := range []url.Values{{"request": {request}}, {"request": {request}, "person": {"nobody"}}, {"person": {"lan"}}, {"request": {strings.Repeat("a", 10000)}}} {
		if answer, _ := post(t, c, address+"/sign-in/people", form); answer.StatusCode != http.StatusBadRequest {
			t.Errorf("%v: %d", form, answer.StatusCode)
		}
	}
	chosen := url.Values{"request": {request}, "person": {"lan"}}
	if answer, _ := post(t, c, address+"/sign-in/people", chosen); answer.StatusCode != http.StatusFound {
		t.Errorf("%d", answer.StatusCode)
	}
	if answer, _ := post(t, c, address+"/sign-in/people", chosen); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("chosen twice: %d", answer.StatusCode)
	}
}

// The page holds no script, says its language, and escapes what it shows.
func TestPage(t *testing.T) {
	_, address := serve(t)
	authorize := config(address).AuthCodeURL("s", oauth2.S256ChallengeOption(oauth2.GenerateVerifier()))
	for _, c := range []struct{ accept, lang, says string }{
		{"", "vi", "Chọn người để đăng nhập"}, {"en-GB,vi;q=0.5", "en", "Choose who signs in"}, {"fr", "vi", "Người dân"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, authorize, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Language", c.accept)
		answer, page := do(t, browser(t, address), r)
		policy := answer.Header.Get("Content-Security-Policy")
		if !strings.Contains(page, `<html lang="`+c.lang+`">`) || !strings.Contains(page, c.says) || strings.Contains(page, "<script") || strings.Contains(page, "<Văn>") {
			t.Errorf("%q: %s", c.accept, page)
		}
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "form-action 'self' http://127.0.0.1:49152;") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "script") {
			t.Errorf("policy %s", policy)
		}
	}
}

// The server's own page signs in by itself and shows a token.
func TestPageSignsItselfIn(t *testing.T) {
	_, address := serve(t)
	c := browser(t, address)
	_, page := get(t, c, address+"/sign-in/")
	answer, page := post(t, c, address+"/sign-in/people", url.Values{"request": {requestField.FindStringSubmatch(page)[1]}, "person": {"lan"}})
	token := regexp.MustCompile(`(?s)<textarea[^>]*>([^<]+)</textarea>`).FindStringSubmatch(page)
	if answer.StatusCode != http.StatusOK || token == nil || strings.Count(token[1], ".") != 2 {
		t.Fatalf("%d %s", answer.StatusCode, page)
	}
	if answer, _ := get(t, browser(t, address), address+"/sign-in/done?code=abc&state=abc"); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("who did not begin here ends here: %d", answer.StatusCode)
	}
	answer, text := get(t, c, address+"/sign-in/.well-known/openid-configuration")
	var discovered map[string]any
	if err := json.Unmarshal([]byte(text), &discovered); err != nil || answer.StatusCode != http.StatusOK || discovered["issuer"] != address+"/sign-in" {
		t.Errorf("%s %v", text, err)
	}
}
