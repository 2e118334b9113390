package auth

import (
	"context"
	"crypto/rsa"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/sync/singleflight"
)

// keyset is what is known of an issuer's keys. It stands in for the library's
// own, which asks the issuer again for every token with an unknown key or a
// wrong signature: anybody could make it flood the issuer, and a key that the
// issuer withdrew would serve for ever.
type keyset struct {
	issuer string
	fetch  func(context.Context) ([]jose.JSONWebKey, error)
	log    *slog.Logger

	held     atomic.Pointer[heldKeys]
	fetching singleflight.Group

	mu     sync.Mutex
	failed time.Time // of the last attempt, if it failed
}

type heldKeys struct {
	at   time.Time // of this machine's running clock
	keys []jose.JSONWebKey
}

func newKeyset(issuer string, fetch func(context.Context) ([]jose.JSONWebKey, error), log *slog.Logger) *keyset {
	return &keyset{issuer: issuer, fetch: fetch, log: log}
}

var errNoKey = errors.New("of no known key")

// find gives the key with an id for an algorithm. A known one goes on serving
// where the issuer does not answer.
func (k *keyset) find(ctx context.Context, id, algorithm string) (publicKey, error) {
	held := k.held.Load()
	key := held.find(id, algorithm)
	switch {
	case key != nil && time.Since(held.at) < refreshEvery:
		return key, nil
	case key != nil:
		go func() { _, _ = k.refresh(context.WithoutCancel(ctx)) }() // the next request has the new ones
		return key, nil
	case held != nil && time.Since(held.at) < refreshAtMost:
		return nil, refused(reasonMalformed, errNoKey)
	}
	held, err := k.refresh(ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	if key = held.find(id, algorithm); key == nil {
		return nil, refused(reasonMalformed, errNoKey)
	}
	return key, nil
}

// find gives a key; without an id only where there is no other for the
// algorithm.
func (h *heldKeys) find(id, algorithm string) publicKey {
	if h == nil {
		return nil
	}
	var found publicKey
	for _, key := range h.keys {
		if key.Algorithm != "" && key.Algorithm != algorithm || id != "" && key.KeyID != id {
			continue
		}
		if found != nil {
			return nil // several: which one is not guessed
		}
		found = key.Key
	}
	return found
}

var errTriedJustNow = errors.New("it did not answer a moment ago")

// refresh asks the issuer, once for all who wait, and not soon again after it
// did not answer.
func (k *keyset) refresh(ctx context.Context) (*heldKeys, error) {
	done := k.fetching.DoChan("", func() (any, error) {
		k.mu.Lock()
		wait := time.Since(k.failed) < refreshAtMost
		k.mu.Unlock()
		if held := k.held.Load(); held != nil && time.Since(held.at) < refreshAtMost {
			return held, nil
		}
		if wait {
			return nil, errTriedJustNow
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTimeout)
		defer cancel()
		keys, err := k.fetch(ctx)
		if err != nil {
			k.log.WarnContext(ctx, "an issuer of tokens does not answer; the keys that are known go on", "issuer", k.issuer, "error", err)
			k.mu.Lock()
			k.failed = time.Now()
			k.mu.Unlock()
			return nil, err
		}
		held := &heldKeys{time.Now(), keys}
		k.held.Store(held)
		return held, nil
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-done:
		held, ok := got.Val.(*heldKeys)
		if got.Err == nil && !ok {
			return nil, errNoKey
		}
		return held, got.Err
	}
}

// usable says whether a key is for signatures, is public and is long enough.
func usable(key jose.JSONWebKey) bool {
	if !key.IsPublic() || key.Use != "" && key.Use != "sig" {
		return false
	}
	if k, ok := key.Key.(*rsa.PublicKey); ok {
		return k.N.BitLen() >= minRSABits
	}
	return true
}
