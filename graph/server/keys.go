package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"motcua"
)

// Keys are the API keys that the server honours.
type Keys interface {
	LiveKeys(ctx context.Context, now time.Time) ([]motcua.Key, error)
	KeyUsed(ctx context.Context, id motcua.ID, at time.Time) error
}

// keyring knows the live keys, all of them: so neither a known key nor a flood
// of made-up ones costs a statement each.
type keyring struct {
	store Keys // nil: no key opens anything
	clock motcua.Clock
	log   *slog.Logger

	held    atomic.Pointer[heldKeys]
	loading singleflight.Group

	mu    sync.Mutex
	noted map[motcua.ID]time.Time // when the use of a key was last stored
}

// heldKeys are the live keys as they were a moment ago.
type heldKeys struct {
	at       time.Time // of this machine's running clock
	byPrefix map[string]motcua.Key
}

func newKeyring(cfg Config) *keyring {
	return &keyring{store: cfg.Keys, clock: cfg.Clock, log: cfg.Log, noted: map[motcua.ID]time.Time{}}
}

// admit says who has a key.
func (k *keyring) admit(ctx context.Context, token string) (motcua.Caller, error) {
	prefix, hash, ok := motcua.ParseToken(token)
	if !ok || k.store == nil {
		return motcua.Caller{}, errBearer
	}
	key, err := k.find(ctx, prefix)
	if err != nil {
		k.log.ErrorContext(ctx, "keys cannot be looked up", "error", err)
		return motcua.Caller{}, errBearerUnavailable
	}
	now := k.clock()
	if !key.Admits(hash, now) {
		return motcua.Caller{}, errBearer
	}
	k.note(ctx, key, now)
	return key.Caller(), nil
}

// find gives the key with a prefix; the zero key, which no secret opens, where
// there is none.
func (k *keyring) find(ctx context.Context, prefix string) (motcua.Key, error) {
	held := k.held.Load()
	if held == nil || time.Since(held.at) >= held.keptFor(prefix) {
		var err error
		if held, err = k.load(ctx); err != nil {
			return motcua.Key{}, err
		}
	}
	return held.byPrefix[prefix], nil
}

// keptFor is how old an answer for a prefix may be: a new key has to serve at
// once, a revoked one may for some seconds.
func (h *heldKeys) keptFor(prefix string) time.Duration {
	if _, known := h.byPrefix[prefix]; known {
		return maxKeyAge
	}
	return maxNoKeyAge
}

// load reads the keys, once for all requests that wait. The work outlives the
// request that began it, because others wait for it too.
func (k *keyring) load(ctx context.Context) (*heldKeys, error) {
	done := k.loading.DoChan("", func() (any, error) {
		// Who found nothing held, and comes when the others have loaded, needs
		// no load of their own.
		if held := k.held.Load(); held != nil && time.Since(held.at) < maxNoKeyAge {
			return held, nil
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keysTimeout)
		defer cancel()
		held := &heldKeys{time.Now(), map[string]motcua.Key{}}
		list, err := k.store.LiveKeys(ctx, k.clock())
		if err != nil {
			return nil, err
		}
		for _, key := range list {
			held.byPrefix[key.Prefix] = key
		}
		k.held.Store(held)
		return held, nil
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-done:
		held, ok := got.Val.(*heldKeys)
		if got.Err != nil || !ok {
			return nil, errors.Join(fmt.Errorf("load the live keys"), got.Err)
		}
		return held, nil
	}
}

// note stores that a key is in use, not more often than people want to know.
func (k *keyring) note(ctx context.Context, key motcua.Key, now time.Time) {
	k.mu.Lock()
	last, known := k.noted[key.ID]
	due := !known || now.Sub(last) >= keyUseEvery
	if due {
		if len(k.noted) >= maxNotedKeys {
			clear(k.noted) // of keys that are long gone; the others are noted again
		}
		k.noted[key.ID] = now
	}
	k.mu.Unlock()
	if !due {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, keysTimeout)
	defer cancel()
	if err := k.store.KeyUsed(ctx, key.ID, now); err != nil {
		k.log.WarnContext(ctx, "the use of a key is not noted", "prefix", key.Prefix, "error", err)
	}
}
