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
// little, and the newest are scored. Where more fit than maxCounted, and of keys
// that more than maxFrequent texts have, it counts that a key occurs and not how
// often: to read that takes a step for every text that has the key, and in texts
// of a page the second time says little.
const (
	maxScored   = 3000
	maxCounted  = 100
	maxFrequent = 20_000
)

// rank scores what was found and selected, the best first; of equal ones the
// newest.
func (v *view) rank(ctx context.Context, f *finding, s *columns.Selection) ([]ranked, error) {
	newest := s.First(orderReceived, true, maxScored)
	leaves, err := v.allLeaves(f)
	if err != nil {
		return nil, err
	}
	g := v.sheet(newest)
	for _, l := range leaves {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if l.plain || l.count > maxFrequent || len(newest) > maxCounted {
			g.scoreAll(l)
		} else if err := g.scoreCounted(f.lookup, l); err != nil {
			return nil, err
		}
	}
	out := make([]ranked, len(newest))
	for i, row := range newest {
		out[i] = ranked{row, g.scores[g.place(row)]}
	}
	slices.SortStableFunc(out, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	return out, nil
}

// leaf is a key that is scored.
type leaf struct {
	*postings
	weight float32
	plain  bool // neither how often it occurs counts nor in how long a text
}

// allLeaves are the keys of the question and of its other wordings. All of these
// together weigh no more than the question as it was typed, however many words
// they have, times what the vocabulary says; a key that is in several counts once.
func (v *view) allLeaves(f *finding) ([]leaf, error) {
	out, err := v.leaves(f)
	if err != nil {
		return nil, err
	}
	seen, typed := map[key]bool{}, weightOf(out)
	for _, l := range out {
		seen[l.key] = true
	}
	for _, o := range f.others {
		more, err := v.leaves(o)
		if err != nil {
			return nil, err
		}
		share := float32(o.reading.Weight) * min(1, typed/max(weightOf(more), 1e-9))
		for _, l := range more {
			if !seen[l.key] {
				seen[l.key] = true
				l.weight *= share
				out = append(out, l)
			}
		}
	}
	return out, nil
}

func weightOf(leaves []leaf) (sum float32) {
	for _, l := range leaves {
		sum += l.weight
	}
	return sum
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

// sheet collects the scores of some rows.
type sheet struct {
	view   *view
	rows   []uint32 // in sequence
	set    *roaring.Bitmap
	norms  []float32 // of BM25, by place in rows
	scores []float32 // by place in rows
}

func (v *view) sheet(rows []uint32) *sheet {
	g := &sheet{view: v, rows: slices.Sorted(slices.Values(rows)), set: roaring.New()}
	g.set.AddMany(g.rows)
	both := make([]float32, 2*len(rows))
	g.norms, g.scores = both[:len(rows)], both[len(rows):]
	slope := float32(saturate * lengthShare / v.average)
	for i, row := range g.rows {
		g.norms[i] = saturate*(1-lengthShare) + slope*v.lengths[v.length.Code(row)]
	}
	return g
}

// place finds a row of the sheet.
func (g *sheet) place(row uint32) int {
	at, _ := slices.BinarySearch(g.rows, row)
	return at
}

// add is what a key says that occurs so often.
func (g *sheet) add(at int, weight, times float32) {
	g.scores[at] += weight * times * (saturate + 1) / (times + g.norms[at])
}

// scoreAll adds what a leaf says of all rows that hold it.
func (g *sheet) scoreAll(l leaf) {
	for _, rows := range l.rows {
		if rows.IsEmpty() {
			continue
		}
		at := -1 // rows come in sequence: the next place is near
		each(roaring.And(rows, g.set), func(row uint32) {
			if at < 0 {
				at = g.place(row)
			}
			for g.rows[at] != row {
				at++
			}
			if l.plain {
				g.scores[at] += l.weight
			} else {
				g.add(at, l.weight, 1)
			}
		})
	}
}

// scoreCounted is scoreAll with the number of times that each holds it.
func (g *sheet) scoreCounted(look *lookup, l leaf) error {
	for i := range g.view.parts {
		part := &g.view.parts[i]
		docs := part.docsOf(g.rows)
		if docs.IsEmpty() {
			continue
		}
		err := look.times(i, l.key, docs, func(doc uint32, times float32) {
			g.add(g.place(part.numbers[doc]), l.weight, times)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
