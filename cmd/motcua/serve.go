package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"time"

	"go.opentelemetry.io/otel/trace"
	"golang.org/x/sync/errgroup"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/readcopy"
	"motcua/graph/server"
	"motcua/internal/atom"
	"motcua/internal/signin"
	"motcua/internal/usage"
	"motcua/internal/webhook"
	"motcua/web"
)

type serveCmd struct {
	dataFlags
	usageFlags
	oidcFlags
	fileFlags
	tlsFlags
	Addr        string         `default:"127.0.0.1:8080" env:"MOTCUA_ADDR" placeholder:"HOST:PORT" help:"Where to listen. Default ${default}."`
	Origins     []string       `env:"MOTCUA_ORIGINS" placeholder:"ORIGIN" help:"Origins whose pages may ask from a browser, such as https://example.vn."`
	FormBaseURL string         `env:"MOTCUA_FORM_BASE_URL" placeholder:"URL" help:"Where the publisher's files are: a form's address is this and its path. Without it forms have no address."`
	Conns       int            `default:"10" env:"MOTCUA_DB_CONNS" help:"Connections to the database. Default ${default}."`
	ConnectIn   time.Duration  `name:"db-connect-timeout" default:"3s" env:"MOTCUA_DB_CONNECT_TIMEOUT" help:"How long a new connection to the database may take. Default ${default}."`
	StatementIn time.Duration  `name:"db-statement-timeout" default:"30s" env:"MOTCUA_DB_STATEMENT_TIMEOUT" help:"How long a statement may take. Default ${default}."`
	ResponseMB  int            `name:"response-cache" default:"64" env:"MOTCUA_RESPONSE_CACHE" placeholder:"MB" help:"Memory for answers that are the same for everybody, in MB; 0 keeps none. Default ${default}."`
	ContentMB   int            `name:"content-cache" default:"96" env:"MOTCUA_CONTENT_CACHE" placeholder:"MB" help:"Memory for contents of procedures that were read before, in MB; 0 keeps none. Default ${default}."`
	Limits      map[string]int `name:"limit" env:"MOTCUA_LIMITS" mapsep:"," placeholder:"NAME=N" help:"Another bound of requests than the default, such as depth=15 or cost=80000. doc/limits.md lists them."`
	Explain     bool           `env:"MOTCUA_EXPLAIN" help:"Tell whoever asks how results came to their places. Else nobody is told."`
	DrainDelay  time.Duration  `default:"0s" env:"MOTCUA_DRAIN_DELAY" help:"How long requests are still taken after /readyz has told that the server stops: as long as a balancer needs to look. Default ${default}."`
	MetricsAddr string         `env:"MOTCUA_METRICS_ADDR" placeholder:"HOST:PORT" help:"Where to serve metrics for Prometheus and profiles. Nobody but those who run the server should reach it. Default: nowhere."`
	Slow        time.Duration  `name:"slow" default:"150ms" env:"MOTCUA_SLOW" help:"From when on an operation is logged as slow. Default ${default}."`
	NoRates     bool           `name:"no-rate-limits" env:"MOTCUA_NO_RATE_LIMITS" help:"Do not bound what each caller asks for over time, where something in front of the server does."`
	Proxies     []netip.Prefix `name:"trusted-proxies" env:"MOTCUA_TRUSTED_PROXIES" placeholder:"CIDR" help:"Networks of the proxies whose word is taken for who sends a request."`
	ProxyHeader string         `enum:"X-Forwarded-For,Forwarded" default:"X-Forwarded-For" env:"MOTCUA_PROXY_HEADER" help:"The header in which they say it: X-Forwarded-For or Forwarded. Default ${default}."`
	Trusted     []string       `name:"trusted-documents" type:"existingfile" env:"MOTCUA_TRUSTED_DOCUMENTS" placeholder:"FILE" help:"Manifests of documents that clients may name by id, as graphql-codegen, Relay or Apollo write them."`
	TrustedOnly bool           `env:"MOTCUA_TRUSTED_ONLY" help:"Refuse documents that are in no manifest."`
	PublicURL   string         `env:"MOTCUA_PUBLIC_URL" placeholder:"URL" help:"Address under which browsers reach this server, such as https://motcua.example.vn. Default: the address it listens on."`

	PrivateHook bool `name:"webhook-allow-private" env:"MOTCUA_WEBHOOK_ALLOW_PRIVATE" help:"Send webhooks to addresses of private networks and by plain HTTP too: for tests. --demo implies it."`

	FocalPoint string `env:"MOTCUA_FOCAL_POINT" placeholder:"CODE" help:"Code of the agency that receives feedback which names neither an agency nor a procedure. Default: none, one of both has to be named; with --demo H41."`

	Demo bool `help:"Import the demonstration catalogue first, let its people sign in without passwords, and print what to try."`

	metrics *metrics             `kong:"-"`
	traces  trace.TracerProvider `kong:"-"`
}

