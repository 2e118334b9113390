// Package atom tells announcements of decisions as an Atom feed (RFC 4287),
// paged as RFC 5005 has it, for readers of feeds and for agencies that want to
// hear of what others decide. It owns the form and the conditions of requests,
// and asks for the decisions.
package atom

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"motcua"
)

// Path is where the feed is.
const Path = "/feeds/announcements.atom"

// Limits of the feed.
const (
	pageSize = 50
	maxCode  = 100 // bytes of a code that is asked for
	maxAge   = 60  // seconds that others may keep an answer
)

// Source lists the decisions.
type Source interface {
	Announced(ctx context.Context, f motcua.AnnouncedFilter) (motcua.AnnouncedPage, error)
}

// Handler answers the feed.
func Handler(source Source, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "The feed is only read.", http.StatusMethodNotAllowed)
			return
		}
		filter, err := filterOf(r.URL.Query())
		var page motcua.AnnouncedPage
		if err == nil {
			page, err = source.Announced(r.Context(), filter)
		}
		if err != nil {
			refuse(w, r, err, log)
			return
		}
		answer(w, r, filter, page, log)
	})
}

// refuse tells what was wrong with the request, and nothing of what was wrong
// here.
func refuse(w http.ResponseWriter, r *http.Request, err error, log *slog.Logger) {
	status := map[motcua.ErrorKind]int{
		motcua.KindInvalid: http.StatusBadRequest, motcua.KindNotFound: http.StatusNotFound,
		motcua.KindAmbiguous: http.StatusBadRequest, motcua.KindUnavailable: http.StatusServiceUnavailable,
	}[motcua.KindOf(err)]
	var own *motcua.Error
	if status == 0 || !errors.As(err, &own) {
		log.ErrorContext(r.Context(), "the feed failed", "error", err)
		http.Error(w, "Internal error.", http.StatusInternalServerError)
		return
	}
	http.Error(w, own.Message, status)
}

func filterOf(q url.Values) (f motcua.AnnouncedFilter, err error) {
	f = motcua.AnnouncedFilter{Agency: q.Get("agency"), Sector: q.Get("sector"), Limit: pageSize}
	if len(f.Agency) > maxCode || len(f.Sector) > maxCode {
		return f, motcua.Invalid("agency", "codes of at most %d bytes are expected", maxCode)
	}
	if before := q.Get("before"); before != "" {
		f.Before, err = parseMark(before)
	}
	return f, err
}

// A page begins behind a decision.
func markText(m motcua.AnnouncedMark) string {
	return base64.RawURLEncoding.EncodeToString([]byte(m.Updated.UTC().Format(time.RFC3339Nano) + "/" + string(m.ID)))
}

func parseMark(s string) (*motcua.AnnouncedMark, error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	at, id, _ := strings.Cut(string(raw), "/")
	updated, timeErr := time.Parse(time.RFC3339Nano, at)
	uuid, idErr := motcua.ParseID(id)
	if errors.Join(err, timeErr, idErr) != nil {
		return nil, motcua.Invalid("before", "the page is not one of this feed")
	}
	return &motcua.AnnouncedMark{Updated: updated, ID: uuid}, nil
}

// answer writes the page, or that the client has it already.
func answer(w http.ResponseWriter, r *http.Request, f motcua.AnnouncedFilter, page motcua.AnnouncedPage, log *slog.Logger) {
	var body bytes.Buffer
	body.WriteString(xml.Header)
	if err := xml.NewEncoder(&body).Encode(feedOf(f, page)); err != nil {
		refuse(w, r, fmt.Errorf("write the feed: %w", err), log)
		return
	}
	sum := sha256.Sum256(body.Bytes())
	h := w.Header()
	h.Set("Content-Type", "application/atom+xml; charset=utf-8")
	h.Set("Cache-Control", fmt.Sprintf("public, max-age=%d", maxAge))
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	// It also adds Last-Modified and answers the conditions of the request.
	http.ServeContent(w, r, "", page.Changed.Truncate(time.Second), bytes.NewReader(body.Bytes()))
}
