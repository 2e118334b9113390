package db_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
)

// TestFeedbackForIndexes: the log gives each index what it may hold, in a
// snapshot and in a batch.
func TestFeedbackForIndexes(t *testing.T) {
	o := newOffice(t)
	sent := submission()
	receipt := o.submit(t)
	log := changelog.New(o.Pool(), "test", nil)
	if _, err := log.Claim(t.Context()); err != nil {
		t.Fatal(err)
	}
	read := func(of *changelog.Log) (all []*motcua.IndexedFeedback) {
		t.Helper()
		_, err := of.Feedbacks(t.Context(), nil, nil, func(f *motcua.IndexedFeedback) error { all = append(all, f); return nil })
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	masked := read(log.OfFeedback("official", o.MaskedFeedback))
	if len(masked) != 1 || masked[0].ID != receipt.Feedback.ID || masked[0].Masked == nil || masked[0].Masked.Text == "" {
		t.Fatalf("for officials: %+v", masked)
	}
	for _, secret := range []string{sent.Sender.Name, sent.Sender.Address} {
		if secret != "" && strings.Contains(masked[0].Masked.Title+masked[0].Masked.Text, secret) {
			t.Errorf("%q is told to the index", secret)
		}
	}
	if got := read(log.OfFeedback("public", db.PublishedFeedback)); len(got) != 0 {
		t.Errorf("for everybody: %+v", got)
	}
	// Among what changed is also what is not published, so that the index drops it.
	err := pgx.BeginFunc(t.Context(), o.Pool(), func(tx pgx.Tx) error {
		return db.PublishedFeedback(t.Context(), tx, []motcua.ID{receipt.Feedback.ID}, func(f *motcua.IndexedFeedback) error {
			if f.Masked != nil || f.Public != nil {
				t.Errorf("%+v", f)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	// The setting ends with the transaction.
	var seen int
	if err := o.Pool().QueryRow(context.Background(), `select count(*) from feedback_sender`).Scan(&seen); err != nil || seen > 0 {
		t.Errorf("afterwards anybody sees %d senders, %v", seen, err)
	}
}