// Times of starting and stopping.
const (
	drainTimeout     = 10 * time.Second
	demoReadyTimeout = 2 * time.Minute
)

// Run serves until it is told to stop. The address is taken before anything
// else is started, so that a busy port costs nothing.
func (c *serveCmd) Run(ctx context.Context, e *env) (err error) {
	c.metrics = newMetrics()
	if err := c.checkUsage(); err != nil {
		return err
	}
	limits, err := c.limits()
	if err != nil {
		return err
	}
	listener, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // closed by the server before, unless starting failed
	var stop func()
	c.traces, stop, err = newTraces(ctx, e.log)
	if err != nil {
		return err
	}
	defer stop()
	contents := db.NewContentCache(c.ContentMB << 20)
	d, err := c.openDatabase(ctx, e, db.Options{Conns: c.Conns, ConnectTimeout: c.ConnectIn, StatementTimeout: c.StatementIn, AcquireTimeout: limits.Time(server.BoundDatabaseTime), ContentCache: contents, Observe: c.metrics.statement, Tracer: statementTraces(c.traces), FocalPoint: c.focalPoint()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if c.Demo {
		if _, err := importDemo(ctx, d.DB); err != nil {
			return err
		}
		if err := loadDemoFeedback(ctx, d.DB); err != nil {
			return err
		}
	}
	log, x, err := c.claimIndexes(ctx, e, d.DB)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	held, err := c.openCopy(e, contents)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	d.ReadFrom(held)
	return c.serve(ctx, e, d, log, x, held, listener)
}

// demoFocalPoint has people in all roles in the demonstration.
const demoFocalPoint = "H41"

func (c *serveCmd) focalPoint() string {
	if c.FocalPoint == "" && c.Demo {
		return demoFocalPoint
	}
	return c.FocalPoint
}

// limits reads the bounds of requests that were set.
func (c *serveCmd) limits() (limits server.Limits, err error) {
	for name, n := range c.Limits {
		if err := limits.Set(name, n); err != nil {
			return limits, &exitError{exitUsage, err}
		}
	}
	return limits, nil
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("another program listens on %s already: stop it, or choose another --addr", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return listener, nil
}

// claim makes the change log belong to the database that answers, and says where
// it stands.
func claim(ctx context.Context, e *env, d *db.DB) (*changelog.Log, motcua.Position, error) {
	log := changelog.New(d.Pool(), nodeName(), e.log)
	renewed, err := log.Claim(ctx)
	if err != nil {
		return nil, motcua.Position{}, err
	}
	if renewed {
		e.log.Warn("the database came from a restore or a failover: a new epoch of the change log begins")
	}
	now, err := log.Now(ctx)
	return log, now, err
}

// nodeName names this node in the database, where its place in the change log
// is kept. Two nodes on one machine have different process ids.
func nodeName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}

func (c *serveCmd) serve(ctx context.Context, e *env, opened *database, log *changelog.Log, x *indexes, held *readcopy.Copy, listener net.Listener) (err error) {
	d := opened.DB
	if !d.KeepsFeedback() {
		e.log.Warn("there is no keyset: feedback is not taken. Make one with motcua keyset create")
	}
	if err := c.checkFocalPoint(ctx, e, d); err != nil {
		return err
	}
	addr := listener.Addr().String()
	demo, err := c.signIn(addr)
	if err != nil {
		return err
	}
	following := newFollowing(e, d, log, x, held)
	ctl, err := newControl(c.Data, addr, c.controlHandler(addr, d, x, following, demo))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ctl.Close()) }()
	counter := usage.New(d, usage.Options{Rules: c.rules(), Clock: time.Now, Log: e.log})
	read := &catalogue{db: d, copy: held, log: log, patience: readPatience}
	schema := &schemaWatch{db: d, log: e.log}
	handler, err := c.newHandler(e, parts{d, x, counter, following, read, schema, demo})
	if err != nil {
		return err
	}
	c.metrics.watch(d, x.Index, following)
	c.metrics.watchCopy(d, held)
	x.watch(c.metrics)
	handler.Collect(c.metrics)
	group, running := errgroup.WithContext(ctx)
	if c.MetricsAddr != "" {
		group.Go(func() error { return c.metrics.serve(running, c.MetricsAddr) })
	}
	group.Go(func() error { return d.Probe(running) })
	group.Go(func() error { return useMemory(running, x) })
	group.Go(func() error { return schema.run(running) })
	group.Go(func() error { return opened.keep(running) })
	group.Go(func() error { return following.run(running) })
	sender := webhook.New(outbox{d, log}, webhook.Options{AllowPrivate: c.PrivateHook || c.Demo, Clock: time.Now, Log: e.log})
	group.Go(func() error { return sender.Run(running) })
	group.Go(func() error { return handler.Serve(running, listener, drainTimeout) })
	group.Go(func() error { return counter.Run(running) })
	group.Go(func() error { return c.keepHouse(running, e, d) })
	group.Go(func() error { return keepFeedback(running, d, e.log) })
	group.Go(func() error {
		return c.watchKeyset(running, e, d, func(ctx context.Context) error {
			return x.feedback.Official.Rebuild(ctx, log.OfFeedback("feedback-official", d.MaskedFeedback))
		})
	})
	if c.Demo {
		group.Go(func() error { return greet(running, e, x, addr) })
	}
	e.log.Info("serving", "addr", addr, "data", c.Data)
	err = group.Wait()
	if err := counter.Flush(context.WithoutCancel(ctx)); err != nil {
		e.log.Warn("the last counts of searches are lost", "error", err)
	}
	if ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)) {
		e.log.Info("stopped")
		return nil
	}
	return err
}

