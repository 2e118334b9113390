package server

import (
	"cmp"
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
	cost      int
	cache     string // what the kept answers had; empty where none was looked for
	outcome   string // ok, errors or refused
	caller    string // the name of an API key; empty is anybody
	id        string // of the request
}

type entryKey struct{}

// note adds what came of an operation to its request's log line. Variables and
// texts of the document are never logged: they may be personal.
func note(ctx context.Context, a answer) {
	if e, ok := ctx.Value(entryKey{}).(*entry); ok {
		e.operation, e.errors = a.operation[:min(len(a.operation), maxOperationName)], len(a.Errors)
		if a.cost != nil {
			e.cost = a.cost.Requested
		}
		switch {
		case a.refused:
			e.outcome = "refused"
		case len(a.Errors) > 0:
			e.outcome = "errors"
		default:
			e.outcome = "ok"
		}
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

// noteCache adds what the kept answers had to its request's log line.
func noteCache(ctx context.Context, how string) {
	if e, ok := ctx.Value(entryKey{}).(*entry); ok {
		e.cache = how
	}
}

// DefaultSlow is from when on an operation is logged as slow: ten times what a
// search may take.
const DefaultSlow = 150 * time.Millisecond

// watch says who is told of requests.
type watch struct {
	log     *slog.Logger
	metrics *Metrics      // nil: nobody counts
	slow    time.Duration // 0 is DefaultSlow
	traces  traces
}

// observe gives each request an id and a line in the log, and keeps a panic
// within its request.
func observe(next http.Handler, to watch) http.Handler {
	log, slowFrom := to.log, cmp.Or(to.slow, DefaultSlow)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		id := r.Header.Get(requestIDHeader)
		if !requestIDForm.MatchString(id) {
			id = rand.Text()
		}
		w.Header().Set(requestIDHeader, id)
		said := &entry{id: id}
		out := &recorder{ResponseWriter: w}
		ctx, span := to.traces.begin(r, routeOf(r.URL.Path))
		ctx, work := motcua.WithWork(ctx)
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
			took := time.Since(begin)
			slow := took >= slowFrom && said.cache != ""
			to.metrics.observe(r.URL.Path, out.status, took, said, slow)
			endRequest(span, out.status, said, work)
			level, message := slog.LevelInfo, "request"
			switch {
			case slow:
				level, message = slog.LevelWarn, "slow operation"
			case r.URL.Path != "/graphql":
				level = slog.LevelDebug // probes and files of the page would drown the rest
			}
			if !log.Enabled(r.Context(), level) {
				return
			}
			log.LogAttrs(r.Context(), level, message, slog.String("request_id", id), slog.String("method", r.Method), slog.String("path", r.URL.Path),
				slog.Int("status", out.status), slog.Int("bytes", out.bytes), slog.Float64("ms", float64(took.Microseconds())/1000),
				slog.String("operation", said.operation), slog.Int("errors", said.errors), slog.String("caller", said.caller),
				slog.Int("cost", said.cost), slog.Int64("statements", work.Statements.Load()), slog.Int64("rows", work.Rows.Load()), slog.String("cache", said.cache), traceOf(span))
		}()
		next.ServeHTTP(out, r.WithContext(context.WithValue(ctx, entryKey{}, said)))
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
