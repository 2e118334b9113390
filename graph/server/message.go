package server

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// message is one of the protocol graphql-transport-ws.
type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// maxOperationID is in bytes; clients send a number or a UUID, and the reason for
// closing a socket, which may name it, has 123.
const maxOperationID = 64

// init says who opened the socket. A page cannot set headers on one, so its
// token may come in the payload.
func (s *socket) init(ctx context.Context, m message) (context.Context, error) {
	var payload map[string]any
	if len(m.Payload) > 0 {
		if err := json.Unmarshal(m.Payload, &payload); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"Authorization", "authorization"} {
		if token, ok := payload[name].(string); ok && token != "" {
			r := s.request.Clone(ctx)
			r.Header = http.Header{"Authorization": {token}}
			return s.admit(r)
		}
	}
	return ctx, nil
}

// subscribe begins an operation; a code other than 0 closes the socket.
func (s *socket) subscribe(ctx context.Context, m message) (websocket.StatusCode, string) {
	params, err := decodeParams(bytes.NewReader(m.Payload))
	if err != nil || m.ID == "" || len(m.ID) > maxOperationID {
		return closeInvalid, "Invalid message"
	}
	params.Headers = s.request.Header
	ctx, ok := s.register(ctx, m.ID)
	if !ok {
		return closeDuplicate, "Subscriber for " + m.ID + " already exists"
	}
	s.running.Go(func() {
		defer s.cancel(m.ID)
		s.answer(ctx, m.ID, params)
	})
	return 0, ""
}

// register gives an operation the context that cancel ends; false is that one
// with its id runs already.
func (s *socket) register(ctx context.Context, id string) (context.Context, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operations[id] != nil {
		return nil, false
	}
	ctx, s.operations[id] = context.WithCancel(ctx)
	return ctx, true
}

// cancel ends an operation; what was ended already is no fault.
func (s *socket) cancel(id string) {
	s.mu.Lock()
	end := s.operations[id]
	delete(s.operations, id)
	s.mu.Unlock()
	if end != nil {
		end()
	}
}

// answer runs an operation and sends what comes of it.
func (s *socket) answer(ctx context.Context, id string, params *graphql.RawParams) {
	answers, no := s.executor.open(ctx, params, false)
	if no != nil {
		s.send(ctx, message{ID: id, Type: "error", Payload: s.json(no.Errors)})
		return
	}
	for a := range answers {
		switch {
		case a.refused:
			s.send(ctx, message{ID: id, Type: "error", Payload: s.json(a.Errors)})
			return
		case !s.send(ctx, message{ID: id, Type: "next", Payload: s.json(a.body())}):
			return
		}
	}
	if ctx.Err() == nil { // the client knows of what it ended itself
		s.send(ctx, message{ID: id, Type: "complete"})
	}
}

func (s *socket) json(value any) json.RawMessage {
	text, err := json.Marshal(value)
	if err != nil {
		s.log.Error("an answer cannot be written as JSON", "error", err)
		text, _ = json.Marshal(gqlerror.List{gqlerror.Errorf("Internal error")})
	}
	return text
}

// send writes a message; false is that nobody takes it. An operation that ends
// in the middle of a message must not tear it off: that would end the socket.
func (s *socket) send(ctx context.Context, m message) bool {
	if ctx.Err() != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	return s.conn.Write(ctx, websocket.MessageText, s.json(m)) == nil
}
