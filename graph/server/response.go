package server

import (
	"encoding/json"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The media types of an answer. Under the first a status tells whether the
// operation was executed; the second is for older clients, which take anything
// but 200 for a broken connection.
const (
	mediaResponse = "application/graphql-response+json"
	mediaJSON     = "application/json"
)

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
		if (media == mediaJSON || media == mediaResponse) && q > bestQ {
			best, bestQ = media, q
		}
	}
	return best
}

// statuses are those of what is refused before it is executed, by code; all
// else is 400.
var statuses = map[string]int{
	codeReadOnly: http.StatusMethodNotAllowed,
	codeBusy:     http.StatusServiceUnavailable,
	"INTERNAL":   http.StatusInternalServerError,
}

func (a answer) status(media string) int {
	if !a.refused {
		return http.StatusOK
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	if status, ok := statuses[code]; ok {
		return status
	}
	if media == mediaJSON {
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

func (a answer) write(w http.ResponseWriter, media string, log *slog.Logger) {
	b := body{Errors: a.Errors, Extensions: a.Extensions}
	if !a.refused {
		b.Data = a.Data
	}
	status := a.status(media)
	switch status {
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodPost)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "1")
	}
	writeJSON(w, media, status, b, log)
}

func writeError(w http.ResponseWriter, media string, e *httpError, log *slog.Logger) {
	switch e.status {
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", "GET, HEAD, POST")
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer realm="motcua", error="invalid_token"`)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "1")
	}
	writeJSON(w, media, e.status, body{Errors: refusal(e.code, e.message)}, log)
}

func writeJSON(w http.ResponseWriter, media string, status int, b body, log *slog.Logger) {
	text, err := json.Marshal(b)
	if err != nil {
		log.Error("an answer cannot be written as JSON", "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", media+"; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(text)))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text) // the client is gone
}
