package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"
)

// protocol is that of the npm package graphql-ws, the only one spoken: the older
// one that is called graphql-ws itself is not kept any more.
const protocol = "graphql-transport-ws"

// The ways in which a socket is closed, beside those of RFC 6455.
const (
	closeInvalid      websocket.StatusCode = 4400
	closeUnauthorized websocket.StatusCode = 4401
	closeForbidden    websocket.StatusCode = 4403
	closeProtocol     websocket.StatusCode = 4406
	closeInitTime     websocket.StatusCode = 4408
	closeDuplicate    websocket.StatusCode = 4409
	closeTooMany      websocket.StatusCode = 4429
)

// messageBurst is how many seconds' worth of messages may come at once: a page
// that is opened follows everything that it shows.
const messageBurst = 5

func isUpgrade(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// socket answers operations over a WebSocket until either side closes it.
func (e endpoint) socket(w http.ResponseWriter, r *http.Request) {
	ctx, err := e.admit(r)
	var refused *refusal
	switch {
	case errors.As(err, &refused):
	case !e.sameOrigin(r):
		refused = noOrigin.with()
	}
	var done, leave func()
	if refused == nil {
		leave, refused = e.sockets.take(peerOf(ctx))
	}
	if refused != nil {
		refused.write(ctx, w, mediaJSON, e.log)
		return
	}
	defer leave()
	done, ok := e.lasting.join()
	if !ok {
		busy.with().write(ctx, w, mediaJSON, e.log)
		return
	}
	defer done()
	// The origin is checked already, in whole.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{protocol}, InsecureSkipVerify: true})
	if err != nil {
		return // Accept has answered
	}
	newSocket(e, r, conn).serve(ctx)
}

// sameOrigin says whether a page that opens a socket is one of this server or of
// those that may ask. Programs send no origin.
func (e endpoint) sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(e.origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// socket is one connection.
type socket struct {
	endpoint
	request *http.Request // that opened it
	conn    *websocket.Conn
	pace    *rate.Limiter // of what the client sends

	mu         sync.Mutex
	operations map[string]context.CancelFunc // by the client's ids
	running    sync.WaitGroup
}

func newSocket(e endpoint, r *http.Request, conn *websocket.Conn) *socket {
	each := e.executor.limits.allowed(BoundMessages)
	conn.SetReadLimit(int64(e.executor.limits.allowed(BoundBody)))
	return &socket{
		endpoint: e, request: r, conn: conn, pace: rate.NewLimiter(rate.Limit(each), messageBurst*each),
		operations: map[string]context.CancelFunc{},
	}
}

// serve speaks the protocol until the socket closes.
func (s *socket) serve(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, s.executor.limits.time(BoundSubscriptionTime))
	stopped := make(chan struct{})
	go s.watch(ctx, stopped)
	code, why := s.read(ctx)
	_ = s.conn.Close(code, why) // before watch does it for another reason; the client may be gone
	cancel()
	s.running.Wait()
	<-stopped
}

// watch shows that the socket lives and closes it when the server stops, when
// its time is over, or when the client is gone without a word.
func (s *socket) watch(ctx context.Context, stopped chan struct{}) {
	defer close(stopped)
	every := s.executor.limits.time(BoundKeepAlive)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-s.lasting.stop:
			_ = s.conn.Close(websocket.StatusGoingAway, "the server stops")
			return
		case <-ctx.Done():
			_ = s.conn.Close(websocket.StatusGoingAway, "open the socket again")
			return
		case <-tick.C:
			alive, cancel := context.WithTimeout(ctx, every)
			err := s.conn.Ping(alive)
			cancel()
			if err != nil {
				_ = s.conn.CloseNow()
				return
			}
		}
	}
}

// read obeys what the client sends and says how to close the socket.
func (s *socket) read(ctx context.Context) (websocket.StatusCode, string) {
	if s.conn.Subprotocol() != protocol {
		return closeProtocol, "Subprotocol not acceptable"
	}
	late := time.AfterFunc(s.executor.limits.time(BoundInit), func() {
		_ = s.conn.Close(closeInitTime, "Connection initialisation timeout")
	})
	defer late.Stop()
	caller := ctx
	ready := false
	for {
		m, code, why := s.receive(ctx)
		if code != 0 {
			return code, why
		}
		switch {
		case m.Type == "connection_init" && ready:
			return closeTooMany, "Too many initialisation requests"
		case m.Type == "connection_init":
			late.Stop()
			var err error
			if caller, err = s.init(ctx, m); err != nil {
				return closeForbidden, "Forbidden"
			}
			ready = true
			s.send(ctx, message{Type: "connection_ack"})
		case m.Type == "ping":
			s.send(ctx, message{Type: "pong"})
		case m.Type == "pong":
		case m.Type == "complete" && ready:
			s.cancel(m.ID)
		case m.Type == "subscribe" && !ready:
			return closeUnauthorized, "Unauthorized"
		case m.Type == "subscribe":
			if code, why := s.subscribe(caller, m); code != 0 {
				return code, why
			}
		default:
			return closeInvalid, "Invalid message"
		}
	}
}

// receive reads one message. To end the context would tear the connection off;
// watch closes it.
func (s *socket) receive(ctx context.Context) (m message, code websocket.StatusCode, why string) {
	kind, text, err := s.conn.Read(context.WithoutCancel(ctx))
	switch {
	case err != nil:
		return m, websocket.StatusNormalClosure, ""
	case kind != websocket.MessageText || json.Unmarshal(text, &m) != nil:
		return m, closeInvalid, "Invalid message"
	case !s.pace.Allow():
		return m, closeTooMany, "Too many messages"
	}
	return m, 0, ""
}
