package graph

import (
	"context"
	"sync"

	"motcua"
)

// Feedback is the database of feedback. Whatever is given by its id comes for
// many ids in one statement.
type Feedback interface {
	AgencyTree(ctx context.Context) (*motcua.AgencyTree, error)
	FeedbackByCode(ctx context.Context, code motcua.TrackingCode) (*motcua.Feedback, error)
	Feedbacks(ctx context.Context, reader motcua.FeedbackReader, ids []motcua.ID) (map[motcua.ID]*motcua.Feedback, error)
	FeedbackEvents(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]motcua.FeedbackEvent, error)
	FeedbackEpisodes(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]motcua.Episode, error)
}

// errNoFeedback answers where this server keeps none.
var errNoFeedback = &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server keeps no feedback"}

// readFeedback makes the loaders of an operation that read feedback.
func (op *operation) readFeedback(ctx context.Context, store Feedback, desk FeedbackDesk, files Files) {
	op.tree = sync.OnceValues(func() (*motcua.AgencyTree, error) {
		if store == nil {
			return nil, errNoFeedback
		}
		return store.AgencyTree(ctx)
	})
	op.caller = sync.OnceValues(func() (motcua.Caller, error) {
		caller := callerOf(ctx)
		if caller.Anonymous() || desk == nil {
			return caller, nil
		}
		return desk.Delegated(ctx, caller, op.day())
	})
	op.reader = sync.OnceValues(func() (motcua.FeedbackReader, error) {
		caller, err := op.caller()
		if store == nil || err != nil || !caller.Official() {
			return motcua.FeedbackReader{}, err
		}
		tree, err := op.tree()
		return caller.FeedbackReader(tree), err
	})
	op.feedback = newLoader(op.gate, "feedback", func(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Feedback, error) {
		reader, err := op.reader()
		if store == nil {
			err = errNoFeedback
		}
		if err != nil {
			return nil, err
		}
		return store.Feedbacks(ctx, reader, ids)
	})
	if store == nil || desk == nil {
		return // then there is no feedback whose fields could be asked for
	}
	op.events = newLoader(op.gate, "", store.FeedbackEvents)
	op.episodes = newLoader(op.gate, "", store.FeedbackEpisodes)
	if files != nil {
		op.attachments = newLoader(op.gate, "", files.FeedbackAttachments)
	}
	op.masked = newLoader(op.gate, "", desk.MaskedWords)
	op.personal = newLoader(op.gate, "", func(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.FeedbackPersonal, error) {
		reader, err := op.reader()
		if err != nil {
			return nil, err
		}
		return desk.PersonalFeedback(ctx, callerOf(ctx), reader, ids)
	})
}

// view gives the operation and for whom the feedback is read.
func view(ctx context.Context, f *motcua.Feedback) (*operation, motcua.FeedbackReader, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, motcua.FeedbackReader{}, err
	}
	reader, err := op.reader()
	if f.Opened {
		reader.Sender = f.ID
	}
	return op, reader, err
}

type feedback struct{ *resolver }

func (feedback) ID(_ context.Context, f *motcua.Feedback) (string, error) {
	return globalID(typeFeedback, f.ID), nil
}

func (feedback) Agency(ctx context.Context, f *motcua.Feedback) (*motcua.Agency, error) {
	return register(ctx, f.Agency)
}

func (feedback) Procedure(ctx context.Context, f *motcua.Feedback) (*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil || f.Procedure == nil {
		return nil, err
	}
	p, err := op.procedures.load(ctx, dated{id: *f.Procedure, day: op.day()})
	return p, unlessGone(err)
}

func (feedback) Sector(ctx context.Context, f *motcua.Feedback) (*motcua.Sector, error) {
	op, err := operationOf(ctx)
	if err != nil || f.Sector == nil {
		return nil, err
	}
	return op.sectors.load(ctx, *f.Sector)
}

func (feedback) Overdue(ctx context.Context, f *motcua.Feedback) (bool, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return false, err
	}
	return f.Overdue(op.day()), nil
}

func (feedback) DaysLeft(ctx context.Context, f *motcua.Feedback) (*int, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return f.DaysLeft(op.day()), nil
}

func (feedback) DuplicateOf(ctx context.Context, f *motcua.Feedback) (*motcua.Feedback, error) {
	op, reader, err := view(ctx, f)
	if err != nil || f.DuplicateOf == nil || !reader.SeesAsOfficial(f) {
		return nil, err
	}
	other, err := op.feedback.load(ctx, *f.DuplicateOf)
	return other, unlessGone(err)
}

func (feedback) EventCount(_ context.Context, f *motcua.Feedback) (int, error) {
	return f.Standing.Events, nil
}

func (feedback) Assignee(ctx context.Context, f *motcua.Feedback) (*string, error) {
	_, reader, err := view(ctx, f)
	if err != nil || !reader.SeesAsOfficial(f) {
		return nil, err
	}
	return f.Assignee, nil
}

func (feedback) Masked(ctx context.Context, f *motcua.Feedback) (*motcua.Words, error) {
	op, reader, err := view(ctx, f)
	if err != nil || !reader.SeesAsOfficial(f) {
		return nil, err
	}
	words, err := op.masked.load(ctx, f.ID)
	if err != nil || words.Title == "" { // the sender is erased
		return nil, err
	}
	return &words, nil
}

// Personal is read by the sender through the secret of this one feedback, and by
// officials in one statement for all that they ask for.
func (r feedback) Personal(ctx context.Context, f *motcua.Feedback) (*motcua.FeedbackPersonal, error) {
	op, reader, err := view(ctx, f)
	if err != nil || !reader.ReadsPersonal(f) {
		return nil, err
	}
	if reader.Sender != f.ID {
		return op.personal.load(ctx, f.ID)
	}
	found, err := r.FeedbackDesk.PersonalFeedback(ctx, motcua.Caller{RequestID: callerOf(ctx).RequestID}, motcua.FeedbackReader{Sender: f.ID}, []motcua.ID{f.ID})
	return found[f.ID], err
}

func (feedback) Events(ctx context.Context, f *motcua.Feedback) ([]*motcua.FeedbackEvent, error) {
	op, reader, err := view(ctx, f)
	if err != nil || !reader.Sees(f) {
		return nil, err
	}
	list, err := op.events.load(ctx, f.ID)
	return pointers(list), err
}

func (feedback) Episodes(ctx context.Context, f *motcua.Feedback) ([]*motcua.Episode, error) {
	op, reader, err := view(ctx, f)
	if err != nil || !reader.SeesAsOfficial(f) {
		return nil, err
	}
	list, err := op.episodes.load(ctx, f.ID)
	return pointers(list), err
}

func (feedback) AllowedEvents(ctx context.Context, f *motcua.Feedback) ([]motcua.FeedbackEventKind, error) {
	op, reader, err := view(ctx, f)
	if err != nil || !reader.Sees(f) {
		return []motcua.FeedbackEventKind{}, err
	}
	events, err := op.events.load(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	standing, err := motcua.Fold(events)
	if err != nil {
		return nil, err
	}
	caller, err := op.caller()
	if err != nil {
		return nil, err
	}
	tree, err := op.tree()
	return standing.MovesOf(caller, tree, f.Opened), err
}

// unlessGone makes an object that is not there, or not for who asks, none.
func unlessGone(err error) error {
	if motcua.KindOf(err) == motcua.KindNotFound {
		return nil
	}
	return err
}
