package graph

import (
	"context"

	"motcua"
)

type feedbackEvent struct{}

func (feedbackEvent) By(_ context.Context, e *motcua.FeedbackEvent) (motcua.ActorKind, error) {
	return e.Actor.Kind, nil
}

func (feedbackEvent) ActorName(ctx context.Context, e *motcua.FeedbackEvent) (*string, error) {
	official, err := readByOfficial(ctx)
	if err != nil || !official || e.Actor.Kind != motcua.ActorOfficial {
		return nil, err
	}
	return &e.Actor.Name, nil
}

func (feedbackEvent) Agency(ctx context.Context, e *motcua.FeedbackEvent) (*motcua.Agency, error) {
	return register(ctx, e.Agency)
}

func (feedbackEvent) To(ctx context.Context, e *motcua.FeedbackEvent) (*motcua.Agency, error) {
	if e.To == nil {
		return nil, nil
	}
	return register(ctx, *e.To)
}

func (feedbackEvent) Assignee(ctx context.Context, e *motcua.FeedbackEvent) (*string, error) {
	official, err := readByOfficial(ctx)
	if err != nil || !official {
		return nil, err
	}
	return e.Assignee, nil
}

// readByOfficial says whether events are read by an official. Who sees the
// events of feedback at all, and is none, is its sender.
func readByOfficial(ctx context.Context) (bool, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return false, err
	}
	reader, err := op.reader()
	return reader.Official(), err
}

type feedbackEpisode struct{}

func (feedbackEpisode) Agency(ctx context.Context, e *motcua.Episode) (*motcua.Agency, error) {
	return register(ctx, e.Agency)
}
