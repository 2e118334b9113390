package feedback

import (
	"cmp"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"motcua/search/columns"
)

// ranked is a result with its score.
type ranked struct {
	row   uint32
	score float32
}

// The constants of BM25 (Robertson and Zaragoza 2009, their usual values), and
// what the sorts of keys weigh beside each other. A pair says more than its two
// words apart; agreeing marks decide between texts that are else alike, and are
// a bonus, because half of what people write has none.
const (
	saturate    = 1.2
	lengthShare = 0.75
	weightWord  = 1.0
	weightPair  = 1.5
	weightExact = 0.3
)

// The bounds of scoring. Where more rows fit than maxScored the question says
// little, and the newest are scored; where more fit than maxCounted it counts
// that a key occurs and not how often: reading that takes most of the time, and
// in texts of a page the second time says little.
const (
	maxScored  = 3000
	maxCounted = 100
)

// rank scores what was found and selected, the best first; of equal ones the
// newest.
func (v *view) rank(ctx context.Context, f *finding, s *columns.Selection) ([]ranked, error) {
	rows := s.All()
	if s.Count() > maxScored {
		rows = v.Columns.Rows(s.First(orderReceived, true, maxScored))
	}
	scores := newShares(v.rowCount())
	defer scores.giveBack()
	leaves, err := v.leaves(f)
	if err != nil {
		return nil, err
	}
	set, counted := v.setOf(rows), rows.GetCardinality() <= maxCounted
	for seg := range v.segments {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		docs := v.among(seg, f.docs[seg], set)
		if docs.IsEmpty() {
			continue
		}
		for _, l := range leaves {
			if err := v.score(scores, l, seg, docs, counted); err != nil {
				return nil, err
			}
		}
	}
	out := make([]ranked, 0, rows.GetCardinality())
	each(rows, func(row uint32) { out = append(out, ranked{row, scores.of[row]}) })
	slices.SortFunc(out, func(a, b ranked) int {
		if c := cmp.Compare(b.score, a.score); c != 0 || a.row == b.row {
			return c
		}
		if v.Columns.Before(orderReceived, b.row, a.row) {
			return -1
		}
		return 1
	})
	return out, nil
}

// leaf is a key that is scored.
type leaf struct {
	*postings
	weight float32
	plain  bool // that it occurs counts, and not how often
}

// leaves are the keys of the question with their weights.
func (v *view) leaves(f *finding) ([]leaf, error) {
	var out []leaf
	for _, w := range f.words {
		if w != nil {
			out = append(out, leaf{w, weightWord * float32(v.idf(w.count)), false})
		}
	}
	for i, p := range f.pairs {
		if p == nil {
			continue
		}
		out = append(out, leaf{p, weightPair * float32(v.idf(p.count)), false})
		exact, err := f.lookup.look(key{fieldExact, f.reading.Pairs[i].Exact})
		if err != nil {
			return nil, err
		}
		out = append(out, leaf{exact, weightExact * float32(v.idf(p.count)), true})
	}
	return out, nil
}

// score adds what a leaf says of documents of a segment.
func (v *view) score(scores *shares, l leaf, seg int, docs *roaring.Bitmap, counted bool) error {
	numbers := v.segments[seg].Numbers
	slope := float32(saturate * lengthShare / v.average)
	add := func(doc uint32, times float32) {
		row := numbers[doc]
		norm := saturate*(1-lengthShare) + slope*v.lengths[v.length.Code(row)]
		scores.add(row, l.weight*times*(saturate+1)/(times+norm))
	}
	switch {
	case l.plain:
		each(roaring.And(l.docs[seg], docs), func(doc uint32) { scores.add(numbers[doc], l.weight) })
	case counted:
		return l.times(seg, docs, add)
	default:
		each(roaring.And(l.docs[seg], docs), func(doc uint32) { add(doc, 1) })
	}
	return nil
}
