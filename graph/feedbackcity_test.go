package graph_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"motcua/db"
	"motcua/db/changelog"
	"motcua/graph/server"
	"motcua/internal/auth"
	"motcua/internal/signin"
)

// city is a server on the net whose people sign in with tokens of the
// demonstration's issuer, and whose clock moves when the test says so.
type city struct {
	*lists
	issuer  *signin.Issuer
	metrics *prometheus.Registry
	clock   atomic.Int64 // seconds
}

// cityPeople are who signs in, by what they are.
var cityPeople = map[string]signin.Person{
	"citizen":   {ID: "lan", Name: "Nguyễn Thị Lan", Roles: []string{"citizen"}},
	"receiver":  {ID: "tiep", Name: "Phan Tiếp", Roles: []string{"receiver@000.00.13.H60"}},
	"colleague": {ID: "nhan", Name: "Hồ Nhận", Roles: []string{"receiver@000.00.13.H60"}},
	"handler":   {ID: "ly", Name: "Hồ Lý", Roles: []string{"handler@H60"}},
	"other":     {ID: "khac", Name: "Lê Khác", Roles: []string{"handler@H60"}},
	"approver":  {ID: "duyet", Name: "Nguyễn Duyệt", Roles: []string{"approver@H60", "handler@H60"}},
	"publisher": {ID: "cong", Name: "Lê Công", Roles: []string{"publisher@H60"}},
	"whole":     {ID: "tinh", Name: "Vũ Tỉnh", Roles: []string{"receiver@H60"}},
	"ministry":  {ID: "bo", Name: "Đỗ Bộ", Roles: []string{"receiver@G15", "handler@G15"}},
	"outsider":  {ID: "ngoai", Name: "Trần Ngoài", Roles: []string{"receiver@H22", "handler@H22", "approver@H22", "publisher@H22"}},
	"auditor":   {ID: "kiem", Name: "Bùi Kiểm", Roles: []string{"auditor@*"}},
	"erasing":   {ID: "tri", Name: "Hoàng Trị", Roles: []string{"administrator@*"}},
}

func newCity(t *testing.T) *city {
	t.Helper()
	c := &city{lists: newLists(t, provincial("h22", "4.000009", formerProvince)), metrics: prometheus.NewRegistry()}
	c.clock.Store(day(today).Start().Add(9 * time.Hour).Unix())
	now := func() time.Time { return time.Unix(c.clock.Load(), 0) }
	s := httptest.NewUnstartedServer(nil)
	url := "http://" + s.Listener.Addr().String()
	var people []signin.Person
	for _, p := range cityPeople {
		people = append(people, p)
	}
	var err error
	if c.issuer, err = signin.New(signin.Options{Server: url, People: people, Clock: now}); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&locked{to: c.log}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	verifier, err := auth.New(auth.Options{Issuers: []auth.Issuer{{URL: c.issuer.URL()}}, Audience: signin.Audience, Agencies: c.database(t), Clock: now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	c.config.Clock, c.config.Log, c.config.Tokens = now, log, verifier
	c.config.Beside = map[string]http.Handler{signin.Path + "/": c.issuer.Handler()}
	store := c.database(t)
	c.config.Hub = runHub(t, c.world, changelog.New(store.Pool(), "hub", log).OfFeedback("hub", db.PublishedFeedback))
	c.config.Metrics, c.config.Slow = server.NewMetrics(c.metrics), time.Nanosecond // so that everything is logged
	c.serve(t)
	s.Config.Handler = c.Handler
	s.Start()
	t.Cleanup(s.Close)
	c.base = url
	c.signIn()
	return c
}

// signIn gives everybody a token for the time that the clock shows.
func (c *city) signIn() {
	c.t.Helper()
	for name, p := range cityPeople {
		token, err := c.issuer.Mint(p)
		if err != nil {
			c.t.Fatal(err)
		}
		c.tokens[name] = token
	}
}

// on moves the clock to nine o'clock of a day.
func (c *city) on(date string) {
	c.t.Helper()
	c.clock.Store(day(date).Start().Add(9 * time.Hour).Unix())
	c.signIn()
}

// later moves the clock by a minute, so that events have an order in time.
func (c *city) later() { c.clock.Add(60) }

// locked is a log that several goroutines write to.
type locked struct {
	sync.Mutex
	to *bytes.Buffer
}

// Write implements io.Writer.
func (l *locked) Write(b []byte) (int, error) {
	l.Lock()
	defer l.Unlock()
	return l.to.Write(b)
}

// onlyBy tries an event as everybody who may not make it, and then has one make
// it who may. Whoever is among sees is told FORBIDDEN; for all others there is
// no such feedback.
func (c *city) onlyBy(who, mutation string, f *seen, fields string, sees ...string) {
	c.t.Helper()
	c.later()
	for name := range cityPeople {
		if name == who || name == "" {
			continue
		}
		want := "NOT_FOUND"
		for _, s := range sees {
			if s == name {
				want = "FORBIDDEN"
			}
			if "+"+name == s { // may make it too
				want = ""
			}
		}
		if want != "" {
			c.refused(name, mutation, f, fields, want)
		}
	}
	c.refused("", mutation, f, fields, "NOT_FOUND")
	c.must(who, mutation, f, fields)
}
