package graph

import (
	"context"

	"motcua"
	"motcua/graph/mutation"
)

// Similar compares the masked text with what the official sees.
func (r feedback) Similar(ctx context.Context, f *motcua.Feedback, first int) ([]*motcua.SimilarFeedback, error) {
	op, reader, err := view(ctx, f)
	if err != nil || !reader.SeesAsOfficial(f) {
		return nil, err
	}
	if err := checkFirst(ctx, first, 0); err != nil {
		return nil, err
	}
	asker, err := r.asker(ctx, false)
	if err != nil {
		return nil, err
	}
	words, err := op.masked.load(ctx, f.ID)
	if err != nil || words.Title == "" { // the sender is erased
		return []*motcua.SimilarFeedback{}, unlessGone(err)
	}
	found, err := r.FeedbackSearcher.Similar(ctx, asker, []string{words.Title, words.Text}, f.ID, first)
	return pointers(found), err
}

type similarFeedback struct{}

func (similarFeedback) Feedback(ctx context.Context, s *motcua.SimilarFeedback) (*motcua.Feedback, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return op.feedback.load(ctx, s.Feedback)
}

// RelatedToFeedback says before anything is sent what may already answer it.
func (q query) RelatedToFeedback(ctx context.Context, title, text string) (*mutation.Related, error) {
	if err := checkText(ctx, "title", title); err != nil {
		return nil, err
	}
	if len(text) > maxRelatedText {
		text = text[:maxRelatedText] // its beginning says what it is about
	}
	return &mutation.Related{Words: motcua.Words{Title: title, Text: text}}, nil
}

// maxRelatedText is how much of a text is compared, in bytes.
const maxRelatedText = 4000
