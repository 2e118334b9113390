package db_test

import (
	"testing"
	"time"

	"motcua"
	"motcua/db"
)

// An event goes to the database and back four times: the transaction begins,
// what happened is read under the lock, what changes is written and read again,
// the transaction ends. An event that computes days reads rules and calendar
// besides.
func TestAnEventTakesFewRoundTrips(t *testing.T) {
	o := newOffice(t)
	f := o.submit(t).Feedback
	trips := 0
	d, err := db.Open(t.Context(), o.at.URL, db.Options{Vault: o.Vault(), Observe: func(time.Duration, error) { trips++ }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	o.DB = d
	f = o.act(t, receiver, f, event(motcua.EventReceived, "")) // reads the agencies too
	for _, c := range []struct {
		event motcua.FeedbackEvent
		by    motcua.Caller
		want  int
	}{
		{event(motcua.EventNoted, "Đã gọi điện."), receiver, 4},
		{motcua.FeedbackEvent{Kind: motcua.EventClassified, Class: ptr(motcua.ClassConduct)}, receiver, 4},
		{motcua.FeedbackEvent{Kind: motcua.EventForwarded, To: &ministry.ID}, receiver, 4 + 1 + 2},
	} {
		trips = 0
		if f = o.act(t, c.by, f, c.event); trips != c.want {
			t.Errorf("%s took %d round trips, want %d", c.event.Kind, trips, c.want)
		}
	}
}
