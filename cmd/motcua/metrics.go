package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"motcua"
	"motcua/db"
	"motcua/db/readcopy"
	"motcua/search"
)

// metrics are those of one server.
type metrics struct {
	*prometheus.Registry
	statements *prometheus.HistogramVec
}

// newMetrics makes the registry, with what is known without any part.
func newMetrics() *metrics {
	m := &metrics{prometheus.NewRegistry(), prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "motcua_db_statement_duration_seconds", Help: "Time of a statement until its rows were read, by how it ended.",
		Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .5, 1, 5, 30},
	}, []string{"outcome"})}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "motcua_build_info", Help: "1, with the program's version.", ConstLabels: prometheus.Labels{"version": programVersion()},
	})
	info.Set(1)
	m.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), m.statements, info)
	return m
}

// statement counts one statement.
func (m *metrics) statement(took time.Duration, err error) {
	outcome := "ok"
	if err != nil {
		outcome = "error"
	}
	m.statements.WithLabelValues(outcome).Observe(took.Seconds())
}

// watch registers what the parts tell when they are asked.
func (m *metrics) watch(d *db.DB, x *search.Index, f *following) {
	gauge := func(name, help string, value func() float64) {
		m.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	pool := func(name, help string, value func(*pgxpool.Stat) float64) {
		gauge("motcua_db_pool_"+name, help, func() float64 { return value(d.Pool().Stat()) })
	}
	pool("acquired_connections", "Connections in use.", func(s *pgxpool.Stat) float64 { return float64(s.AcquiredConns()) })
	pool("idle_connections", "Connections that wait for work.", func(s *pgxpool.Stat) float64 { return float64(s.IdleConns()) })
	pool("max_connections", "Connections that there may be.", func(s *pgxpool.Stat) float64 { return float64(s.MaxConns()) })
	pool("wait_seconds_total", "Time spent waiting for a connection.", func(s *pgxpool.Stat) float64 { return s.AcquireDuration().Seconds() })
	gauge("motcua_index_documents", "Versions of procedures in the index.", func() float64 { return float64(x.Status().Documents) })
	gauge("motcua_index_bytes", "Bytes of the index on disk.", func() float64 { return float64(x.Status().DiskBytes) })
	gauge("motcua_index_ready", "1 where the index has been complete.", func() float64 { return oneIf(x.Ready()) })
	gauge("motcua_index_rebuilding", "1 while the index is built anew.", func() float64 { return oneIf(x.Status().Rebuilding != nil) })
	gauge("motcua_follower_lag_changes", "Changes in the log that not all copies have applied; -1 where it cannot be told.", func() float64 { return lag(d, &f.revisions) })
	m.MustRegister(followerCollector{f})
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// lag asks the database; whoever scrapes waits no longer than a second for it.
func lag(d *db.DB, revisions *motcua.Revisions) float64 {
	now, ok := revisions.Now(motcua.AllAreas)
	if !ok {
		return -1
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	n, err := d.ChangesAfter(ctx, now.Position)
	if err != nil {
		return -1
	}
	return float64(n)
}

// handler serves the metrics, and the profiles of the running program.
func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.Registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// serve answers on a port of its own, which only those who run the server reach.
func (m *metrics) serve(ctx context.Context, addr string) error {
	listener, err := listen(ctx, addr)
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	server := &http.Server{Handler: m.handler(), ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// watchCopy registers what is known of the copy of the catalogue and of the
// breaker that has it answer in the database's place.
func (m *metrics) watchCopy(d *db.DB, c *readcopy.Copy) {
	gauge := func(name, help string, value func() float64) {
		m.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	gauge("motcua_db_answers", "0 while the breaker is open, because the database does not answer.", func() float64 {
		_, down := d.DownSince()
		return oneIf(!down)
	})
	m.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "motcua_db_outages_total", Help: "How often the database was found not to answer.",
	}, func() float64 { return float64(d.Outages()) }))
	gauge("motcua_copy_ready", "1 where there is a copy of the catalogue to answer from.", func() float64 { return oneIf(c.Ready()) })
	gauge("motcua_copy_bytes", "Bytes of the copy of the catalogue on disk.", func() float64 { return float64(c.Status(context.Background(), false).Bytes) })
	gauge("motcua_copy_age_seconds", "Time since the copy last heard of the change log; -1 before it did.", func() float64 {
		if at := c.Heard(); !at.IsZero() {
			return time.Since(at).Seconds()
		}
		return -1
	})
}
