package graph

import (
	"context"
	"slices"

	"motcua"
	"motcua/graph/page"
)

// FeedbackChanged tells of one feedback, or of all that who asks may see. The
// rule of visibility is applied to each event, when it is told: who loses a
// role, or an agency that passes feedback on and may see it no more, is told no
// more.
func (s subscriptions) FeedbackChanged(ctx context.Context, code *motcua.TrackingCode, secret *string, agencies []string) (<-chan *page.FeedbackNotice, error) {
	if s.Config.Feedback == nil || s.FeedbackDesk == nil {
		return nil, errNoFeedback
	}
	wanted, err := idsOf(typeAgency, agencies)
	if err != nil {
		return nil, err
	}
	interest, load := s.allFeedback(ctx, wanted), s.visibleFeedback
	if code != nil {
		if interest, load, err = s.oneFeedback(ctx, *code, secret); err != nil {
			return nil, err
		}
	} else if secret != nil {
		return nil, motcua.Invalid("secret", "it goes with the tracking code")
	}
	return follow(ctx, s.Config, motcua.Interest{Feedback: interest}, func(n motcua.Notice) (*page.FeedbackNotice, error) {
		told := &page.FeedbackNotice{End: n.End}
		if len(n.Feedbacks) > 0 {
			if told.Feedback, err = load(ctx, n.Feedbacks); err != nil || len(told.Feedback) == 0 {
				return nil, err
			}
		}
		return told, nil
	})
}

// allFeedback is a first, coarse choice: what nobody's officials hold and what
// is not public is not looked up at all.
func (s subscriptions) allFeedback(ctx context.Context, agencies []motcua.ID) func(*motcua.Feedback) bool {
	official := callerOf(ctx).Official()
	return func(f *motcua.Feedback) bool {
		held := len(agencies) == 0 || slices.ContainsFunc(f.Held, func(a motcua.ID) bool { return slices.Contains(agencies, a) })
		return held && (official || f.Public != nil)
	}
}

// visibleFeedback reads feedback for who asks, as they may see it now.
func (s subscriptions) visibleFeedback(ctx context.Context, ids []motcua.ID) ([]*motcua.Feedback, error) {
	var reader motcua.FeedbackReader
	caller, err := s.FeedbackDesk.Delegated(ctx, callerOf(ctx), s.Clock.Today())
	if err != nil {
		return nil, err
	}
	if caller.Official() {
		tree, err := s.Config.Feedback.AgencyTree(ctx)
		if err != nil {
			return nil, err
		}
		reader = caller.FeedbackReader(tree)
	}
	found, err := s.Config.Feedback.Feedbacks(ctx, reader, ids)
	var out []*motcua.Feedback
	for _, id := range ids {
		if f := found[id]; f != nil {
			out = append(out, f)
		}
	}
	return out, err
}

// oneFeedback is for who has a tracking code, and with the secret for its
// sender. Both are shown anew at each event.
func (s subscriptions) oneFeedback(ctx context.Context, code motcua.TrackingCode, secret *string) (func(*motcua.Feedback) bool, func(context.Context, []motcua.ID) ([]*motcua.Feedback, error), error) {
	read := func(ctx context.Context) (*motcua.Feedback, error) {
		if secret != nil {
			return s.FeedbackDesk.OpenFeedback(ctx, code, *secret)
		}
		return s.Config.Feedback.FeedbackByCode(ctx, code)
	}
	first, err := read(ctx)
	if err != nil {
		return nil, nil, err
	}
	load := func(ctx context.Context, _ []motcua.ID) ([]*motcua.Feedback, error) {
		f, err := read(ctx)
		if motcua.KindOf(err) == motcua.KindNotFound {
			return nil, nil
		}
		return []*motcua.Feedback{f}, err
	}
	return func(f *motcua.Feedback) bool { return f.ID == first.ID }, load, nil
}
