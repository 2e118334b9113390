package server

import (
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

const (
	// minCompressed is in bytes: less fits one packet either way.
	minCompressed = 1 << 10
	// jitter is how many random bytes at most lengthen a compressed answer to a
	// known caller. Texts of the request stand in its answer, and compression
	// makes what repeats shorter: whoever could make a victim ask, and see how
	// long answers are, would learn what else is in them (BREACH). Nobody can
	// make a browser send a bearer token, which no page of another origin has;
	// this is the second line, for 16 bytes on average.
	jitter = 32
)

// What the answer to a request depends on.
const (
	varyEncoding = "Accept-Encoding" // as the compressor tells it
	varyRequest  = "Accept, Accept-Language, Authorization, " + minRevisionHeader
)

// The types that are compressed. A stream of events is not: each event has to
// leave at once, and a compressor holds the text back.
var compressedTypes = []string{
	mediaJSON, mediaResponse, "text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml",
}

// compress compresses what is large enough. A compressed body has a tag of its
// own, because a strong tag names bytes.
func compress(next http.Handler) (http.Handler, error) {
	plain, err := gzhttp.NewWrapper(gzhttp.MinSize(minCompressed), gzhttp.ContentTypes(compressedTypes), gzhttp.SuffixETag(gzipSuffix))
	if err != nil {
		return nil, err
	}
	jittered, err := gzhttp.NewWrapper(gzhttp.MinSize(minCompressed), gzhttp.ContentTypes(compressedTypes), gzhttp.RandomJitter(jitter, -1, false), gzhttp.DropETag())
	if err != nil {
		return nil, err
	}
	everybody, known := plain(untagged(next)), jittered(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isUpgrade(r):
			next.ServeHTTP(w, r)
		case len(r.Header["Authorization"]) > 0:
			known(w, r)
		default:
			everybody(w, r)
		}
	}), nil
}

// The endings of the tags of compressed bodies.
var tagSuffixes = []string{gzipSuffix, "-zstd"}

// untagged takes the endings off the tags of a request, and puts the one that
// was there on the tag of the answer that nothing has changed.
func untagged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tags := r.Header.Get("If-None-Match")
		for _, suffix := range tagSuffixes {
			if plain := strings.ReplaceAll(tags, suffix+`"`, `"`); plain != tags {
				r.Header.Set("If-None-Match", plain)
				w = &tagged{w, suffix}
				break
			}
		}
		next.ServeHTTP(w, r)
	})
}

type tagged struct {
	http.ResponseWriter
	suffix string
}

// WriteHeader names the compressed body where it tells that it is still right.
func (t *tagged) WriteHeader(status int) {
	if tag := t.Header().Get("ETag"); status == http.StatusNotModified && tag != "" {
		t.Header().Set("ETag", strings.TrimSuffix(tag, `"`)+t.suffix+`"`)
	}
	t.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (t *tagged) Unwrap() http.ResponseWriter { return t.ResponseWriter }
