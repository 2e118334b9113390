package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestKeys(t *testing.T) {
	dir := dataDir(t)
	key := func(code int, args ...string) output {
		t.Helper()
		return command(t, "", append(append([]string{"key"}, args...), "--data", dir)...).must(t, code)
	}
	token := func(o output) string { return strings.TrimSpace(o.out) }
	first := token(key(exitDone, "create", "So Tu phap", "--scope", "CURATE", "--scope", "INSIGHTS", "--expires", "2999-01-01"))
	if len(first) != 68 || !strings.HasPrefix(first, "motcua_") {
		t.Errorf("the output is not a token alone: %q", first)
	}
	key(exitFailed, "create", "So Tu phap")
	second := token(key(exitDone, "rotate", "So Tu phap", "--overlap", "0s"))
	list := key(exitDone, "list").out
	if strings.Count(list, "CURATE INSIGHTS") != 2 || strings.Count(list, "expired") != 1 || strings.Count(list, "live") != 1 {
		t.Error(list)
	}
	key(exitFailed, "create", "one-stop", "--role", "RECEIVER", "--agency", "X99")
	token(key(exitDone, "create", "one-stop", "--role", "RECEIVER", "--role", "HANDLER"))
	if list := key(exitDone, "list").out; !strings.Contains(list, "HANDLER RECEIVER") {
		t.Error(list)
	}
	key(exitDone, "revoke", "one-stop")
	key(exitDone, "revoke", second[7:15])
	key(exitFailed, "revoke", second[7:15])
	var keys []listedKey
	all := key(exitDone, "list", "--json").out
	if err := json.Unmarshal([]byte(all), &keys); err != nil || len(keys) != 3 || keys[0].State != "revoked" || keys[0].CreatedBy == "" {
		t.Errorf("%v %s", err, all)
	}
	for _, secret := range []string{first[16:], second[16:]} {
		if strings.Contains(list+all, secret) {
			t.Error("a secret is listed")
		}
	}
	for _, args := range [][]string{{"create"}, {"create", "x", "--scope", "ALL"}, {"create", "x", "--expires", "soon"}, {"create", "x", "--role", "KING"}, {"create", "x", "--agency", "H15"}, {"rotate", "x", "--overlap=-1s"}} {
		key(exitUsage, args...)
	}
}
