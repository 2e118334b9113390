package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"motcua"
)

// Tokens are the bearer tokens of OpenID Connect that the server honours.
type Tokens interface {
	// Caller says who sends a token. It fails with KindUnauthenticated where the
	// token is not in order, and with KindUnavailable where that cannot be told.
	Caller(ctx context.Context, token string) (motcua.Caller, error)
}

// gate says who sends a request, by an API key or a token.
type gate struct {
	keys   *keyring
	tokens Tokens // nil: no token opens anything
	log    *slog.Logger
}

func newGate(cfg Config) *gate { return &gate{newKeyring(cfg), cfg.Tokens, cfg.Log} }

// admit says who sends a request: anybody without an Authorization header,
// nobody with one that is not in order. Nothing of the header is logged or told.
func (g *gate) admit(r *http.Request) (motcua.Caller, error) {
	c, err := g.bearer(r)
	if err != nil {
		return motcua.Caller{}, err
	}
	return noteCaller(r.Context(), c), nil
}

func (g *gate) bearer(r *http.Request) (motcua.Caller, error) {
	header := r.Header.Values("Authorization")
	if len(header) == 0 {
		return motcua.Caller{}, nil
	}
	if len(header) > 1 || len(header[0]) > len("Bearer ")+motcua.MaxBearer {
		return motcua.Caller{}, errBearer
	}
	scheme, token, _ := strings.Cut(header[0], " ")
	token = strings.TrimSpace(token)
	switch {
	case !strings.EqualFold(scheme, "Bearer"):
		return motcua.Caller{}, errBearer
	case g.tokens == nil || motcua.IsKey(token):
		return g.keys.admit(r.Context(), token)
	}
	c, err := g.tokens.Caller(r.Context(), token)
	return c, g.refuse(r.Context(), err)
}

// refuse tells what the caller can do about it; the log has the cause.
func (g *gate) refuse(ctx context.Context, err error) error {
	var own *motcua.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own) && own.Kind == motcua.KindUnauthenticated:
		g.log.DebugContext(ctx, "a token is refused", "error", err)
		return reason{http.StatusUnauthorized, codeUnauthenticated, own.Message, noBearer.vietnamese}.with()
	case errors.As(err, &own) && own.Kind == motcua.KindUnavailable:
		return errBearerUnavailable
	}
	g.log.ErrorContext(ctx, "a token cannot be checked", "error", err)
	return errBearerUnavailable
}

// What is told of a key says nothing of why it is refused.
var (
	errBearer            = noBearer.with()
	errBearerUnavailable = noCheck.with()
)
