// Package server is the HTTP face of the schema: it reads requests, bounds them
// before any work, runs them and writes the answers. It knows nothing of the
// catalogue; what it mounts beside the API is handed to it.
package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rs/cors"
	"go.opentelemetry.io/otel/trace"

	"motcua"
	"motcua/graph"
)

// Config is what a handler is made of.
type Config struct {
	Catalogue graph.Catalogue
	Searcher  graph.Searcher
	Curation  graph.Curation
	Insights  graph.Insights
	// Feedback keeps feedback, and FeedbackDesk takes it; nil where this server does not.
	Feedback     graph.Feedback
	FeedbackDesk graph.FeedbackDesk
	Office       graph.Office
	// FeedbackSearcher lists it, and Filters keeps what people save.
	FeedbackSearcher graph.FeedbackSearcher
	Filters          graph.FilterStore
	// FileDesk gives out places for files, and Files answers there; nil keeps none.
	FileDesk graph.Files
	Files    *Files
	Audit    graph.Audit
	// Publishing publishes decisions and Webhooks keeps where changes are sent
	// to; nil does not.
	Publishing    graph.Publishing
	Webhooks      graph.Webhooks
	PlainWebhooks bool // plain HTTP is sent to as well
	Changes       graph.CatalogLog
	Hub           graph.Hub           // nil tells no changes
	Usage         graph.UsageRecorder // nil counts nothing
	Threshold     int                 // of insights; 0 is the default
	Clock         motcua.Clock
	Log           *slog.Logger
	// Keys are the API keys; nil means that nobody has any.
	Keys Keys
	// Tokens are the issuers' tokens; nil means that none is honoured.
	Tokens Tokens

	// Version is what /version tells.
	Version string
	// TLS is how to speak it; nil speaks none.
	TLS *tls.Config
	// DrainDelay is how long requests are still taken after /readyz has told that
	// the server stops: as long as a balancer needs to look.
	DrainDelay time.Duration
	// Metrics counts what is done; nil counts nothing.
	Metrics *Metrics
	// Slow is from when on an operation is logged as slow; 0 is DefaultSlow.
	Slow time.Duration
	// Traces makes spans of requests, and of the fields that fetch; nil makes none.
	Traces trace.TracerProvider
	// RateLimited bounds what each caller asks for over time.
	RateLimited bool
	// Proxies are those whose word is taken for who sends a request.
	Proxies Proxies

	// Limits bound requests; the zero value is those of the table.
	Limits Limits

	// FormBaseURL is where the publisher's file store is served; a form's
	// address is this and its path. Empty means that forms have no address.
	FormBaseURL string
	// Explain lets anybody ask how results came to their places.
	Explain bool
	// Trusted are the documents of clients' manifests; nil is none.
	Trusted *Trusted
	// ResponseCache is how many bytes of answers for everybody are kept; 0 is
	// none. It needs Revisions, which tell for how long they are right.
	ResponseCache int
	Revisions     *motcua.Revisions
	// Origins are those whose pages may ask from a browser. None means only
	// pages of this server.
	Origins []string
	// Beside answers what is below a path, beside the API; nil is nothing.
	Beside map[string]http.Handler
	// Web serves what is asked for at / and below; nil serves nothing there.
	Web http.Handler
	// Stale says from when on answers may lack something because the database does
	// not answer; false while it does. Nil is never.
	Stale func() (time.Time, bool)
	// Ready says what the server still waits for; nil, or nothing said, is
	// ready.
	Ready func(context.Context) []string
	// Warn says what needs looking after while the server is ready; nil is nothing.
	Warn func(context.Context) []string
}

// Handler answers all that the server answers.
type Handler struct {
	http.Handler
	responses  *responses
	rates      *rates
	draining   *atomic.Bool
	drainDelay time.Duration
	tls        *tls.Config
	lasting    *lasting
	limits     *Limits
	log        *slog.Logger
}

// NewHandler makes the handler of all that the server answers.
func NewHandler(cfg Config) (*Handler, error) {
	executor, err := NewExecutor(cfg)
	if err != nil {
		return nil, err
	}
	return newHandler(executor, cfg)
}

