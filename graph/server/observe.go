package server

import (
	"cmp"
	"context"
	stdbase32 "encoding/base32"
	"encoding/binary"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"go.opentelemetry.io/otel/trace"

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
		e.note(a)
	}
}

func (e *entry) note(a answer) {
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
		e.outcome = outcomeOK
	}
}

const outcomeOK = "ok"

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
// within its request. The context in which it is noted what is done is made by
// [recorded], for those who need one.
func observe(next http.Handler, to watch) http.Handler {
	log, slowFrom := to.log, cmp.Or(to.slow, DefaultSlow)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		out := &recorder{ResponseWriter: w, said: entry{id: requestID(r.Header)}}
		said, work := &out.said, &out.work
		w.Header()[requestIDHeader] = []string{said.id}
		var span trace.Span
		out.ctx, span = to.traces.begin(r, routeOf(r.URL.Path))
		defer func() {
			p := recover()
			if p == http.ErrAbortHandler {
				defer panic(p) // it cuts the connection, after the request is told of
			} else if p != nil {
				log.Error("panic", "request_id", said.id, "panic", p, "stack", string(debug.Stack()))
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
			log.LogAttrs(r.Context(), level, message, slog.String("request_id", said.id), slog.String("method", r.Method), slog.String("path", r.URL.Path),
				slog.Int("status", out.status), slog.Int("bytes", out.bytes), slog.Float64("ms", float64(took.Microseconds())/1000),
				slog.String("operation", said.operation), slog.Int("errors", said.errors), slog.String("caller", said.caller),
				slog.Int("cost", said.cost), slog.Int64("statements", work.Statements.Load()), slog.Int64("rows", work.Rows.Load()), slog.String("cache", said.cache), traceOf(span))
		}()
		next.ServeHTTP(out, r)
	})
}

// requestID gives the client's own id of a request, or makes one.
func requestID(h http.Header) string {
	if id := h.Get(requestIDHeader); id != "" && requestIDForm.MatchString(id) {
		return id
	}
	// It has to differ from others and nothing else.
	id := base32.AppendEncode(nil, binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, rand.Uint64()), rand.Uint64()))
	return string(id)
}

// requestIDs are written without padding, as crypto/rand.Text does.
var base32 = stdbase32.StdEncoding.WithPadding(stdbase32.NoPadding)

// recorded gives requests the context in which what is done for them is noted.
// A kept answer needs none.
func recorded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if out, ok := w.(*recorder); ok {
			r = r.WithContext(context.WithValue(motcua.WithWork(out.ctx, &out.work), entryKey{}, &out.said))
		}
		next.ServeHTTP(w, r)
	})
}

// recorder notes what is written through it, and what is said of its request.
type recorder struct {
	http.ResponseWriter
	ctx           context.Context // of the request's span
	said          entry
	work          motcua.Work
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

// securing are the headers of answers that are data. Who changes one sets another
// value in its place.
var securing = http.Header{
	"Content-Security-Policy": {"default-src 'none'; frame-ancestors 'none'"},
	"Referrer-Policy":         {"no-referrer"},
	"X-Content-Type-Options":  {"nosniff"},
	"X-Frame-Options":         {"DENY"},
}

// secure sets the headers of answers that are data, not pages. A page sets its
// own in their place.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		maps.Copy(h, securing)
		if len(r.TransferEncoding) > 0 {
			// Beside a Content-Length, a proxy may have seen the end of the request
			// elsewhere: what follows on the connection is not taken for another.
			h.Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
