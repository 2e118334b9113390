package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// Killing the program at any moment of an import or of an index build loses
// nothing: it starts again, the import can be repeated, the index agrees.
func TestKilledImportCanBeRepeated(t *testing.T) {
	dir := dataDir(t)
	command(t, "", "migrate", "--data", dir).must(t, exitDone)
	lines := records(400)
	file := rawFile(t, lines...)
	random := rand.New(rand.NewPCG(3, 4))
	for range 3 {
		cmd := process(t, "import", "portal", file, "--data", dir)
		time.Sleep(time.Duration(100+random.IntN(900)) * time.Millisecond)
		_ = cmd.Process.Kill() // it may be done already
		_ = cmd.Wait()
	}
	got := command(t, "", "import", "portal", file, "--data", dir).must(t, exitDone)
	again := command(t, "", "import", "portal", file, "--data", dir).must(t, exitDone)
	if !strings.Contains(again.out, "imported: 0 new, 0 changed") || !strings.Contains(again.out, "400 unchanged") {
		t.Errorf("after %s\nrepeating says %s", got.out, again.out)
	}
	s := startServer(t, dir)
	if got := ask[codes](t, s, searchQuery, map[string]any{"q": "Thủ tục số 399"}); got.first() != "1.000399" {
		t.Errorf("search after the kills: %v", got)
	}
	command(t, "", "verify", "--data", dir).must(t, exitDone)
}

func TestKilledServerServesAgain(t *testing.T) {
	dir := dataDir(t)
	command(t, "", "import", "portal", rawFile(t, records(300)...), "--data", dir).must(t, exitDone)
	random := rand.New(rand.NewPCG(5, 6))
	for range 4 {
		cmd := process(t, "serve", "--data", dir, "--addr", "127.0.0.1:0")
		time.Sleep(time.Duration(50+random.IntN(1500)) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	s := startServer(t, dir)
	before := ask[codes](t, s, searchQuery, map[string]any{"q": "thu tuc so 77"})
	if before.first() != "1.000077" {
		t.Errorf("after the kills: %v", before)
	}
	command(t, "", "verify", "--data", dir).must(t, exitDone)

	// A kill in the middle of a rebuild leaves the old index serving.
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		_ = run(t.Context(), []string{"reindex", "--data", dir}, streams{nil, discard{}, discard{}})
	}()
	time.Sleep(30 * time.Millisecond)
	s.kill()
	<-asked // where the server was gone before it was asked, the command has the index for a while
	s = startServer(t, dir)
	if got := ask[codes](t, s, searchQuery, map[string]any{"q": "thu tuc so 77"}); got.first() != "1.000077" {
		t.Errorf("after a killed rebuild: %v", got)
	}
	command(t, "", "verify", "--data", dir).must(t, exitDone)
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// What another process imports is searchable within two seconds.
func TestServerFollowsAnImportOfAnotherProcess(t *testing.T) {
	dir := dataDir(t)
	s := startServer(t, dir)
	if got := ask[codes](t, s, searchQuery, map[string]any{"q": "kết hôn"}); got.Procedures.TotalCount != 0 {
		t.Fatalf("an empty catalogue finds %v", got)
	}
	command(t, "", "import", "portal", rawFile(t, rawRecord(894, "Đăng ký kết hôn", "1/QĐ-BTP", jan1)), "--data", dir).must(t, exitDone)
	begin := time.Now()
	for ask[codes](t, s, searchQuery, map[string]any{"q": "ket hon"}).first() != "1.000894" {
		if time.Since(begin) > 10*time.Second {
			t.Fatal("the import did not become searchable")
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("searchable after %s", time.Since(begin).Round(time.Millisecond))
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("searchable only after %s", took)
	}
}

func TestTwoServersOnOneFolder(t *testing.T) {
	dir := dataDir(t)
	s := startServer(t, dir)
	got := command(t, "", "serve", "--data", dir, "--addr", "127.0.0.1:0").must(t, exitBusy)
	if want := fmt.Sprint(s.cmd.Process.Pid); !strings.Contains(got.err, want) {
		t.Errorf("it does not say that process %s has the index: %s", want, got.err)
	}
	got = command(t, "", "serve", "--data", dataDir(t), "--addr", strings.TrimPrefix(s.url, "http://")).must(t, exitFailed)
	if !strings.Contains(got.err, "another program listens on") {
		t.Errorf("a busy port: %s", got.err)
	}
	status := command(t, "", "status", "--data", dir).must(t, exitDone)
	if !strings.Contains(status.out, "at "+s.url) {
		t.Errorf("status: %s", status.out)
	}
}

func TestServeWithDatabaseURL(t *testing.T) {
	for url, want := range map[string]string{
		"postgres://nobody:secret@127.0.0.1:1/none": "ping the database",
		"mysql://x": "expected postgres://",
	} {
		got := command(t, "", "serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0", "--database-url", url).must(t, exitFailed)
		if !strings.Contains(got.err, want) || strings.Contains(got.err, "secret") {
			t.Errorf("%s: %s", url, got.err)
		}
	}
}
