package changelog_test

import (
	"errors"
	"testing"

	"motcua"
)

// Where the log lacks what was read from it, its files were put back: everybody
// begins anew, also those who could not know.
func TestLostEndOfTheLogIsAnotherHistory(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	c := f.follow(t)
	c.mu.Lock()
	at := c.at
	c.mu.Unlock()
	if at.ID == 0 {
		f.publish(t, "b")
		f.settle(t, c)
		c.mu.Lock()
		at = c.at
		c.mu.Unlock()
	}
	before, err := f.log.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// The number of the transaction was given out again, to another change.
	lost := at
	lost.ID += 1000
	if err := f.log.Follow(t.Context(), lost, newCopy()); !errors.Is(err, motcua.ErrRebuild) {
		t.Fatalf("follow from what is not there: %v, want ErrRebuild", err)
	}
	after, err := f.log.Now(t.Context())
	if err != nil || after.SameLog(before) {
		t.Fatalf("the epoch is %d as before, %v", after.Epoch, err)
	}
	for _, from := range []motcua.Position{lost, at} {
		if err := f.log.Follow(t.Context(), from, newCopy()); !errors.Is(err, motcua.ErrRebuild) {
			t.Errorf("follow from the epoch before: %v, want ErrRebuild", err)
		}
	}
	if again, err := f.log.Now(t.Context()); err != nil || !again.SameLog(after) {
		t.Errorf("it began anew twice: %v, %v", again, err)
	}
}