// parts are what the server answers from.
type parts struct {
	db        *db.DB
	index     *indexes
	counter   *usage.Recorder
	following *following
	read      *catalogue
	schema    *schemaWatch
	demo      *signin.Issuer // nil but for a demonstration
}

// newHandler joins what the server answers from.
func (c *serveCmd) newHandler(e *env, p parts) (*server.Handler, error) {
	page, err := web.Handler()
	if err != nil {
		return nil, err
	}
	secured, err := c.tlsFlags.config(e.log)
	if err != nil {
		return nil, err
	}
	trusted, err := c.trusted()
	if err != nil {
		return nil, err
	}
	limits, err := c.limits()
	if err != nil {
		return nil, err
	}
	tokens, err := c.tokens(e, p.db, p.demo)
	if err != nil {
		return nil, err
	}
	beside := map[string]http.Handler{atom.Path: atom.Handler(p.read, e.log)}
	if p.demo != nil {
		beside[signin.Path+"/"] = p.demo.Handler()
	}
	files, err := c.files(p.db, p.index)
	if err != nil {
		return nil, err
	}
	return server.NewHandler(server.Config{
		Files: files, FileDesk: p.db, Audit: p.db,
		Trusted: trusted, Tokens: tokens, Beside: beside,
		Catalogue: p.read, Stale: p.read.stale, Searcher: p.index, Clock: time.Now, Log: e.log, Keys: p.db,
		Curation: p.db, Insights: p.db, Feedback: p.db, FeedbackDesk: p.db, Office: p.db, FeedbackSearcher: p.index.feedback, Filters: p.db, Usage: p.counter, Threshold: c.InsightThreshold,
		Changes: p.read, Hub: p.following.hub, Publishing: publishing{p.db},
		Webhooks: p.db, PlainWebhooks: c.PrivateHook || c.Demo, ResponseCache: c.ResponseMB << 20, Revisions: &p.following.revisions,
		Limits: limits, RateLimited: !c.NoRates, Version: programVersion(), TLS: secured, DrainDelay: c.DrainDelay, Metrics: server.NewMetrics(c.metrics), Slow: c.Slow, Traces: c.traces, Proxies: server.Proxies{Trusted: c.Proxies, Forwarded: c.ProxyHeader == "Forwarded"},
		Origins: c.Origins, FormBaseURL: c.FormBaseURL, Explain: c.Explain,
		Web:   page,
		Ready: readiness(p), Warn: all(p.following.warnings(p.index), troubles(p.index), p.read.warnings, p.schema.warnings),
	})
}

