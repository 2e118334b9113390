package server

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"

	"motcua/graph"
)

// front gives kept answers before anything is made for a request: contexts, a
// compressor, the request as text. All that would take longer than to find and
// write the answer. What is not plainly such a request goes on to the endpoint,
// which says the same of it.
type front struct {
	endpoint
	next http.Handler
	vary []string // of answers, where nothing stands there

	media      *memo[string] // that an Accept header prefers
	vietnamese *memo[bool]   // whether an Accept-Language header prefers it
	coding     *memo[coding] // of Accept-Encoding
	jsonBody   *memo[bool]   // whether a Content-Type is that of a POST
	buffers    *sync.Pool    // of *bytes.Buffer: requests as they came
}

// coding is how an answer may be compressed.
type coding struct{ gzip, other bool }

func newFront(end endpoint, next http.Handler) http.Handler {
	if end.responses == nil {
		return next
	}
	return &front{
		endpoint: end, next: next, vary: []string{varyEncoding + ", " + varyRequest},
		media: newMemo(func(accept string) string { return negotiate([]string{accept}) }), vietnamese: newMemo(graph.PrefersVietnamese),
		coding: newMemo(readCoding), jsonBody: newMemo(isJSON),
		buffers: &sync.Pool{New: func() any { return &bytes.Buffer{} }},
	}
}

// ServeHTTP gives the kept answer where there is one.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	media, zipped, ok := f.plain(r)
	if !ok {
		f.next.ServeHTTP(w, r)
		return
	}
	b, _ := f.buffers.Get().(*bytes.Buffer) // it holds nothing else
	b.Reset()
	defer f.buffers.Put(b) // the endpoint reads the body from it, and is done by then
	f.responses.beginRequest(b, f.vietnamese.of(r.Header.Get("Accept-Language")), r.Method)
	if text, ok := f.read(b, r); ok {
		if s, ok := f.responses.look(keyOf(b.Bytes()).in(zipped)); ok && f.write(w, r, media, s, b) {
			return
		}
		if r.Method == http.MethodPost {
			r.Body = replayed{bytes.NewReader(text), r.Body}
		}
	}
	f.next.ServeHTTP(w, r)
}

// plain says whether a request may be given a kept answer as it is, the media
// type of that, and whether it is compressed. Everything out of the ordinary is
// for the endpoint.
func (f *front) plain(r *http.Request) (media string, zipped, ok bool) {
	h := r.Header
	if len(h["Authorization"]) > 0 || len(h["If-None-Match"]) > 0 || len(h[costHeader]) > 0 || len(h[minRevisionHeader]) > 0 || len(h["Upgrade"]) > 0 || len(h["Accept"]) > 1 || len(h["Accept-Encoding"]) > 1 || len(h["Accept-Language"]) > 1 {
		return "", false, false
	}
	if r.Method != http.MethodGet && (r.Method != http.MethodPost || !f.jsonBody.of(h.Get("Content-Type"))) {
		return "", false, false
	}
	coding := f.coding.of(h.Get("Accept-Encoding"))
	if coding.other {
		return "", false, false
	}
	if media = mediaJSON; len(h["Accept"]) > 0 {
		media = f.media.of(h["Accept"][0])
	}
	return media, coding.gzip, media == mediaJSON || media == mediaResponse
}

// read adds the text of a request to its key. What is too long is not read, and
// neither is a body of unknown length; both are for the endpoint.
func (f *front) read(b *bytes.Buffer, r *http.Request) (text []byte, ok bool) {
	limit := f.executor.limits.allowed(BoundBody)
	if r.Method == http.MethodGet {
		b.WriteString(r.URL.RawQuery)
		return nil, len(r.URL.RawQuery) <= limit
	}
	if r.ContentLength <= 0 || r.ContentLength > int64(limit) {
		return nil, false
	}
	b.Grow(int(r.ContentLength))
	text = b.AvailableBuffer()[:r.ContentLength]
	n, err := io.ReadFull(r.Body, text)
	if err != nil {
		r.Body = replayed{io.MultiReader(bytes.NewReader(text[:n]), failing{err}), r.Body}
		return nil, false
	}
	b.Write(text) // it stands there already
	return text, true
}

// replayed is a body that was read before.
type replayed struct {
	io.Reader
	io.Closer
}

// failing is where a body broke off.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// write gives a kept answer, unless its caller asks too much: that is told by
// the endpoint. The buffer of the request serves to unpack the answer.
func (f *front) write(w http.ResponseWriter, r *http.Request, media string, s *sent, b *bytes.Buffer) bool {
	h := w.Header()
	if f.rates.request(addressPeer+site(r.RemoteAddr), h) != nil {
		return false
	}
	f.responses.count(s)
	if out, ok := w.(*recorder); ok {
		out.said.note(s.answer)
		out.said.cache = hit
	}
	b.Reset()
	text := s.prepare(h, b, f.clock())
	if len(h["Vary"]) == 0 {
		h["Vary"] = f.vary
	} else {
		h["Vary"] = append(h["Vary"], f.vary...)
	}
	h[cacheHeader] = hitStatus
	writeText(w, media, http.StatusOK, text)
	return true
}

// hit is what the kept answers had for a request.
const hit = "hit"

var hitStatus = []string{"motcua; " + hit}

// readCoding reads an Accept-Encoding header.
func readCoding(header string) coding {
	c := coding{gzip: acceptsGzip(http.Header{"Accept-Encoding": {header}})}
	c.other = !c.gzip && strings.Contains(header, "zstd")
	return c
}

// isJSON says whether a Content-Type is one that a POST may have.
func isJSON(header string) bool {
	media, params, err := mime.ParseMediaType(header)
	charset := strings.ToLower(params["charset"])
	return err == nil && media == "application/json" && (charset == "" || charset == "utf-8")
}
