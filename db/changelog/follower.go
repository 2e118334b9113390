package changelog

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"motcua"
	"motcua/db"
)

// Times of following.
const (
	// Grace is how long the stream waits for a copy that still has its last two
	// batches to apply. Whoever takes longer reads the log by itself until it is
	// level again, so that it holds up nobody.
	Grace = 250 * time.Millisecond
	// RestInterval is how long a copy that a stretch of the log does not speak to
	// may go without writing its position.
	RestInterval = 5 * time.Second

	// StuckAfter is how long a copy may work on one batch before it is said to
	// stand still.
	StuckAfter = 30 * time.Second

	// saveInterval is how often a position that rests is saved all the same, so
	// that the node counts as seen, and saveMoved how often one that moves: only
	// the trim reads it, and each time is a transaction that waits for the disk.
	saveInterval = 10 * time.Second
	saveMoved    = time.Second
	// lookInterval is the least time between two looks at the log that somebody
	// waits for.
	lookInterval = 15 * time.Millisecond
	// pace is the least time between two parts of the log that nobody waits for.
	// To a copy a part with one change is nearly as much work as one with twenty:
	// an index writes a segment and its list of segments for each. What follows a
	// rest is read at once.
	pace = 50 * time.Millisecond

	firstWait = 100 * time.Millisecond // after an error, at first
	lastWait  = time.Second            // a database that is back is noticed at once
)

// Follower is a node's one reader of the log. It holds one connection, reads
// each part of the log and its rows once, in one snapshot, and hands them to all
// copies that have joined. A copy joins through a [motcua.Source] that
// [Follower.Source] gives it: one that is behind, or begins, or was too slow for
// the stream, reads the log by itself until it is level, and then joins.
type Follower struct {
	log  *Log
	poke chan struct{} // holds a token while somebody wants the log to be looked at

	mu      sync.Mutex
	at      motcua.Position // up to which the stream has been handed out
	begun   chan struct{}   // closed once there is a stream to join
	members map[*member]struct{}
	sinks   map[string]*sink // by name; those that left stay, for the status
	heard   time.Time        // when the log was last read
	held    time.Time        // since when changes are there that may not be read; zero is not
	blocker *Blocker         // who holds them, once that was looked up

	named   time.Time // when the blocker was last named in the log
	alarmed time.Time // when a copy that stands still was last told of
	trimmed time.Time
	read    time.Time // when a part was last read that held changes

	saved   motcua.Position // in the database
	savedAt time.Time
}

// Follower makes a reader of the whole log, with feedback as read gives it. It
// reads nothing until it runs.
func (l *Log) Follower(feedback FeedbackReader) *Follower {
	whole := *l
	whole.feedback = feedback
	return newFollower(&whole)
}

func newFollower(l *Log) *Follower {
	return &Follower{
		log: l, poke: make(chan struct{}, 1), begun: make(chan struct{}), trimmed: time.Now(),
		members: map[*member]struct{}{}, sinks: map[string]*sink{},
	}
}

// Run follows the log until ctx ends, whose error it gives. Where the log begins
// anew every copy that has joined is told to rebuild.
func (f *Follower) Run(ctx context.Context) error {
	wait := firstWait
	for {
		begun := time.Now()
		err := f.run(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, errForeign) {
			err = f.claim(ctx)
		}
		if errors.Is(err, errLost) {
			err = f.log.renew(ctx, f.position().Epoch)
		}
		err = db.Told("follow the change log", err)
		if errors.Is(err, motcua.ErrRebuild) {
			f.log.log.Warn("the change log begins anew, or does not reach back: the copies are rebuilt")
			f.restart(motcua.ErrRebuild)
			continue
		}
		if motcua.KindOf(err) != motcua.KindUnavailable && f.position() != (motcua.Position{}) {
			// The database answers, so it is something in the log that cannot be read.
			// Each copy reads on by itself, and only those stop that it concerns.
			f.restart(nil)
		}
		if time.Since(begun) > lastWait {
			wait = firstWait // it had worked for a while
		}
		f.log.log.Error("following the change log failed; trying again", "reason", err, "wait", wait)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
		wait = min(2*wait, lastWait)
	}
}

