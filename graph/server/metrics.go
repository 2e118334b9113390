package server

import (
	"cmp"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics counts what the server does. A nil one counts nothing.
type Metrics struct {
	requests   *prometheus.HistogramVec
	operations *prometheus.CounterVec
	cost       prometheus.Histogram
	cache      *prometheus.CounterVec
	limited    prometheus.Counter
	slow       prometheus.Counter
	stale      prometheus.Counter
	// What nearly all requests count, looked up once.
	answered prometheus.Observer
	ok, hit  prometheus.Counter
}

// NewMetrics registers the server's metrics.
func NewMetrics(to prometheus.Registerer) *Metrics {
	m := &Metrics{
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "motcua_request_duration_seconds", Help: "Time of a request, by where it went and the class of its status.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .015, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route", "status"}),
		operations: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "motcua_operations_total", Help: "Operations, by whether they came to data, and whether errors came with it.",
		}, []string{"outcome"}),
		cost: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "motcua_operation_cost", Help: "Cost of an operation that was run.", Buckets: prometheus.ExponentialBuckets(1, 4, 9),
		}),
		cache: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "motcua_response_cache_requests_total", Help: "Requests, by what the kept answers had for them: hit, fwd=miss, fwd=bypass.",
		}, []string{"result"}),
		limited: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "motcua_rate_limited_total", Help: "Requests refused because their caller asks too much.",
		}),
		slow: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "motcua_slow_operations_total", Help: "Operations that took longer than the time from which they are logged as slow.",
		}),
	}
	m.stale = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "motcua_stale_answers_total", Help: "Answers that were made while the database did not answer.",
	})
	m.answered = m.requests.WithLabelValues(routeOf("/graphql"), statusClass(http.StatusOK))
	m.ok, m.hit = m.operations.WithLabelValues(outcomeOK), m.cache.WithLabelValues(hit)
	to.MustRegister(m.requests, m.operations, m.cost, m.cache, m.limited, m.slow, m.stale)
	return m
}

// countStale counts an answer that was made without the database.
func (m *Metrics) countStale() {
	if m != nil {
		m.stale.Inc()
	}
}

// Collect registers what is known of the caches when it is asked for.
func (h *Handler) Collect(to prometheus.Registerer) {
	gauge := func(name, help string, value func() float64) {
		to.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	if h.responses != nil {
		gauge("motcua_response_cache_bytes", "Bytes of kept answers.", func() float64 { return float64(h.responses.cache.WeightedSize()) })
		gauge("motcua_response_cache_entries", "Keys of kept answers: of most there are two.", func() float64 { return float64(h.responses.cache.EstimatedSize()) })
	}
	if h.rates != nil {
		gauge("motcua_rate_callers", "Callers that are remembered for what they asked.", func() float64 { return float64(h.rates.buckets.EstimatedSize()) })
	}
}

// routes are the paths that are told apart; what else is asked for is one.
var routes = map[string]string{"/graphql": "graphql", "/healthz": "probe", "/readyz": "probe", "/": "page"}

// routeOf is what a path is counted as.
func routeOf(path string) string { return cmp.Or(routes[path], "other") }

// observe counts one request.
func (m *Metrics) observe(path string, status int, took time.Duration, said *entry, slow bool) {
	if m == nil {
		return
	}
	if slow {
		m.slow.Inc()
	}
	if path == "/graphql" && status == http.StatusOK && said.cache == hit {
		m.answered.Observe(took.Seconds())
		m.hit.Inc()
		m.ok.Inc()
		return
	}
	m.requests.WithLabelValues(routeOf(path), statusClass(status)).Observe(took.Seconds())
	if status == 429 {
		m.limited.Inc()
	}
	if said.cache != "" {
		m.cache.WithLabelValues(said.cache).Inc()
		m.operations.WithLabelValues(said.outcome).Inc()
		if said.cache != hit {
			m.cost.Observe(float64(said.cost))
		}
	}
}

func statusClass(status int) string {
	if status < 100 || status > 599 {
		return "none"
	}
	return [...]string{"1xx", "2xx", "3xx", "4xx", "5xx"}[status/100-1]
}
