package db

import (
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/sony/gobreaker/v2"

	"motcua"
)

// Limits of the circuit breaker.
const (
	// breakAfter is how many statements or connections have to fail one after the
	// other, none succeeding between, before no more are tried.
	breakAfter = 3
	// probeEvery is how often it is looked whether the database answers, while it
	// does and while it does not. With probeTimeout and breakAfter it bounds what
	// a hung one costs those who ask: two seconds, once.
	probeEvery     = 500 * time.Millisecond
	probeEveryDown = 250 * time.Millisecond
	// probeTimeout is how long a database that works may take to answer nothing,
	// and probeTimeoutDown how long one that did not may take to be connected to:
	// a distant one takes seven turns of the line.
	probeTimeout     = 500 * time.Millisecond
	probeTimeoutDown = time.Second
)

// errDown is what everybody gets while the database does not answer: at once,
// since who waits for a connection holds up others and gets none.
var errDown = &motcua.Error{Kind: motcua.KindUnavailable, Message: "the database does not answer"}

// health is a circuit breaker around the database. What statements and new
// connections come to opens it; while it is open nothing is tried but by a probe
// that has a connection of its own, and that closes it again. As it opens, the
// connections are cut over which the database has fallen silent.
type health struct {
	breaker *gobreaker.TwoStepCircuitBreaker[struct{}]
	direct  pgconn.DialFunc
	lines   lines
	cut     func()                    // what is silent
	watched atomic.Bool               // somebody probes: else it would never close
	since   atomic.Pointer[time.Time] // when it opened; nil while it is closed
	opened  atomic.Uint64             // how often it did
	told    bool                      // that it is open; for who probes
}

func newHealth(direct pgconn.DialFunc) *health {
	h := &health{direct: direct, lines: lines{open: map[*line]struct{}{}}, cut: func() {}}
	h.breaker = gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Name: "database", MaxRequests: 1, Timeout: probeEveryDown / 2,
		ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= breakAfter },
		OnStateChange: func(_ string, from, to gobreaker.State) {
			switch {
			case to == gobreaker.StateClosed:
				h.since.Store(nil)
			case from == gobreaker.StateClosed:
				now := time.Now()
				h.since.Store(&now)
				h.opened.Add(1)
			}
		},
	})
	return h
}

// note takes into account how a statement or a connection ended. Only what says
// that the database cannot be reached speaks against it.
func (h *health) note(err error) {
	var connect *pgconn.ConnectError
	ranOut := errors.Is(err, context.DeadlineExceeded) && !errors.As(err, &connect) // the request's time, which says nothing
	if !h.watched.Load() || ranOut || errors.Is(err, context.Canceled) || errors.Is(err, errDown) {
		return
	}
	if err != nil && !unavailable(err) {
		err = nil // it answered
	}
	if h.since.Load() != nil {
		return // the probe says when it is back
	}
	h.tell(err)
}

func (h *health) tell(err error) {
	was := h.down()
	done, refused := h.breaker.Allow()
	if refused != nil {
		return
	}
	done(err)
	// A server that says that it starts or stops ends what it wants to end itself.
	var said *pgconn.PgError
	if !was && h.down() && !errors.As(err, &said) {
		h.cut()
	}
}

// down says whether the database is not to be tried.
func (h *health) down() bool { return h.since.Load() != nil }

// gate refuses at once while the database does not answer.
func (h *health) gate() error {
	if h.down() {
		return errDown
	}
	return nil
}

// DownSince says since when the database has not been tried any more; false
// while it answers.
func (d *DB) DownSince() (time.Time, bool) {
	if at := d.health.since.Load(); at != nil {
		return *at, true
	}
	return time.Time{}, false
}

// Outages is how often the database was found not to answer.
func (d *DB) Outages() uint64 { return d.health.opened.Load() }

// NoteTimeout says that a statement was given up because it took longer than one
// of its sort ever does.
func (d *DB) NoteTimeout() {
	if d.health.watched.Load() && !d.health.down() {
		d.health.tell(context.DeadlineExceeded)
	}
}

// Probe looks whether the database answers, until ctx ends, and so lets the
// breaker open where it hangs and close where it is back.
func (d *DB) Probe(ctx context.Context) error {
	p := prober{config: d.pool.Config().ConnConfig.Copy()}
	p.config.Tracer = nil
	p.config.DialFunc = d.health.direct
	defer p.close()
	d.health.watched.Store(true)
	defer d.health.watched.Store(false)
	for {
		within, wait := probeTimeout, probeEvery
		if d.health.down() {
			within = probeTimeoutDown
		}
		err := p.probe(ctx, within)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		d.noteProbe(err)
		switch {
		case err != nil && !d.health.down() && errors.Is(err, context.DeadlineExceeded):
			wait = 0 // it was waited for already
		case err != nil:
			wait = probeEveryDown
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// noteProbe takes a probe into account, and tells where the breaker has turned:
// statements open it as well, between two probes.
func (d *DB) noteProbe(err error) {
	was := d.health.down()
	d.health.tell(err)
	is := d.health.down()
	if (was || is) && !d.health.told {
		d.health.told = true
		d.logger().Error("the database does not answer: what the copy of the catalogue has is answered from it", "reason", err)
	}
	if !is && d.health.told {
		d.health.told = false
		d.logger().Info("the database answers again")
	}
}

// prober asks on a connection of its own, which waits for nobody.
type prober struct {
	config *pgx.ConnConfig
	conn   *pgx.Conn
}

func (p *prober) probe(ctx context.Context, within time.Duration) (err error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if p.conn == nil {
		if p.conn, err = pgx.ConnectConfig(ctx, p.config); err != nil {
			p.conn = nil
			return hidePassword(err)
		}
	}
	if _, err = p.conn.Exec(ctx, "select 1"); err != nil {
		p.close()
	}
	return err
}

func (p *prober) close() {
	if p.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), probeTimeout)
	defer cancel()
	_ = p.conn.Close(ctx) // it is given up anyway
	p.conn = nil
}

// lost says whether an error is that of a connection that broke.
func lost(err error) bool {
	var broken net.Error
	if errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &broken)
}