// claim takes the log over where another cluster answers now: a standby that
// was promoted. All copies are then rebuilt.
func (f *Follower) claim(ctx context.Context) error {
	if _, err := f.log.Claim(ctx); err != nil {
		return err
	}
	return motcua.ErrRebuild
}

// restart ends the stream for all, who are told an error or read on by
// themselves. The next one begins where the log then is.
func (f *Follower) restart(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for m := range f.members {
		m.err = err
		f.drop(m)
	}
	if f.at == (motcua.Position{}) {
		return // who waits for the stream to begin is still waiting
	}
	f.at = motcua.Position{}
	f.begun = make(chan struct{})
}

// run follows on one connection until something fails.
func (f *Follower) run(ctx context.Context) error {
	conn, err := f.log.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("listen to the change log: %w", err)
	}
	defer unlisten(conn)
	if _, err := conn.Exec(ctx, "listen "+channel); err != nil {
		return fmt.Errorf("listen to the change log: %w", err)
	}
	if err := f.begin(ctx, conn); err != nil {
		return err
	}
	for {
		more, err := f.step(ctx, conn)
		if err != nil {
			return err
		}
		if more {
			continue
		}
		if err := f.wait(ctx, conn); err != nil {
			return err
		}
	}
}

// unlisten gives the connection back clean; one that cannot be cleaned is closed.
func unlisten(conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if _, err := conn.Exec(ctx, "unlisten "+channel); err != nil {
		_ = conn.Conn().Close(ctx) // broken anyway
	}
	conn.Release()
}

// begin opens the stream where the log is now, unless it goes on after an error.
func (f *Follower) begin(ctx context.Context, conn *pgxpool.Conn) error {
	if f.position() != (motcua.Position{}) {
		return nil
	}
	at, err := f.log.now(ctx, conn)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = at
	close(f.begun)
	return nil
}

func (f *Follower) position() motcua.Position {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at
}

// step reads a part of the log and hands it to the copies that have joined; more
// says that another may be there at once.
func (f *Follower) step(ctx context.Context, conn *pgxpool.Conn) (more bool, err error) {
	part, err := f.log.next(ctx, conn, f.position())
	if err != nil {
		return false, err
	}
	if !part.empty() {
		f.read = time.Now()
	}
	f.hand(ctx, part)
	f.name(ctx, conn)
	f.alarm()
	return part.more, ctx.Err()
}

// hand gives a part to all who have joined.
func (f *Follower) hand(ctx context.Context, p part) {
	f.mu.Lock()
	f.at = p.batch.Position
	f.heard, f.held = time.Now(), p.held
	if p.held.IsZero() {
		f.blocker = nil
	}
	var slow []*member
	for m := range f.members {
		if !m.offer(p) {
			slow = append(slow, m)
		}
	}
	f.mu.Unlock()
	if len(slow) > 0 {
		f.waitFor(ctx, slow, p)
	}
}

// waitFor gives a part to those who had no room for it. Who has none within the
// grace leaves the stream.
func (f *Follower) waitFor(ctx context.Context, slow []*member, p part) {
	grace := time.NewTimer(Grace)
	defer grace.Stop()
	late := false
	for _, m := range slow {
		if !late {
			select {
			case m.parts <- p:
				continue
			case <-m.left:
				continue
			case <-ctx.Done():
				return
			case <-grace.C:
				late = true
			}
		}
		f.mu.Lock()
		if !m.offer(p) {
			f.drop(m)
		}
		f.mu.Unlock()
	}
}

// drop takes a member out of the stream. It goes on with what it was handed.
func (f *Follower) drop(m *member) {
	if _, ok := f.members[m]; ok {
		delete(f.members, m)
		m.shown.joined = false
		close(m.parts)
	}
}

