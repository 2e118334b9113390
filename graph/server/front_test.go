package server

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFrontSaysTheSame asks for kept answers in all ways, before the endpoint and
// past it.
func TestFrontSaysTheSame(t *testing.T) {
	d := newDesk(t)
	front, behind := d.Handler, d.behindFront(t)
	const get = "/graphql?query=%7B+agency(code%3A+%22H15%22)+%7B+name+%7D+%7D"
	d.post(agencyQuery)
	send(d, "GET", get, "")
	for _, header := range [][]string{
		{}, {"Accept", "application/json"}, {"Accept", "*/*"}, {"Accept", mediaResponse + ", application/json;q=0.5"}, {"Accept", "text/html"},
		{"Accept-Encoding", "gzip"}, {"Accept-Encoding", "gzip, deflate, br, zstd"}, {"Accept-Encoding", "zstd"}, {"Accept-Encoding", "gzip;q=0"},
		{"Accept-Language", "vi"}, {"Accept-Language", "en-GB,vi;q=0.2"}, {"If-None-Match", "*"}, {costHeader, costOnly},
		{"Content-Type", "text/plain"}, {"Content-Type", "application/json; charset=utf-8"}, {"Content-Type", "application/json; charset=latin1"},
	} {
		for range 2 { // the first of a sort may make the answer
			for method, ask := range map[string]func(http.Handler) *httptest.ResponseRecorder{
				"POST": func(h http.Handler) *httptest.ResponseRecorder {
					return send(h, "POST", "/graphql", agencyQuery, append([]string{"Content-Type", "application/json"}, header...)...)
				},
				"GET": func(h http.Handler) *httptest.ResponseRecorder { return send(h, "GET", get, "", header...) },
			} {
				want, got := ask(behind), ask(front)
				// The first may have made it.
				for _, h := range []http.Header{want.Header(), got.Header()} {
					h.Del(requestIDHeader)
					if h.Get(cacheHeader) == "motcua; fwd=miss" {
						h.Set(cacheHeader, "motcua; hit")
					}
				}
				if diff := cmp.Diff(vary(want.Header()), vary(got.Header())); diff != "" || want.Code != got.Code || !bytes.Equal(want.Body.Bytes(), got.Body.Bytes()) {
					t.Errorf("%s %q: %d %d (-behind +front)\n%s\n%.200s\n%.200s", method, header, want.Code, got.Code, diff, want.Body, got.Body)
				}
			}
		}
	}
}

// vary joins the values of Vary: as one line or as several they say the same.
func vary(h http.Header) http.Header {
	h = maps.Clone(h)
	if len(h["Vary"]) > 0 {
		h["Vary"] = []string{strings.Join(h["Vary"], ", ")}
	}
	return h
}

// TestFrontPutsBodiesBack sends bodies that are no question of a kept answer.
func TestFrontPutsBodiesBack(t *testing.T) {
	d := newDesk(t)
	d.post(agencyQuery)
	for name, c := range map[string]struct {
		body   io.Reader
		length int64
		code   int
	}{
		"another question":      {strings.NewReader(strings.Replace(agencyQuery, "H15", "H16", 1)), 0, 200},
		"one of unknown length": {io.MultiReader(strings.NewReader(agencyQuery)), -1, 200},
		"one that breaks off":   {io.MultiReader(strings.NewReader(agencyQuery[:10]), failing{errors.New("gone")}), int64(len(agencyQuery)), 400},
		"one too long":          {strings.NewReader(strings.Repeat(" ", 1<<18)), 1 << 18, 413},
		"nothing":               {strings.NewReader(""), 0, 400},
	} {
		r := httptest.NewRequest("POST", "/graphql", c.body)
		if c.length != 0 {
			r.ContentLength = c.length
		}
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code != c.code {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestMemoIsBounded(t *testing.T) {
	reads := 0
	m := newMemo(func(text string) int { reads++; return len(text) })
	for range 3 {
		if m.of("vi") != 2 {
			t.Error("another value")
		}
	}
	m.of(strings.Repeat("x", maxMemoText+1))
	m.of(strings.Repeat("x", maxMemoText+1))
	if reads != 3 {
		t.Errorf("read %d times", reads)
	}
	for i := range 3 * maxMemo {
		m.of(strings.Repeat("y", i%maxMemoText) + string(rune('a'+i/maxMemoText)))
		if n := len(*m.held.Load()); n > maxMemo {
			t.Fatalf("%d texts are remembered", n)
		}
	}
}

// discard is a connection that takes everything.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(int)             {}

// body is one that can be read again.
type again struct{ *strings.Reader }

func (again) Close() error { return nil }

// BenchmarkKeptAnswer is a kept answer without the connection below it, beside
// a handler that writes a body of that size.
func BenchmarkKeptAnswer(b *testing.B) {
	d := newDesk(b)
	d.post(agencyQuery)
	body := bytes.Repeat([]byte("x"), 2000)
	for name, h := range map[string]http.Handler{"front": d.Handler, "behind": d.behindFront(b), "fixed": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", mediaJSON)
		w.Header().Set("Content-Length", "2000")
		_, _ = w.Write(body)
	})} {
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequest("POST", "/graphql", strings.NewReader(agencyQuery))
			r.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}, "Accept-Encoding": {"gzip, deflate"}, "Accept-Language": {"vi"}}
			h.ServeHTTP(httptest.NewRecorder(), r)
			b.ReportAllocs()
			for b.Loop() {
				r.Body = again{strings.NewReader(agencyQuery)}
				h.ServeHTTP(&discard{http.Header{}}, r)
			}
		})
	}
}
