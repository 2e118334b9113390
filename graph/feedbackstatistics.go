package graph

import (
	"context"

	"motcua"
)

// Figures counts feedback over periods.
type Figures interface {
	FeedbackStatistics(ctx context.Context, agency *motcua.ID, from, to motcua.Date) (*motcua.FeedbackStatistics, error)
	FeedbackSatisfaction(ctx context.Context, agency *motcua.ID, from, to motcua.Date) (*motcua.Satisfaction, error)
	FeedbackLocalities(ctx context.Context, from, to motcua.Date) (*motcua.LocalityCheck, error)
}

func (q query) FeedbackStatistics(ctx context.Context, agency *string, from, to motcua.Date) (*motcua.FeedbackStatistics, error) {
	office, err := q.office()
	if err != nil {
		return nil, err
	}
	if !callerOf(ctx).Official() {
		return nil, &motcua.Error{Kind: motcua.KindForbidden, Message: "figures are for officials"}
	}
	id, err := q.agencyID(ctx, agency)
	if err != nil {
		return nil, err
	}
	return office.FeedbackStatistics(ctx, id, from, to)
}

type feedbackStatistics struct{ *resolver }

func (feedbackStatistics) Agency(ctx context.Context, s *motcua.FeedbackStatistics) (*motcua.Agency, error) {
	if s.Agency == nil {
		return nil, nil
	}
	return register(ctx, *s.Agency)
}

func (r feedbackStatistics) Satisfaction(ctx context.Context, s *motcua.FeedbackStatistics) (*motcua.Satisfaction, error) {
	if s.Figures == nil {
		return nil, nil
	}
	return r.Config.Office.FeedbackSatisfaction(ctx, s.Agency, s.From, s.To)
}

func (r feedbackStatistics) Localities(ctx context.Context, s *motcua.FeedbackStatistics) (*motcua.LocalityCheck, error) {
	if s.Agency != nil {
		return nil, nil
	}
	return r.Config.Office.FeedbackLocalities(ctx, s.From, s.To)
}

type localityFigures struct{}

func (localityFigures) Agency(ctx context.Context, l *motcua.LocalityFigures) (*motcua.Agency, error) {
	return register(ctx, l.Agency)
}