// wait returns when there may be something to read.
func (f *Follower) wait(ctx context.Context, conn *pgxpool.Conn) error {
	f.save(ctx, conn)
	f.mu.Lock()
	interval := PollInterval
	if !f.held.IsZero() {
		interval = BlockedPoll
	}
	f.mu.Unlock()
	waiting, cancel := context.WithTimeout(ctx, interval)
	defer cancel()
	poked := make(chan struct{})
	go func() {
		defer close(poked)
		select {
		case <-time.After(lookInterval):
		case <-waiting.Done():
			return
		}
		select {
		case <-f.poke:
			cancel()
		case <-waiting.Done():
		}
	}()
	_, err := conn.Conn().WaitForNotification(waiting)
	cancel()
	<-poked
	if err != nil && (ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled)) {
		return fmt.Errorf("wait for changes: %w", err)
	}
	return f.gather(ctx, conn)
}

// gather waits until a part is due, unless somebody waits for what is in it. Of
// the notifications that came with the part before one is enough.
func (f *Follower) gather(ctx context.Context, conn *pgxpool.Conn) error {
	for _, of := range []struct {
		least time.Duration
		poke  <-chan struct{} // nil: it is waited whoever wants to look
	}{{lookInterval, nil}, {pace, f.poke}} {
		select {
		case <-time.After(of.least - time.Since(f.read)):
		case <-of.poke:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	at, cancel := context.WithCancel(ctx)
	cancel() // what has not been read from the connection yet is of changes to come
	for {
		if _, err := conn.Conn().WaitForNotification(at); err != nil {
			return nil
		}
	}
}

// Look has the log looked at now, for whoever waits for something in it.
func (f *Follower) Look() {
	select {
	case f.poke <- struct{}{}:
	default:
	}
}

// save keeps the position of the slowest copy for the trim. That it fails is no
// reason to stop following: the log is then kept longer.
func (f *Follower) save(ctx context.Context, conn *pgxpool.Conn) {
	at := f.slowest()
	since := time.Since(f.savedAt)
	if since < saveMoved || at == f.saved && since < saveInterval {
		return // each row that is written, or only locked, is a transaction
	}
	_, err := conn.Exec(ctx, `
		insert into follower (node, epoch, xid, id) values ($1, $2, $3::text::xid8, $4)
		on conflict (node) do update set epoch = excluded.epoch, xid = excluded.xid, id = excluded.id, seen_at = clock_timestamp()`,
		f.log.node, at.Epoch, fmt.Sprint(at.XID), at.ID)
	if err == nil {
		f.saved, f.savedAt = at, time.Now()
	}
	if err == nil && time.Since(f.trimmed) > TrimInterval {
		f.trimmed = time.Now()
		_, err = conn.Exec(ctx, `select log_trim()`)
	}
	if err != nil && ctx.Err() == nil {
		f.log.log.Warn("the node's position in the change log was not saved", "error", err)
	}
}

// name looks up who holds the log back for too long, and says so.
func (f *Follower) name(ctx context.Context, conn *pgxpool.Conn) {
	f.mu.Lock()
	held := f.held
	f.mu.Unlock()
	if held.IsZero() || time.Since(held) < BlockerAfter || time.Since(f.named) < BlockerAfter {
		return
	}
	f.named = time.Now()
	b, err := blocker(ctx, conn)
	if err != nil {
		f.log.log.Warn("the change log is held back", "lag", time.Since(held), "error", err)
		return
	}
	f.mu.Lock()
	f.blocker = &b
	f.mu.Unlock()
	f.log.log.Warn("an open transaction holds the change log back", "lag", time.Since(held), "pid", b.PID, "database", b.Database, "age", b.Age)
}

// connection is what the log is read on: the follower's own, or the pool.
type connection interface {
	BeginTx(ctx context.Context, opts pgx.TxOptions) (pgx.Tx, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}
