package server

import (
	"net"
	"sync"
)

// cappedListener bounds open connections, in total and of each address, so that
// who opens many and says nothing takes nobody else's.
type cappedListener struct {
	net.Listener
	open *slots
}

// Accept gives the next connection that may be open.
func (l *cappedListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		release, refused := l.open.take(site(conn.RemoteAddr().String()))
		if refused == nil {
			return &cappedConn{Conn: conn, release: sync.OnceFunc(release)}, nil
		}
		_ = conn.Close() // to say why would be work for it
	}
}

// cappedConn gives its slot back when it is closed.
type cappedConn struct {
	net.Conn
	release func()
}

// Close closes the connection.
func (c *cappedConn) Close() error {
	c.release()
	return c.Conn.Close()
}
