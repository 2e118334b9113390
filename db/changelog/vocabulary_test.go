package changelog_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"motcua"
)

// forms are those of the vocabulary that officials added.
func forms(v *motcua.Vocabulary) (out []string) {
	for _, a := range v.Aliases {
		if a.Source != motcua.SourceDefault {
			out = append(out, a.Form)
		}
	}
	for _, p := range v.Pins {
		out = append(out, "pin "+p.Query)
	}
	return out
}

type vocabularySink chan motcua.Batch

func (s vocabularySink) Apply(ctx context.Context, b motcua.Batch) error {
	select {
	case s <- b:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// next is the next vocabulary that a batch brings.
func (s vocabularySink) next(t *testing.T) *motcua.Vocabulary {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case b := <-s:
			if b.Vocabulary != nil {
				return b.Vocabulary
			}
		case <-deadline:
			t.Fatal("no batch brought the vocabulary")
		}
	}
}

func (f fixture) first(t *testing.T, from *motcua.Position) (batches []motcua.Batch, at motcua.Position) {
	t.Helper()
	at, err := f.log.Snapshot(t.Context(), from, func(b motcua.Batch) error {
		batches = append(batches, b)
		return nil
	}, func([]motcua.Procedure) error {
		if len(batches) != 1 {
			t.Errorf("%d batches came before the procedures, want one", len(batches))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return batches, at
}

func TestSnapshotGivesTheVocabulary(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	f.add(t, "xyz")
	batches, at := f.first(t, nil)
	if len(batches) != 1 || len(batches[0].Procedures) != 0 || batches[0].Vocabulary == nil {
		t.Fatalf("without a position: %+v", batches)
	}
	wantForms(t, batches[0].Vocabulary, "xyz")
	batches, _ = f.first(t, &at)
	if len(batches) != 1 || batches[0].Vocabulary == nil {
		t.Fatalf("from a position: %+v", batches)
	}
	wantForms(t, batches[0].Vocabulary, "xyz")
}

func TestFollowBringsTheVocabularyWhereItChanged(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	_, at := f.first(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	sink, done := make(vocabularySink), make(chan error, 1)
	go func() { done <- f.log.Follow(ctx, at, sink) }()
	defer func() { cancel(); <-done }()

	id := f.add(t, "xyz")
	wantForms(t, sink.next(t), "xyz")
	pin, err := f.PinResult(t.Context(), motcua.Pin{Query: "abc", Procedure: motcua.DeriveID("a")}, "an")
	if err != nil {
		t.Fatal(err)
	}
	wantForms(t, sink.next(t), "xyz", "pin abc")
	if err := f.RetireAlias(t.Context(), id, "an"); err != nil {
		t.Fatal(err)
	}
	wantForms(t, sink.next(t), "pin abc")
	if err := f.Unpin(t.Context(), pin.ID, "an"); err != nil {
		t.Fatal(err)
	}
	wantForms(t, sink.next(t))

	f.publish(t, "b")
	for b := range sink {
		if b.Vocabulary != nil {
			t.Fatal("a batch of procedures alone brought the vocabulary")
		}
		if _, ok := b.Procedures[motcua.DeriveID("b")]; ok {
			break
		}
	}
}

func (f fixture) add(t *testing.T, form string) motcua.ID {
	t.Helper()
	a, err := f.AddAlias(t.Context(), motcua.Alias{Form: form, Means: "giấy phép", Kind: motcua.AliasColloquial, Weight: 1}, "an")
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}

func wantForms(t *testing.T, v *motcua.Vocabulary, want ...string) {
	t.Helper()
	if got := forms(v); !slices.Equal(got, want) {
		t.Errorf("the vocabulary has %q, want %q", got, want)
	}
}
