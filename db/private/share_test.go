package private

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

func TestTwoProcesses(t *testing.T) {
	dir := readyFolder(t)
	first := startHolder(t, dir)
	second := startHolder(t, dir)
	if first.url != second.url {
		t.Fatalf("two servers: %s and %s", first.url, second.url)
	}
	check(t, first.leave())
	ask(t, second.url, `select ''`)
	check(t, second.leave())
	if _, err := tryAsk(second.url, `select ''`); err == nil {
		t.Error("the last one out left the server running")
	}
}

func TestKilledProcess(t *testing.T) {
	dir := readyFolder(t)
	h := startHolder(t, dir)
	const born = `select pg_postmaster_start_time()::text`
	want := ask(t, h.url, born)
	h.kill()
	s := open(t, Options{Dir: dir})
	if got := ask(t, s.URL(RoleApp), born); got != want {
		t.Errorf("the server was started again: %s, then %s", want, got)
	}
	if h.url != s.URL(RoleApp) {
		t.Errorf("%s is now %s", h.url, s.URL(RoleApp))
	}
}

// Many come and go at once: whoever is in has a server, and only the last one
// out stops it.
func TestComeAndGo(t *testing.T) {
	dir := readyFolder(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for range 4 {
				s, err := Open(t.Context(), Options{Dir: dir, Fast: true})
				if err != nil {
					t.Error(err)
					return
				}
				time.Sleep(rand.N(40 * time.Millisecond))
				if _, err := tryAsk(s.URL(RoleApp), `select ''`); err != nil {
					t.Error(err)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
