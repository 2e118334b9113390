package server

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"motcua"
)

// fakeKeys is a table of keys that counts how often it is asked.
type fakeKeys struct {
	mu         sync.Mutex
	keys       []motcua.Key
	err        error
	reads, use int
}

func (f *fakeKeys) LiveKeys(context.Context, time.Time) ([]motcua.Key, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads++
	return append([]motcua.Key(nil), f.keys...), f.err
}

func (f *fakeKeys) KeyUsed(context.Context, motcua.ID, time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.use++
	return f.err
}

// add makes a key and gives its token.
func (f *fakeKeys) add(name string, expires *time.Time) string {
	token, prefix, hash := motcua.NewToken()
	f.keys = append(f.keys, motcua.Key{ID: motcua.DeriveID(name), Name: name, Prefix: prefix, Hash: hash, ExpiresAt: expires})
	return token
}

func TestAuthorization(t *testing.T) {
	store := &fakeKeys{}
	past := time.Now().Add(-time.Hour)
	good, expired, stranger := store.add("an", nil), store.add("binh", &past), (&fakeKeys{}).add("chi", nil)
	var log bytes.Buffer
	h := newTestHandler(t, Config{Keys: store, Log: slog.New(slog.NewTextHandler(&log, nil))})
	closed := newTestHandler(t, Config{})
	wrong := good[:16] + stranger[16:] // the secret of another key
	for _, c := range []struct {
		name    string
		header  []string
		status  int
		without int // the status where there are no keys at all
	}{
		{"anybody", nil, 200, 200},
		{"a key", []string{"Bearer " + good}, 200, 401},
		{"a scheme in other letters", []string{"bearer  " + good}, 200, 401},
		{"expired", []string{"Bearer " + expired}, 401, 401},
		{"unknown", []string{"Bearer " + stranger}, 401, 401},
		{"another key's secret", []string{"Bearer " + wrong}, 401, 401},
		{"cut", []string{"Bearer " + good[:60]}, 401, 401},
		{"no token", []string{"Bearer"}, 401, 401},
		{"nothing", []string{""}, 401, 401},
		{"another scheme", []string{"Basic " + good}, 401, 401},
		{"a JWT", []string{"Bearer eyJhbGciOiJub25lIn0.e30."}, 401, 401},
		{"two", []string{"Bearer " + good, "Bearer " + good}, 401, 401},
		{"huge", []string{"Bearer " + good + strings.Repeat(" ", 8<<20)}, 401, 401},
	} {
		t.Run(c.name, func(t *testing.T) {
			header := []string{"Content-Type", "application/json"}
			for _, value := range c.header {
				header = append(header, "Authorization", value)
			}
			got := send(h, "POST", "/graphql", `{"query":"{ __typename }"}`, header...)
			if got.Code != c.status || got.Header().Get("Content-Type") != "application/json; charset=utf-8" {
				t.Errorf("%d %s", got.Code, got.Body)
			}
			if refused := c.status == 401; refused != strings.Contains(got.Body.String(), codeUnauthenticated) || refused != (got.Header().Get("WWW-Authenticate") != "") {
				t.Errorf("%v %s", got.Header(), got.Body)
			}
			if got := send(closed, "POST", "/graphql", `{"query":"{ __typename }"}`, header...); got.Code != c.without {
				t.Errorf("without keys: %d", got.Code)
			}
		})
	}
	for _, token := range []string{good, expired, stranger} {
		if strings.Contains(log.String(), token[16:]) {
			t.Error("a secret is logged")
		}
	}
	if !strings.Contains(log.String(), "caller=key:") {
		t.Error("the log does not say who asked")
	}
}

// A revoked key ends within seconds, a new one serves at once, and neither
// many requests nor made-up keys cost a statement each.
func TestKeysAreKeptShortly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &fakeKeys{}
		token := store.add("an", nil)
		ring := newKeyring(Config{Keys: store, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
		admits := func(token string) bool {
			_, err := ring.admit(t.Context(), token)
			return err == nil
		}
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() {
				if !admits(token) {
					t.Error("refused")
				}
			})
		}
		group.Wait()
		if store.reads != 1 || store.use != 1 {
			t.Errorf("%d reads, %d uses", store.reads, store.use)
		}
		for range 1000 {
			unknown, _, _ := motcua.NewToken()
			if admits(unknown) {
				t.Error("an unknown key is admitted")
			}
		}
		if store.reads != 1 {
			t.Errorf("made-up keys cost %d reads", store.reads)
		}
		later := store.add("binh", nil)
		time.Sleep(maxNoKeyAge)
		if !admits(later) {
			t.Error("a new key does not serve")
		}
		store.keys = store.keys[1:]
		time.Sleep(maxKeyAge)
		if admits(token) || !admits(later) {
			t.Error("a revoked key serves on")
		}
		store.err = errors.New("gone")
		if !admits(later) {
			t.Error("what is known is asked for again at once")
		}
		time.Sleep(maxKeyAge)
		if admits(later) {
			t.Error("a key serves though nobody can say whether it may")
		}
		time.Sleep(keyUseEvery)
		store.err = nil
		if !admits(later) || store.use != 3 {
			t.Errorf("%d uses", store.use)
		}
	})
}