func newHandler(executor *Executor, cfg Config) (*Handler, error) {
	lasting := newLasting()
	end := endpoint{
		rates:    executor.rates,
		executor: executor, responses: newResponses(cfg), clock: cfg.Clock, gate: newGate(cfg), log: cfg.Log, lasting: lasting, origins: cfg.Origins,
		sockets: newSlots(executor.limits, BoundSockets, BoundSocketsEach),
	}
	api, err := compress(end)
	if err != nil {
		return nil, err
	}
	api = newFront(end, recorded(api))
	if len(cfg.Origins) > 0 { // to rs/cors an empty list means every origin
		if api, err = crossOrigin(cfg.Origins, api); err != nil {
			return nil, err
		}
	}
	var draining atomic.Bool
	mux, all := http.NewServeMux(), http.NewServeMux()
	all.Handle("/graphql", api)
	all.Handle("/", recorded(mux))
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "motcua", cfg.Version) })
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", readiness(cfg.Ready, cfg.Warn, &draining))
	if cfg.Files != nil {
		if err := mountDoors(mux, cfg, end.gate, executor.limits); err != nil {
			return nil, err
		}
	}
	for path, handler := range cfg.Beside {
		mux.Handle(path, handler)
	}
	if cfg.Web != nil {
		page, err := compress(cfg.Web)
		if err != nil {
			return nil, err
		}
		mux.Handle("/", page)
	}
	return &Handler{cfg.Proxies.behind(observe(secure(all), watch{cfg.Log, cfg.Metrics, cfg.Slow, traces{cfg.Traces}})), end.responses, end.rates, &draining, cfg.DrainDelay, cfg.TLS, lasting, executor.limits, cfg.Log}, nil
}

// endpoint answers /graphql.
type endpoint struct {
	executor  *Executor
	rates     *rates     // nil: nobody is bounded
	responses *responses // nil: no answer is kept
	clock     motcua.Clock
	gate      *gate
	log       *slog.Logger
	lasting   *lasting
	sockets   *slots
	origins   []string // whose pages may open a socket, beside this server's
}

// ServeHTTP answers one operation, or opens a WebSocket for many.
func (e endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = r.WithContext(graph.WithLanguage(r.Context(), r.Header.Get("Accept-Language")))
	if isUpgrade(r) {
		e.socket(w, r)
		return
	}
	w.Header().Add("Vary", varyRequest)
	media := negotiate(r.Header.Values("Accept"))
	if media == "" {
		noAnswer.with().write(r.Context(), w, mediaJSON, e.log)
		return
	}
	ctx, err := e.admit(r)
	if err == nil {
		err = e.rates.request(peerOf(ctx), w.Header())
	}
	var text string
	if err == nil {
		text, err = requestText(e.executor.limits, w, r)
	}
	if err == nil {
		err = e.answer(w, r.WithContext(ctx), media, text)
	}
	var refused *refusal
	if errors.As(err, &refused) {
		refused.write(ctx, w, refusalMedia(media), e.log)
	}
}

// admit gives the context of who sends a request.
func (e endpoint) admit(r *http.Request) (context.Context, error) {
	caller, err := e.gate.admit(r)
	if err != nil {
		return r.Context(), err
	}
	ctx := graph.WithAddress(graph.WithCaller(r.Context(), caller), site(r.RemoteAddr))
	return withPeer(ctx, caller, r.RemoteAddr), nil
}

// crossOrigin lets pages of other origins ask. Patterns are refused: a look-alike
// origin fits one sooner or later.
func crossOrigin(origins []string, next http.Handler) (http.Handler, error) {
	for _, origin := range origins {
		if strings.Contains(origin, "*") || !strings.Contains(origin, "://") || strings.HasSuffix(origin, "/") {
			return nil, fmt.Errorf("the origin %q is not one like https://example.vn", origin)
		}
	}
	return cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: []string{"Accept", "Accept-Language", "Authorization", "Content-Type", costHeader, minRevisionHeader, requestIDHeader},
		ExposedHeaders: []string{cacheHeader, costHeader, costLimitHeader, "ETag", "RateLimit", "RateLimit-Policy", "Retry-After", requestIDHeader, revisionHeader},
		MaxAge:         int((10 * time.Minute).Seconds()),
	}).Handler(next), nil
}

func readiness(ready, warn func(context.Context) []string, draining *atomic.Bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var waiting []string
		switch {
		case draining.Load():
			waiting = []string{"the server stops"}
		case ready != nil:
			waiting = ready(r.Context())
		}
		if len(waiting) > 0 {
			http.Error(w, "waiting: "+strings.Join(waiting, "; "), http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprintln(w, "ready")
		if warn == nil {
			return
		}
		for _, text := range warn(r.Context()) {
			_, _ = fmt.Fprintln(w, "warning:", text)
		}
	}
}
