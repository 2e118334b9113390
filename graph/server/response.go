package server

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The media types of an answer. Under the first a status tells whether the
// operation was executed; the second is for older clients, which take anything
// but 200 for a broken connection.
const (
	mediaResponse = "application/graphql-response+json"
	mediaJSON     = "application/json"
	mediaEvents   = "text/event-stream" // the answers of a subscription, or of anything
)

// contentTypes are how answers are labelled, by media type.
var contentTypes = map[string][]string{
	mediaResponse: {mediaResponse + "; charset=utf-8"},
	mediaJSON:     {mediaJSON + "; charset=utf-8"},
}

// negotiate chooses the media type that the Accept header prefers; empty is
// none that this server speaks.
func negotiate(accept []string) string {
	if len(accept) == 0 {
		return mediaJSON
	}
	best, bestQ := "", 0.0
	for _, offer := range strings.Split(strings.Join(accept, ","), ",") {
		media, params, err := mime.ParseMediaType(offer)
		if err != nil {
			continue
		}
		q := 1.0
		if text, ok := params["q"]; ok {
			if q, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		if media == "*/*" || media == "application/*" {
			media = mediaJSON
		}
		if (media == mediaJSON || media == mediaResponse || media == mediaEvents) && q > bestQ {
			best, bestQ = media, q
		}
	}
	return best
}

// httpStatus tells older clients of a document's faults with 200: they read no
// answer under any other.
func (a answer) httpStatus(media string) int {
	switch {
	case !a.refused:
		return http.StatusOK
	case a.status != 0 && a.status != http.StatusBadRequest:
		return a.status
	case media == mediaJSON:
		return http.StatusOK
	}
	return http.StatusBadRequest
}

// body is an answer as it is sent. Without data where nothing was executed:
// null would say that it was and failed.
type body struct {
	Errors     gqlerror.List   `json:"errors,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
	Extensions map[string]any  `json:"extensions,omitempty"`
}

// text is the body as JSON. Data is JSON already: checking and compacting it
// once more takes longer than counting its facets does.
func (b body) text() ([]byte, error) {
	if len(b.Errors) > 0 || len(b.Extensions) > 0 || len(b.Data) == 0 {
		return json.Marshal(b)
	}
	return slices.Concat([]byte(`{"data":`), b.Data, []byte("}")), nil
}

func (a answer) body() body {
	b := body{Errors: a.Errors, Extensions: a.Extensions}
	if !a.refused {
		b.Data = a.Data
	}
	return b
}

func (a answer) write(w http.ResponseWriter, media string, log *slog.Logger) {
	status := a.httpStatus(media)
	a.cost.header(w.Header())
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", http.MethodPost)
	}
	writeJSON(w, media, status, a.body(), log)
}

func (r *refusal) write(ctx context.Context, w http.ResponseWriter, media string, log *slog.Logger) {
	switch r.status {
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", "GET, HEAD, POST")
	case http.StatusUnauthorized:
		// RFC 6750, section 3. The reasons are ours and hold no quotes.
		w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="motcua", error="invalid_token", error_description="%s"`, r.english))
	case http.StatusRequestEntityTooLarge:
		w.Header().Set("Connection", "close") // what is left of the body is not read
	}
	writeJSON(w, media, r.status, body{Errors: gqlerror.List{r.told(ctx)}}, log)
}

func writeJSON(w http.ResponseWriter, media string, status int, b body, log *slog.Logger) {
	text, err := b.text()
	if err != nil {
		log.Error("an answer cannot be written as JSON", "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	writeText(w, media, status, text)
}

// writeText sends JSON; where nobody said for how long, it may not be kept.
func writeText(w http.ResponseWriter, media string, status int, text []byte) {
	h := w.Header()
	if retry := status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests; retry && h.Get("Retry-After") == "" {
		h.Set("Retry-After", "1")
	}
	h["Content-Type"] = contentTypes[media]
	h["Content-Length"] = []string{strconv.Itoa(len(text))}
	if len(h["Cache-Control"]) == 0 {
		h.Set("Cache-Control", "no-store")
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTimeout)) // a test's recorder has none
	w.WriteHeader(status)
	_, _ = w.Write(text) // the client is gone
}
