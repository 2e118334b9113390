package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	idleTimeout = 2 * time.Minute
	// answerTimeout is for answers that set no time of their own, such as files
	// of the page.
	answerTimeout = time.Minute
)

// newHTTP gives the HTTP server of the handler. Who sends slowly or much is cut
// off by its times and sizes.
func (h *Handler) newHTTP() *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: h.limits.time(BoundHeaderTime),
		ReadTimeout:       h.limits.time(BoundBodyTime),
		WriteTimeout:      answerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    h.limits.maxHeader(),
		ErrorLog:          slog.NewLogLogger(h.log.Handler(), slog.LevelDebug),
	}
}

// Serve answers on a listener until the context ends, then takes nothing new and
// lets what runs end within the time to drain. Subscriptions and sockets are told
// to go: their clients come again, to another server if there is one.
func (h *Handler) Serve(ctx context.Context, listener net.Listener, drain time.Duration) error {
	s := h.newHTTP()
	drained := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		// Whoever sends requests here is told first, and has time to look.
		h.draining.Store(true)
		time.Sleep(h.drainDelay)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
		defer cancel()
		lasting := make(chan error, 1)
		go func() { lasting <- h.lasting.end(ctx) }() // a shutdown waits for streams, and does not know of sockets
		err := errors.Join(s.Shutdown(ctx), <-lasting)
		if err != nil {
			err = errors.Join(fmt.Errorf("requests were still running after %s: %w", drain, err), s.Close())
		}
		drained <- err
	})
	listener = &cappedListener{listener, newSlots(h.limits, BoundConnections, BoundConnectionsEach)}
	if h.tls != nil {
		listener = tls.NewListener(listener, h.tls)
	}
	err := s.Serve(listener)
	if stop() { // it did not end because of the context
		return err
	}
	return <-drained
}
