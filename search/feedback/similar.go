package feedback

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"motcua"
	"motcua/search/vi"
)

// The bounds of a comparison.
const (
	maxSimilar = 20
	// maxCompared is how many pairs of a text are looked up; a long text says
	// what it is about within them.
	maxCompared = 80
	// maxTelling is how many of these, the rarest, find what is compared, and
	// maxCandidates how much is.
	maxTelling    = 24
	maxCandidates = 200
	// leastSimilar is the share below which texts have only common words in common.
	leastSimilar = 0.2
)

// Similar gives the feedback that the asker may see whose text is most like the
// given texts, but for one.
func (x *Indexes) Similar(ctx context.Context, asker motcua.FeedbackAsker, texts []string, except motcua.ID, first int) ([]motcua.SimilarFeedback, error) {
	if first < 0 || first > maxSimilar {
		return nil, motcua.Invalid("first", "first must be between 0 and %d", maxSimilar)
	}
	selected, err := filterOf(motcua.FeedbackFilter{}, asker, 0)
	if err != nil {
		return nil, err
	}
	var out []motcua.SimilarFeedback
	err = x.of(asker).Ask(ctx, "similar feedback", func(v *view) (err error) {
		out, err = v.similar(ctx, texts, v.Columns.Select(0, selected).All(), except)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for similar feedback: %w", err)
	}
	slices.SortFunc(out, func(a, b motcua.SimilarFeedback) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Feedback, b.Feedback))
	})
	return out[:min(first, len(out))], nil
}

// similar finds candidates by the rarest pairs and compares these by all.
func (v *view) similar(ctx context.Context, texts []string, among *roaring.Bitmap, except motcua.ID) ([]motcua.SimilarFeedback, error) {
	keys, err := v.pairsOf(ctx, texts)
	if err != nil {
		return nil, err
	}
	own, held := v.Columns.RowNumber(string(except))
	rows := v.candidates(telling(keys, held), among)
	all := 0.0
	for _, k := range keys {
		all += v.idf(k.count)
	}
	s := newShares(v.rowCount())
	defer s.giveBack()
	for _, k := range keys {
		s.addAll(k, rows, float32(v.idf(k.count)/all))
	}
	var out []motcua.SimilarFeedback
	for _, row := range s.touched {
		if s.of[row] >= leastSimilar && !(held && row == own) {
			out = append(out, motcua.SimilarFeedback{Feedback: v.id(row), Share: min(1, float64(s.of[row]))})
		}
	}
	return out, nil
}

// candidates are the rows that have most of some keys.
func (v *view) candidates(keys []*postings, among *roaring.Bitmap) *roaring.Bitmap {
	s := v.share(keys, among)
	defer s.giveBack()
	return v.Columns.Rows(s.most(maxCandidates))
}

func (v *view) id(row uint32) motcua.ID {
	key, _ := v.Columns.Key(row)
	return motcua.ID(key)
}

// telling are the rarest of the keys that another text has: one that is held
// itself has each of its own.
func telling(keys []*postings, held bool) []*postings {
	least := 1
	if held {
		least = 2
	}
	out := slices.DeleteFunc(slices.Clone(keys), func(p *postings) bool { return p.count < least })
	slices.SortStableFunc(out, func(a, b *postings) int { return cmp.Compare(a.count, b.count) })
	return out[:min(maxTelling, len(out))]
}

// pairsOf looks up the pairs of some texts, each once.
func (v *view) pairsOf(ctx context.Context, texts []string) ([]*postings, error) {
	seen := map[string]bool{}
	var out []*postings
	l := v.lookup()
	for _, text := range texts {
		for _, pair := range vi.AppendBigrams(nil, text, vi.AppendTokens(nil, text), false) {
			if seen[pair] || len(seen) == maxCompared {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			seen[pair] = true
			p, err := l.look(key{fieldPairs, pair})
			if err != nil {
				return nil, err
			}
			out = append(out, p)
		}
	}
	return out, nil
}
