package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

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
