package db

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// lines are the connections of the pool as the network sees them. A server that
// hangs, or a host that is gone, closes none of them: whoever waits for a word
// would wait for it until the time of the request is over, or for ever.
type lines struct {
	mu   sync.Mutex
	open map[*line]struct{}
}

// line is one of them.
type line struct {
	net.Conn
	of    *lines
	heard atomic.Int64 // when something last came over it, in Unix nanoseconds
}

// Read implements [net.Conn].
func (l *line) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	if n > 0 {
		l.heard.Store(time.Now().UnixNano())
	}
	return n, err
}

// Close implements [net.Conn].
func (l *line) Close() error {
	l.of.mu.Lock()
	delete(l.of.open, l)
	l.of.mu.Unlock()
	return l.Conn.Close()
}

// cut closes all over which nothing has come for a while. What is asked there
// ends at once, and no connection of the pool is left that only seems to be one.
// Where rows are still coming the database is not gone.
func (l *lines) cut() {
	silent := time.Now().Add(-probeTimeout).UnixNano()
	l.mu.Lock()
	defer l.mu.Unlock()
	for one := range l.open {
		if one.heard.Load() < silent {
			delete(l.open, one)
			_ = one.Conn.Close() // given up
		}
	}
}

// dial opens a line, unless the database does not answer. The requests by which
// pgx cancels a statement go through here as well.
func (h *health) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if err := h.gate(); err != nil {
		return nil, err
	}
	conn, err := h.direct(ctx, network, address)
	if err != nil {
		return nil, err
	}
	one := &line{Conn: conn, of: &h.lines}
	h.lines.mu.Lock()
	defer h.lines.mu.Unlock()
	if h.down() { // it was found so meanwhile, and the lines may be cut already
		_ = conn.Close()
		return nil, errDown
	}
	h.lines.open[one] = struct{}{}
	return one, nil
}

var _ pgconn.DialFunc = (*health)(nil).dial
