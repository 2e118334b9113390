package main

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"motcua/db/private"
)

// whicheverWrites is the URL of two servers, of which the one is meant that is no
// standby.
func whicheverWrites(t *testing.T, one, other *stoppable) string {
	t.Helper()
	first, err := url.Parse(one.URL(private.RoleApp))
	if err != nil {
		t.Fatal(err)
	}
	second, err := url.Parse(other.URL(private.RoleApp))
	if err != nil {
		t.Fatal(err)
	}
	q := first.Query()
	q.Set("host", q.Get("host")+","+second.Query().Get("host"))
	q.Set("port", q.Get("port")+","+second.Query().Get("port"))
	q.Set("target_session_attrs", "read-write")
	first.RawQuery = q.Encode()
	return first.String()
}

// A standby is promoted that has not got the last writes of a primary that died.
// Nodes that had taken them in begin anew, the one that ran through it and the one
// that was away, although the promoted server gives the same numbers of
// transactions out again before they look.
func TestPromotedStandbyLostAWrite(t *testing.T) {
	primary := newStoppable(t)
	importEach(t, primary.URL(private.RoleApp), 1, 2)
	standby := openBase(t, primary.baseBackup(t, "--write-recovery-conf"))
	keys := filepath.Join(t.TempDir(), "keys")
	command(t, "", "keyset", "create", keys).must(t, exitDone)
	url := whicheverWrites(t, primary, standby)
	flags := []string{"--database-url", url, "--keyset", keys, "--no-rate-limits"}
	throughDir, awayDir := t.TempDir(), t.TempDir()
	through, away := startServer(t, throughDir, flags...), startServer(t, awayDir, flags...)
	importEach(t, url, 3)
	standby.until(t, fmt.Sprintf(`pg_last_wal_replay_lsn() >= '%s'`, primary.answer(t, `pg_current_wal_lsn()`)), "true")

	standby.as(t, private.RoleAdmin, `alter system set primary_conninfo = ''`)
	standby.as(t, private.RoleAdmin, `select pg_reload_conf()`)
	primary.until(t, `select count(*) from pg_stat_replication`, "0")
	importEach(t, url, 901)
	lost := ask[submitted](t, through, submitOne, feedbackInput(1)).SubmitFeedback
	importEach(t, url, 902)
	through.comesToFind(t, 902, true)
	away.comesToFind(t, 902, true)
	away.kill()
	primary.kill(t)
	standby.as(t, private.RoleAdmin, `select pg_promote()`)
	if got := standby.answer(t, `select timeline from log_identity()`); got != "2" {
		t.Errorf("just promoted, it says that it writes timeline %s", got)
	}
	for n := range 10 {
		importEach(t, standby.URL(private.RoleApp), 4+n)
	}
	away = startServer(t, awayDir, flags...)
	for name, node := range map[string]*instance{throughDir: through, awayDir: away} {
		node.comesToFind(t, 901, false)
		node.comesToFind(t, 902, false)
		node.comesToFind(t, 3, true)
		node.comesToFind(t, 13, true)
		node.followed(t, name, url, lost.Revision)
		if data, errs := askRaw(t, node, `query($c: TrackingCode!) { feedback(code: $c) { code } }`, map[string]any{"c": lost.Feedback.Code}); strings.Contains(string(data), lost.Feedback.Code) {
			t.Errorf("feedback that was lost: %s %s", data, errs)
		}
	}
	importEach(t, url, 14)
	through.comesToFind(t, 14, true)
	away.comesToFind(t, 14, true)
}
