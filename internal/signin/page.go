package signin

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/text/language"
)

// The pages are made here and need no script. Their one style sheet stands in
// them, allowed by its hash.

//go:embed page.html
var pageText string

//go:embed page.css
var styleText string

var (
	pages     = template.Must(template.New("page").Parse(pageText))
	styleHash = func() string {
		sum := sha256.Sum256([]byte(styleText))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}()
	languages = language.NewMatcher([]language.Tag{language.Vietnamese, language.English})
)

// page is what a page shows.
type page struct {
	Lang    string // vi or en
	Style   template.CSS
	Other   string // the same page in the other language; "" where there is none
	Request string
	People  []Person
	Token   string
	Failure string // a failure's name, for which the template has the words
}

// English says in which language the page is.
func (p page) English() bool { return p.Lang == "en" }

// say gives the text of the page's language.
func (p page) Say(vietnamese, english string) string {
	if p.English() {
		return english
	}
	return vietnamese
}

// show writes a page. Forms go to this server and from there, by a redirect, to
// the client's address: browsers hold the redirect to the same rule.
func (i *Issuer) show(w http.ResponseWriter, r *http.Request, status int, p page, goesTo string) {
	p.Lang, p.Style = chooseLanguage(r), template.CSS(styleText)
	var text bytes.Buffer
	if err := pages.Execute(&text, p); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src "+styleHash+"; form-action 'self' "+origin(goesTo)+"; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Language")
	w.WriteHeader(status)
	_, _ = w.Write(text.Bytes()) // the browser is gone
}

// chooseLanguage takes the one asked for by the address, then the browser's.
func chooseLanguage(r *http.Request) string {
	if lang := r.URL.Query().Get("lang"); lang == "vi" || lang == "en" {
		return lang
	}
	_, at := language.MatchStrings(languages, r.Header.Get("Accept-Language"))
	return []string{"vi", "en"}[at]
}

// choose shows who can sign in.
func (i *Issuer) choose(w http.ResponseWriter, r *http.Request) {
	found, ok := i.requests.get(r.URL.Query().Get("request"))
	if !ok || found.Done() {
		i.show(w, r, http.StatusBadRequest, page{Failure: "request"}, "")
		return
	}
	other := "vi"
	if chooseLanguage(r) == "vi" {
		other = "en"
	}
	again := url.Values{"request": {found.id}, "lang": {other}}
	i.show(w, r, http.StatusOK, page{Request: found.id, People: i.opts.People, Other: "?" + again.Encode()}, found.asked.RedirectURI)
}

// chosen signs a person in and sends the browser back to who asked.
func (i *Issuer) chosen(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		i.show(w, r, http.StatusBadRequest, page{Failure: "request"}, "")
		return
	}
	id, person := r.PostForm.Get("request"), r.PostForm.Get("person")
	if _, known := i.person(person); !known || !i.requests.sign(id, person) {
		i.show(w, r, http.StatusBadRequest, page{Failure: "request"}, "")
		return
	}
	http.Redirect(w, r, i.url+"/authorize/callback?id="+url.QueryEscape(id), http.StatusSeeOther)
}

// The page at Path signs in for itself: it keeps the proof in a cookie that only
// it can read, and shows the token at the end, to be copied.
const verifierCookie = "motcua-demo-sign-in"

func (i *Issuer) oauth() *oauth2.Config {
	return &oauth2.Config{
		ClientID: ClientID, RedirectURL: i.redirect[0], Scopes: []string{"openid", "profile"},
		Endpoint: oauth2.Endpoint{AuthURL: i.url + "/authorize", TokenURL: i.url + "/oauth/token", AuthStyle: oauth2.AuthStyleInParams},
	}
}

// start asks for a code for the page itself.
func (i *Issuer) start(w http.ResponseWriter, r *http.Request) {
	verifier := oauth2.GenerateVerifier()
	http.SetCookie(w, &http.Cookie{
		Name: verifierCookie, Value: verifier, Path: Path, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		MaxAge: int(requestLifetime.Seconds()), Secure: strings.HasPrefix(i.url, "https:"),
	})
	http.Redirect(w, r, i.oauth().AuthCodeURL(verifier[:16], oauth2.S256ChallengeOption(verifier)), http.StatusSeeOther)
}

// done trades the code and shows the token.
func (i *Issuer) done(w http.ResponseWriter, r *http.Request) {
	verifier, err := r.Cookie(verifierCookie)
	q := r.URL.Query()
	// The state is a part of the proof: who did not begin here does not end here.
	if err != nil || len(verifier.Value) < 16 || q.Get("state") != verifier.Value[:16] || q.Get("code") == "" {
		i.show(w, r, http.StatusBadRequest, page{Failure: "code"}, "")
		return
	}
	token, err := i.oauth().Exchange(r.Context(), q.Get("code"), oauth2.VerifierOption(verifier.Value))
	if err != nil {
		i.show(w, r, http.StatusBadRequest, page{Failure: "code"}, "")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: verifierCookie, Path: Path, MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	i.show(w, r, http.StatusOK, page{Token: token.AccessToken}, "")
}
