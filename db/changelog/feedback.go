package changelog

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// FeedbackReader reads feedback in a transaction, by id or, where ids is nil,
// all of it.
type FeedbackReader func(ctx context.Context, tx pgx.Tx, ids []motcua.ID, each func(*motcua.IndexedFeedback) error) error

// OfFeedback gives the log for a copy that holds feedback, and nothing else,
// as read says.
func (l *Log) OfFeedback(name string, read FeedbackReader) *Log {
	of := l.Named(name)
	of.bare, of.feedback = true, read
	return of
}

// WithFeedback gives the log for a copy that holds everything, feedback as read
// says.
func (l *Log) WithFeedback(name string, read FeedbackReader) *Log {
	with := l.Named(name)
	with.feedback = read
	return with
}

var errNoFeedback = errors.New("this log was not made for feedback")

// Feedbacks implements motcua.Source.
func (l *Log) Feedbacks(ctx context.Context, from *motcua.Position, apply func(motcua.Batch) error, feedback func(*motcua.IndexedFeedback) error) (motcua.Position, error) {
	if l.feedback == nil {
		return motcua.Position{}, errNoFeedback
	}
	return l.snapshot(ctx, from, apply, func(tx pgx.Tx) error { return l.feedback(ctx, tx, nil, feedback) })
}

// addFeedback reads the feedback that the changes speak of.
func (l *Log) addFeedback(ctx context.Context, tx pgx.Tx, list []change, batch *motcua.Batch) error {
	var ids []motcua.ID
	for _, c := range list {
		if c.entity == feedbackEntity {
			ids = append(ids, c.key)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	batch.Feedbacks = make(map[motcua.ID]*motcua.IndexedFeedback, len(ids))
	for _, id := range ids {
		batch.Feedbacks[id] = nil
	}
	err := l.feedback(ctx, tx, ids, func(f *motcua.IndexedFeedback) error {
		batch.Feedbacks[f.ID] = f
		return nil
	})
	if err != nil {
		return fmt.Errorf("load what changed: %w", err)
	}
	return nil
}