// readiness says what the server still waits for. Without the database it is
// ready where its copy can answer: no other node would do better.
func readiness(p parts) func(context.Context) []string {
	return func(ctx context.Context) (waiting []string) {
		if !p.read.copy.Ready() && p.db.Ping(ctx) != nil {
			waiting = append(waiting, "the database does not answer")
		}
		return append(append(waiting, p.schema.waiting()...), p.index.statuses().waiting()...)
	}
}

// troubles says what the indexes have met on their disks.
func troubles(x *indexes) func(context.Context) []string {
	return func(context.Context) []string { return x.statuses().troubled() }
}

// controlHandler answers the commands of this machine.
func (c *serveCmd) controlHandler(addr string, d *db.DB, x *indexes, f *following, demo *signin.Issuer) http.Handler {
	started := time.Now()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, r *http.Request) {
		respond(w, serverStatus{PID: os.Getpid(), Addr: addr, Started: started, indexStatuses: x.statuses(), Following: f.Status(), Copy: f.copy.Status(r.Context(), true)}, nil)
	})
	mux.HandleFunc("POST /token", mintHandler(d, demo))
	mux.HandleFunc("POST /reindex", func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		if err := x.rebuild(r.Context(), d, f.log); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintf(w, "indexed in %s by the server (process %d)\n%s\n", time.Since(begin).Round(time.Millisecond), os.Getpid(), strings.Join(x.statuses().lines(), "\n"))
	})
	mux.HandleFunc("POST /verify", func(w http.ResponseWriter, r *http.Request) {
		repair := r.URL.Query().Has("repair")
		report, err := x.verify(r.Context(), d, f.log, repair)
		if err == nil {
			report.Copy, err = verifyCopy(r.Context(), f, repair)
		}
		respond(w, report, err)
	})
	return mux
}

func respond(w http.ResponseWriter, value any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value) // the asker is gone
}

// greet says what to try once the catalogue can be searched.
func greet(ctx context.Context, e *env, x *indexes, addr string) error {
	wait, cancel := context.WithTimeout(ctx, demoReadyTimeout)
	defer cancel()
	if err := x.WaitReady(wait); err != nil {
		return fmt.Errorf("the demonstration catalogue did not become searchable: %w", err)
	}
	_, err := fmt.Fprintf(e.out, demoGreeting, addr)
	return err
}

const demoGreeting = `
The demonstration catalogue is served at http://%[1]s/ (stop with Ctrl-C). Three queries to try there:

  { procedures(search: "dang ky ket hon", first: 3) { totalCount nodes { code name } } }
  { procedure(code: "1.001193") { name steps { text } methods { channel timeLimit { amount unit } fees { amount text } } } }
  { procedures(first: 0) { totalCount facets(fields: [SECTOR, LEVEL]) { field values { label count } } } }

or from a shell:

  curl -s http://%[1]s/graphql -H 'content-type: application/json' \
       -d '{"query":"{ procedures(search: \"lam ho chieu\", first: 3) { nodes { code name } } }"}'

Its people sign in at http://%[1]s/sign-in/ without passwords; motcua token --role handler --agency H41 prints a token too.

`
