package server

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"motcua"
)

const requestIDHeader = "X-Request-Id"

// A client's own request id is kept where it cannot forge lines of a log.
var requestIDForm = regexp.MustCompile(fmt.Sprintf(`^[0-9A-Za-z._-]{1,%d}$`, maxRequestID))

// entry is what the log line of a request says beyond HTTP.
type entry struct {
	operation string
	errors    int
	caller    string // the name of an API key; empty is anybody
	id        string // of the request
}

type entryKey struct{}

// note adds what came of an operation to its request's log line. Variables and
// texts of the document are never logged: they may be personal.
func note(ctx context.Context, a answer) {
	if e, ok := ctx.Value(entryKey{}).(*entry); ok {
		e.operation, e.errors = a.operation[:min(len(a.operation), maxOperationName)], len(a.Errors)
	}
}

// noteCaller adds who asks to its request's log line, and the request to who
// asks. People are logged by what names them for good, not by their names.
func noteCaller(ctx context.Context, c motcua.Caller) motcua.Caller {
	if e, ok := ctx.Value(entryKey{}).(*entry); ok {
		e.caller, c.RequestID = c.Subject, e.id
	}
	return c
}

// observe gives each request an id and a line in the log, and keeps a panic
// within its request.
func observe(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		id := r.Header.Get(requestIDHeader)
		if !requestIDForm.MatchString(id) {
			id = rand.Text()
		}
		w.Header().Set(requestIDHeader, id)
		said := &entry{id: id}
		out := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				log.Error("panic", "request_id", id, "panic", p, "stack", string(debug.Stack()))
				if out.status == 0 {
					http.Error(out, "internal error", http.StatusInternalServerError)
				}
			}
			level := slog.LevelInfo
			if r.URL.Path != "/graphql" {
				level = slog.LevelDebug // probes and files of the page would drown the rest
			}
			log.Log(r.Context(), level, "request", "request_id", id, "method", r.Method, "path", r.URL.Path,
				"status", out.status, "bytes", out.bytes, "ms", float64(time.Since(begin).Microseconds())/1000,
				"operation", said.operation, "errors", said.errors, "caller", said.caller)
		}()
		next.ServeHTTP(out, r.WithContext(context.WithValue(r.Context(), entryKey{}, said)))
	})
}

// recorder notes what is written through it.
type recorder struct {
	http.ResponseWriter
	status, bytes int
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write notes how much was written.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// secure sets the headers of answers that are data, not pages. A page sets its
// own in their place.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		if len(r.TransferEncoding) > 0 {
			// Beside a Content-Length, a proxy may have seen the end of the request
			// elsewhere: what follows on the connection is not taken for another.
			h.Set("Connection", "close")
		}
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		next.ServeHTTP(w, r)
	})
}
