package motcua_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"motcua"
)

// script is a source that gives the batches it was made of.
type script struct {
	motcua.Source
	batches []motcua.Batch
}

func (s script) Follow(ctx context.Context, _ motcua.Position, sink motcua.Sink) error {
	for _, b := range s.batches {
		if err := sink.Apply(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// copyOf calls back where a copy would apply a batch.
type copyOf func(motcua.Batch) error

func (c copyOf) Apply(_ context.Context, b motcua.Batch) error { return c(b) }

func position(xid uint64) motcua.Position { return motcua.Position{System: "s", XID: xid} }

func TestRevisionHoldsUntilItsAreaChanges(t *testing.T) {
	var r motcua.Revisions
	batches := []motcua.Batch{
		{Position: position(2), Areas: motcua.AreaFeedback},
		{Position: position(3)},
		{Position: position(4), Areas: motcua.AreaVocabulary},
		{Position: position(5), Areas: motcua.AreaCatalogue},
	}
	src := r.Watch(motcua.AllAreas, script{batches: batches})
	if _, ok := r.Now(motcua.AllAreas); ok {
		t.Error("a revision is told before the copy has begun")
	}
	const of = motcua.AreaCatalogue | motcua.AreaVocabulary
	var held motcua.Revision
	err := src.Follow(t.Context(), position(1), copyOf(func(b motcua.Batch) error {
		// As long as the copy applies a batch, the revision is that before it.
		now, ok := r.Now(of)
		if !ok || now.Position.Reached(b.Position) {
			t.Errorf("while %v is applied the revision is %v", b.Position, now.Position)
		}
		if held == (motcua.Revision{}) {
			held = now
		}
		if want := b.Position.XID <= 4; r.Holds(held) != want {
			t.Errorf("before %v the revision holds: %v", b.Position, !want)
		}
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	if now, ok := r.Now(of); !ok || now.Position != position(5) || !r.Holds(now) || r.Holds(held) {
		t.Errorf("after all batches the revision is %v", now.Position)
	}
}

func TestRevisionIsThatOfTheSlowestCopy(t *testing.T) {
	var r motcua.Revisions
	fast := r.Watch(motcua.AllAreas, script{batches: []motcua.Batch{{Position: position(9), Areas: motcua.AreaCatalogue}}})
	slow := r.Watch(motcua.AllAreas, script{batches: []motcua.Batch{{Position: position(9), Areas: motcua.AreaCatalogue}}})
	apply := copyOf(func(motcua.Batch) error { return nil })
	if err := fast.Follow(t.Context(), position(1), apply); err != nil {
		t.Fatal(err)
	}
	if _, ok := r.Now(motcua.AllAreas); ok {
		t.Error("a revision is told before all copies have begun")
	}
	before := motcua.Revision{}
	broken := errors.New("the copy is broken")
	err := slow.Follow(t.Context(), position(1), copyOf(func(motcua.Batch) error {
		before, _ = r.Now(motcua.AreaCatalogue)
		return broken
	}))
	if now, _ := r.Now(motcua.AreaCatalogue); !errors.Is(err, broken) || now.Position != position(1) {
		t.Errorf("%v: what a copy could not apply is part of the revision %v", err, now.Position)
	}
	if err := slow.Follow(t.Context(), position(1), apply); err != nil {
		t.Fatal(err)
	}
	if now, _ := r.Now(motcua.AreaCatalogue); now.Position != position(9) || r.Holds(before) {
		t.Errorf("the revision is %v", now.Position)
	}
}

// A copy that cannot follow from where it stands is made anew, perhaps of another
// history: until it follows from there it has no revision, nobody who waits for
// one of before is told that it is there, and what was kept holds no more.
func TestNoRevisionWhileACopyIsMadeAnew(t *testing.T) {
	var r motcua.Revisions
	src := r.Watch(motcua.AllAreas, lost{})
	var before motcua.Revision
	err := src.Follow(t.Context(), position(5), copyOf(func(motcua.Batch) error {
		before, _ = r.Now(motcua.AllAreas)
		return nil
	}))
	if !errors.Is(err, motcua.ErrRebuild) || before.Position != position(5) {
		t.Fatalf("%v, at %v", err, before.Position)
	}
	if now, ok := r.Now(motcua.AllAreas); ok || r.Holds(before) {
		t.Errorf("the revision is %v", now.Position)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := r.Await(ctx, motcua.AllAreas, position(4)); motcua.KindOf(err) != motcua.KindBehind {
		t.Errorf("a revision of before: %v", err)
	}
}

// lost is a log that reaches back to nothing, and says so after a batch.
type lost struct{ motcua.Source }

func (lost) Follow(ctx context.Context, from motcua.Position, sink motcua.Sink) error {
	if err := sink.Apply(ctx, motcua.Batch{Position: from}); err != nil {
		return err
	}
	return motcua.ErrRebuild
}
