package replica

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"motcua"
)

// Ask gives a question its turn and what was published last. It gives an error
// of kind unavailable where the index was never complete. A panic below, which
// damaged files can cause in Bleve, fails the question and not the server.
func (x *Index[E, V]) Ask(ctx context.Context, what string, question func(V) error) (err error) {
	ctx, span := spanOf(ctx, what)
	defer func() {
		if err != nil {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}()
	select {
	case x.turns <- struct{}{}:
		defer func() { <-x.turns }()
	case <-ctx.Done():
		return fmt.Errorf("%s: wait for a turn: %w", what, ctx.Err())
	}
	g, p, err := x.pinReady()
	if err != nil {
		return err
	}
	defer p.release()
	defer faultsPanic()()
	defer func() {
		r := recover()
		// What was read from a file that has changed by now is not told.
		if damage := p.changed(); damage != nil {
			x.found(g, damage, false)
			err = errDamaged
			return
		}
		if r != nil {
			x.suspect.Store(true)
			x.opts.Log.Error("a search panicked", "what", what, "panic", r, "stack", string(debug.Stack()))
			err = &motcua.Error{Kind: motcua.KindInternal, Message: fmt.Sprintf("%s: panic: %v", what, r)}
		}
	}()
	return question(p.view)
}

// pin gives what serves now; the caller releases it.
func (x *Index[E, V]) pin() (*generation[E, V], *published[V], error) {
	for {
		g, _ := x.serving()
		if g == nil {
			return nil, nil, errClosed
		}
		if p := g.pin(); p != nil {
			return g, p, nil
		}
		runtime.Gosched() // it was closed after a swap, or together with the index
	}
}

// pinReady is pin for questions, which an index that was never complete, or is
// damaged, does not answer.
func (x *Index[E, V]) pinReady() (*generation[E, V], *published[V], error) {
	g, p, err := x.pin()
	if err != nil {
		return nil, nil, err
	}
	switch {
	case g.refuses():
		return nil, nil, errors.Join(errDamaged, p.release())
	case p.Position == nil:
		return nil, nil, errors.Join(errNotReady, p.release())
	}
	return g, p, nil
}

// spanOf makes a span below that of a request which is traced. It says nothing
// of what was asked for.
func spanOf(ctx context.Context, what string) (context.Context, trace.Span) {
	return trace.SpanFromContext(ctx).TracerProvider().Tracer("motcua/search").Start(ctx, what)
}
