package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua/db/private"
)

// dueOf is how a deadline stands.
type dueOf struct {
	DueAt       *string
	DueAtStatus string
	EventCount  int
}

// Where the working days of a year are missing, feedback is taken without a due
// day and the server warns; loading them fills it in, and another rule set moves
// it, both as events that are logged.
func TestMissingCalendarIsFilledIn(t *testing.T) {
	dir := dataDir(t)
	command(t, "", "import", "portal", "--data", dir, rawFile(t, rawRecord(1, "Đăng ký kết hôn", "1/QĐ", 1700000000000))).must(t, exitDone)
	s := startServer(t, dir)
	server, err := private.Open(t.Context(), private.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	owner, err := pgx.Connect(t.Context(), server.URL(private.RoleOwner))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close(t.Context()) })
	if _, err := owner.Exec(t.Context(), `with days as (delete from working_day_exception) delete from working_year`); err != nil {
		t.Fatal(err)
	}
	sent := ask[submitted](t, s, submitOne, feedbackInput(1)).SubmitFeedback
	due := func() dueOf {
		got := ask[struct{ Feedback dueOf }](t, s, `query($c: TrackingCode!, $s: String!) { feedback(code: $c, secret: $s) { dueAt dueAtStatus eventCount } }`, map[string]any{"c": sent.Feedback.Code, "s": sent.Secret})
		return got.Feedback
	}
	if diff := cmp.Diff(dueOf{nil, "CALENDAR_MISSING", 1}, due()); diff != "" {
		t.Errorf("without a calendar (-want +got):\n%s", diff)
	}
	response, err := http.Get(s.url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if _ = response.Body.Close(); err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(text), "motcua calendar load") {
		t.Errorf("/readyz: %d, %s, %v", response.StatusCode, text, err)
	}
	command(t, "", "calendar", "load", "--data", dir, "../../db/seed/working-days.tsv").must(t, exitDone)
	filled := due()
	if filled.DueAt == nil || filled.DueAtStatus != "SET" || filled.EventCount != 2 {
		t.Errorf("with the calendar: %+v", filled)
	}
	command(t, "", "deadlines", "set", "--data", dir, "--from", "2026-11-01", "--source", "Thử nghiệm", "--refuse", "20", "--supplement", "20", "--answer", "40", "--publish", "5").must(t, exitDone)
	if moved := due(); moved.DueAt == nil || *moved.DueAt <= *filled.DueAt || moved.EventCount != 3 {
		t.Errorf("by another rule set: %+v after %+v", moved, filled)
	}
}
