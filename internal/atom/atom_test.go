package atom_test

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"motcua"
	"motcua/internal/atom"
)

// list is a source of many decisions.
type list struct {
	decisions []motcua.AnnouncedDecision
	changed   time.Time
}

func (l *list) Announced(_ context.Context, f motcua.AnnouncedFilter) (motcua.AnnouncedPage, error) {
	page := motcua.AnnouncedPage{Changed: l.changed}
	switch f.Agency {
	case "":
	case "G15":
		page.Agency = "Bộ Tư pháp"
	case "broken":
		return page, errors.New("secret of the database")
	default:
		return page, motcua.NotFound("agency", f.Agency)
	}
	for _, d := range l.decisions {
		if f.Before != nil && !d.Updated.Before(f.Before.Updated) {
			continue
		}
		if len(page.Decisions) == f.Limit {
			page.HasMore = true
			break
		}
		page.Decisions = append(page.Decisions, d)
	}
	return page, nil
}

var start = time.Date(2026, 3, 1, 10, 0, 0, 123456000, time.UTC)

func many(n int) *list {
	l := &list{changed: start}
	for i := range n {
		number, day := fmt.Sprintf("%d/QĐ-BTP", i), motcua.NewDate(2026, 1, 16)
		d := motcua.NewDecision(&number, &day, motcua.Agency{ID: motcua.DeriveID("G15"), Name: "Bộ Tư pháp"})
		title := `<b>"Hộ tịch" & 'quốc tịch'</b>` + "\x01"
		d.Title = &title
		kind := motcua.DecisionAmended
		at := start.Add(-time.Duration(i) * time.Minute)
		l.decisions = append(l.decisions, motcua.AnnouncedDecision{
			Decision: d, Published: at.Add(-time.Hour), Updated: at, Total: 3,
			Items: []motcua.AnnouncedItem{{Code: "1.000894", Name: "A <script>alert(1)</script>", Kind: &kind, From: &day}},
		})
	}
	return l
}

func get(t *testing.T, h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// parsed is a feed as a reader of feeds sees it.
type parsed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"http://www.w3.org/2005/Atom id"`
	Title   string   `xml:"http://www.w3.org/2005/Atom title"`
	Updated string   `xml:"http://www.w3.org/2005/Atom updated"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"http://www.w3.org/2005/Atom link"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Author  struct {
			Name string `xml:"name"`
		} `xml:"author"`
		Content struct {
			Type string `xml:"type,attr"`
			Text string `xml:",chardata"`
		} `xml:"content"`
	} `xml:"entry"`
}

func (p parsed) link(rel string) string {
	for _, l := range p.Links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

// read parses an answer and holds it to what RFC 4287 demands.
func read(t *testing.T, w *httptest.ResponseRecorder) parsed {
	t.Helper()
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" {
		t.Fatalf("%d %s: %s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	var p parsed
	if err := xml.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	check := func(what, id, title, updated string) {
		if u, err := url.Parse(id); err != nil || !u.IsAbs() {
			t.Errorf("%s: the id %q is no absolute IRI", what, id)
		}
		if title == "" {
			t.Errorf("%s has no title", what)
		}
		if _, err := time.Parse(time.RFC3339, updated); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	check("feed", p.ID, p.Title, p.Updated)
	ids := map[string]bool{}
	for _, e := range p.Entries {
		check("entry", e.ID, e.Title, e.Updated)
		if ids[e.ID] || e.Author.Name == "" || e.Content.Type != "html" {
			t.Errorf("entry: %+v", e)
		}
		ids[e.ID] = true
	}
	if p.link("self") == "" {
		t.Error("no link to itself")
	}
	return p
}

func handler(l *list) http.Handler {
	return atom.Handler(l, slog.New(slog.NewTextHandler(io.Discard, nil)))
}

func TestPagesTellEveryDecisionOnce(t *testing.T) {
	h := handler(many(120))
	seen := map[string]bool{}
	id := ""
	pages := 0
	for next := atom.Path; next != ""; pages++ {
		p := read(t, get(t, h, next))
		if id != "" && p.ID != id {
			t.Error("another page is another feed")
		}
		id = p.ID
		for _, e := range p.Entries {
			seen[e.ID] = true
		}
		next = p.link("next")
	}
	if len(seen) != 120 || pages != 3 {
		t.Errorf("%d decisions on %d pages", len(seen), pages)
	}
}

func TestTextIsEscaped(t *testing.T) {
	p := read(t, get(t, handler(many(1)), atom.Path+"?agency=G15"))
	if text := p.Entries[0].Content.Text; strings.Contains(text, "<script>") || !strings.Contains(text, "&lt;b&gt;&#34;Hộ tịch&#34; &amp; ") {
		t.Errorf("as HTML: %s", text)
	}
	if want := "Quyết định 0/QĐ-BTP ngày 16/01/2026 của Bộ Tư pháp: 3 thủ tục"; p.Entries[0].Title != want {
		t.Errorf("%s", p.Entries[0].Title)
	}
	if !strings.HasSuffix(p.Title, "– Bộ Tư pháp") {
		t.Errorf("%s", p.Title)
	}
}

func TestConditionalRequests(t *testing.T) {
	l := many(2)
	h := handler(l)
	first := get(t, h, atom.Path)
	etag, modified := first.Header().Get("ETag"), first.Header().Get("Last-Modified")
	if etag == "" || modified != "Sun, 01 Mar 2026 10:00:00 GMT" {
		t.Fatalf("%q %q", etag, modified)
	}
	for _, header := range [][]string{{"If-None-Match", etag}, {"If-Modified-Since", modified}, {"If-None-Match", `"x", ` + etag}} {
		if w := get(t, h, atom.Path, header...); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("%v: %d", header, w.Code)
		}
	}
	l.changed = l.changed.Add(time.Minute) // something was retracted
	l.decisions = l.decisions[1:]
	for _, header := range [][]string{{"If-None-Match", etag}, {"If-Modified-Since", modified}} {
		if w := get(t, h, atom.Path, header...); w.Code != http.StatusOK {
			t.Errorf("%v after a change: %d", header, w.Code)
		}
	}
}

func TestRefusals(t *testing.T) {
	h := handler(many(1))
	for target, status := range map[string]int{
		"?agency=X99": 404, "?before=abc": 400, "?agency=" + strings.Repeat("x", 200): 400, "?agency=broken": 500,
	} {
		if w := get(t, h, atom.Path+target); w.Code != status || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, atom.Path, nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Error(w.Code)
	}
}
