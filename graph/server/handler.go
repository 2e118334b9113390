// Package server is the HTTP face of the schema: it reads requests, bounds them
// before any work, runs them and writes the answers. It knows nothing of the
// catalogue; what it mounts beside the API is handed to it.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/rs/cors"

	"motcua"
	"motcua/graph"
)

// Config is what a handler is made of.
type Config struct {
	Catalogue graph.Catalogue
	Searcher  graph.Searcher
	Curation  graph.Curation
	Insights  graph.Insights
	Changes   graph.CatalogLog
	Hub       graph.Hub           // nil tells no changes
	Usage     graph.UsageRecorder // nil counts nothing
	Threshold int                 // of insights; 0 is the default
	Clock     motcua.Clock
	Log       *slog.Logger
	// Keys are the API keys; nil means that nobody has any.
	Keys Keys

	// FormBaseURL is where the publisher's file store is served; a form's
	// address is this and its path. Empty means that forms have no address.
	FormBaseURL string
	// Explain lets anybody ask how results came to their places.
	Explain bool
	// Trusted are the documents of clients' manifests; nil is none.
	Trusted *Trusted
	// Origins are those whose pages may ask from a browser. None means only
	// pages of this server.
	Origins []string
	// Web serves what is asked for at / and below; nil serves nothing there.
	Web http.Handler
	// Ready says what the server still waits for; nil, or nothing said, is
	// ready.
	Ready func(context.Context) []string
}

// NewHandler makes the handler of all that the server answers.
func NewHandler(cfg Config) (http.Handler, error) {
	executor, err := NewExecutor(cfg)
	if err != nil {
		return nil, err
	}
	api := http.Handler(endpoint{executor, newKeyring(cfg), cfg.Log})
	if len(cfg.Origins) > 0 { // to rs/cors an empty list means every origin
		if api, err = crossOrigin(cfg.Origins, api); err != nil {
			return nil, err
		}
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", api)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", readiness(cfg.Ready))
	if cfg.Web != nil {
		mux.Handle("/", cfg.Web)
	}
	return observe(secure(mux), cfg.Log), nil
}

// endpoint answers /graphql.
type endpoint struct {
	executor *Executor
	keys     *keyring
	log      *slog.Logger
}

// ServeHTTP answers one operation.
func (e endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept, Accept-Language, Authorization")
	media := negotiate(r.Header.Values("Accept"))
	if media == "" {
		writeError(w, mediaJSON, &httpError{http.StatusNotAcceptable, "NOT_ACCEPTABLE", "Answers are " + mediaResponse + " or " + mediaJSON + "."}, e.log)
		return
	}
	caller, err := e.keys.admit(r)
	var params *graphql.RawParams
	if err == nil {
		params, err = parameters(w, r)
	}
	var refused *httpError
	if errors.As(err, &refused) {
		writeError(w, media, refused, e.log)
		return
	}
	caller = noteCaller(r.Context(), caller)
	ctx := graph.WithCaller(graph.WithLanguage(r.Context(), r.Header.Get("Accept-Language")), caller)
	a := e.executor.run(ctx, params, r.Method != http.MethodPost)
	note(ctx, a)
	a.write(w, media, e.log)
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
		AllowedHeaders: []string{"Accept", "Accept-Language", "Authorization", "Content-Type", requestIDHeader},
		ExposedHeaders: []string{requestIDHeader},
		MaxAge:         int((10 * time.Minute).Seconds()),
	}).Handler(next), nil
}

func readiness(ready func(context.Context) []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var waiting []string
		if ready != nil {
			waiting = ready(r.Context())
		}
		if len(waiting) > 0 {
			http.Error(w, "waiting: "+strings.Join(waiting, "; "), http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprintln(w, "ready")
	}
}
