package feedback

import (
	"cmp"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"motcua/search"
	"motcua/search/vi"
)

// finding is what a question found of what the asker sees, before any filter.
type finding struct {
	reading search.Reading
	lookup  *lookup
	words   []*postings // by word; nil for words that every text has
	pairs   []*postings // by pair; nil where one of the words is such
	rows    *roaring.Bitmap
	dropped []string
	// others are what the question finds in other words.
	others []*finding
}

// find gives what holds the question among the rows that the asker sees. First
// every pair of words that name something must be there, and every such word
// that stands alone; where nothing has them, all words in any place; and where
// there is none either, a good part of them. How strict it is depends on the
// question and on what the asker sees, and not on the filter: else a facet's
// count would not be the total after choosing it.
func (v *view) find(ctx context.Context, reading search.Reading, visible *roaring.Bitmap) (*finding, error) {
	f, err := v.looked(ctx, reading)
	if err != nil {
		return nil, err
	}
	for _, other := range reading.Others {
		o, err := v.looked(ctx, other)
		if err != nil {
			return nil, err
		}
		f.others = append(f.others, o)
	}
	for _, how := range []func(*finding) []*postings{(*finding).closely, (*finding).loosely} {
		f.rows = holdingAll(how(f), visible)
		for _, o := range f.others {
			f.rows.Or(holdingAll(how(o), visible))
		}
		if !f.rows.IsEmpty() {
			return f, nil
		}
	}
	f.partly(v, visible)
	return f, nil
}

func (v *view) looked(ctx context.Context, reading search.Reading) (*finding, error) {
	f := &finding{reading: reading, lookup: v.lookup()}
	return f, f.look(ctx)
}

// look finds the postings of the words and pairs that name something; where
// none does, of all.
func (f *finding) look(ctx context.Context) (err error) {
	names := func(i int) bool { return f.reading.Words[i].Names }
	if !slices.ContainsFunc(f.reading.Words, func(w search.ReadingWord) bool { return w.Names }) {
		names = func(int) bool { return true }
	}
	f.words, f.pairs = make([]*postings, len(f.reading.Words)), make([]*postings, len(f.reading.Pairs))
	for i, w := range f.reading.Words {
		if err := ctx.Err(); err != nil {
			return err
		}
		if names(i) {
			if f.words[i], err = f.lookup.look(key{fieldFolded, w.Folded}); err != nil {
				return err
			}
		}
	}
	for i, p := range f.reading.Pairs {
		if names(p.First) && names(p.First+1) {
			if f.pairs[i], err = f.lookup.look(key{fieldPairs, p.Folded}); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// closely asks for every pair, and for the words that are in none.
func (f *finding) closely() (out []*postings) {
	paired := make([]bool, len(f.words))
	for i, p := range f.pairs {
		if p != nil {
			out = append(out, p)
			first := f.reading.Pairs[i].First
			paired[first], paired[first+1] = true, true
		}
	}
	for i, w := range f.words {
		if w != nil && !paired[i] {
			out = append(out, w)
		}
	}
	return out
}

// loosely asks for every word.
func (f *finding) loosely() []*postings {
	return slices.DeleteFunc(slices.Clone(f.words), func(w *postings) bool { return w == nil })
}

// holdingAll keeps those of the rows that hold all keys, the rarest first.
func holdingAll(required []*postings, among *roaring.Bitmap) *roaring.Bitmap {
	if len(required) == 0 {
		return roaring.New()
	}
	required = slices.Clone(required)
	slices.SortStableFunc(required, func(a, b *postings) int { return cmp.Compare(a.count, b.count) })
	var found []*roaring.Bitmap
	for i, rows := range required[0].rows {
		if rows.IsEmpty() {
			continue
		}
		rows = roaring.And(rows, among)
		for _, p := range required[1:] {
			if rows.IsEmpty() {
				break
			}
			rows.And(p.rows[i])
		}
		found = append(found, rows)
	}
	return roaring.FastOr(found...)
}

// placed gives those of some rows in whose place all of some words stand.
func (v *view) placed(words string, among *roaring.Bitmap) (*roaring.Bitmap, error) {
	look, required := v.lookup(), []*postings{}
	for _, word := range placeWords(words) {
		p, err := look.look(key{fieldPlace, word})
		if err != nil {
			return nil, err
		}
		required = append(required, p)
	}
	return holdingAll(required, among), nil
}

// maxPlaceWords bounds the words of a place that are looked up.
const maxPlaceWords = 20

func placeWords(text string) (words []string) {
	for _, t := range vi.Syllables(text) {
		if folded := vi.Folded(t.Text(text)); folded != "" && len(words) < maxPlaceWords {
			words = append(words, folded)
		}
	}
	return words
}

// The bounds of looking for a part of the question.
const (
	// maxPartly is how many postings are read for it: some milliseconds.
	maxPartly = 100_000
	// leastShare is the part of the question that the best must have for
	// anything to be a result, and enoughOfBest the part of the best's share
	// that others must have.
	leastShare   = 0.3
	enoughOfBest = 0.8
)

// partly gives what has most of the question: of its rarest words and pairs, so
// many as can be read in time.
func (f *finding) partly(v *view, visible *roaring.Bitmap) {
	s := v.share(f.keys(), visible)
	defer s.giveBack()
	best := s.best()
	rows := []uint32{}
	if best >= leastShare {
		for _, row := range s.touched {
			if s.of[row] >= enoughOfBest*best {
				rows = append(rows, row)
			}
		}
	}
	f.rows = v.Columns.Rows(rows)
	for i, w := range f.words {
		if w != nil && w.count == 0 {
			f.dropped = append(f.dropped, f.reading.Words[i].Raw)
		}
	}
}

// keys are all postings of the question.
func (f *finding) keys() []*postings {
	return slices.DeleteFunc(append(slices.Clone(f.words), f.pairs...), func(p *postings) bool { return p == nil })
}
