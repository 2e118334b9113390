package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// refusalMedia is the type of a refusal where an answer of another was wanted:
// a stream that never begins is none.
func refusalMedia(media string) string {
	if media == mediaEvents {
		return mediaJSON
	}
	return media
}

// events answers an operation as server-sent events by the protocol of
// graphql-sse in its mode of distinct connections: "next" with each answer, and
// "complete" when no other will come. A stream that ends without it is one that
// the client should open again.
func (e endpoint) events(ctx context.Context, w http.ResponseWriter, r *http.Request, params *graphql.RawParams) {
	done, ok := e.lasting.join()
	if !ok {
		busy.with().write(ctx, w, mediaJSON, e.log)
		return
	}
	defer done()
	ctx, leave := context.WithTimeout(ctx, e.executor.limits.time(BoundSubscriptionTime))
	defer leave()
	answers, no := e.executor.open(ctx, params, r.Method != http.MethodPost)
	if no != nil {
		note(ctx, *no)
		if status := no.httpStatus(mediaJSON); status != http.StatusOK {
			no.write(w, mediaJSON, e.log)
			return
		}
	}
	s := e.startStream(w, leave)
	defer s.end()
	if no != nil {
		s.next(*no)
		s.complete()
		return
	}
	for a := range answers {
		note(ctx, a)
		if !s.next(a) {
			return
		}
	}
	if ctx.Err() == nil {
		s.complete()
	}
}

// eventStream writes events, one at a time, each to be taken in time.
type eventStream struct {
	endpoint
	leave func() // ends the operation
	ended chan struct{}
	beats sync.WaitGroup

	mu     sync.Mutex
	w      http.ResponseWriter
	rc     *http.ResponseController
	failed bool
}

func (e endpoint) startStream(w http.ResponseWriter, leave func()) *eventStream {
	s := &eventStream{endpoint: e, leave: leave, ended: make(chan struct{}), w: w, rc: http.NewResponseController(w)}
	_ = s.rc.SetReadDeadline(time.Time{}) // that of the request would end the stream
	h := w.Header()
	h.Set("Content-Type", mediaEvents+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	w.WriteHeader(http.StatusOK)
	s.send(":\n\n")
	s.beats.Go(s.beat)
	return s
}

// beat shows that the stream lives, and ends it when the server stops.
func (s *eventStream) beat() {
	tick := time.NewTicker(s.executor.limits.time(BoundKeepAlive))
	defer tick.Stop()
	for {
		select {
		case <-s.ended:
			return
		case <-s.lasting.stop:
			s.leave()
			return
		case <-tick.C:
			s.send(":\n\n")
		}
	}
}

// next sends an answer; false is that nobody takes it.
func (s *eventStream) next(a answer) bool {
	text, err := json.Marshal(a.body())
	if err != nil {
		s.log.Error("an answer cannot be written as JSON", "error", err)
		return false
	}
	return s.send(fmt.Sprintf("event: next\ndata: %s\n\n", text))
}

// complete says that no other answer will come. Browsers drop an event that has
// no data at all.
func (s *eventStream) complete() { s.send("event: complete\ndata:\n\n") }

func (s *eventStream) send(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed {
		return false
	}
	_ = s.rc.SetWriteDeadline(time.Now().Add(writeTimeout)) // a test's recorder has none
	_, err := s.w.Write([]byte(text))
	if err == nil {
		err = s.rc.Flush()
	}
	if err != nil {
		s.failed = true
		s.leave()
	}
	return err == nil
}

// end waits until nothing writes any more: the writer is not ours afterwards.
func (s *eventStream) end() {
	close(s.ended)
	s.beats.Wait()
	_ = s.rc.SetWriteDeadline(time.Now().Add(writeTimeout)) // for the last bytes, which net/http writes
}
