package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"motcua"
	"motcua/search/columns"
	"motcua/search/vi"
)

const (
	defaultSuggestions = 10
	maxSuggestions     = 20
	// maxSuggestWords bounds what is looked up at a keystroke; who has typed
	// more has named what he wants.
	maxSuggestWords = 12
	// labelShare is the part of the suggestions that agencies and sectors may
	// take from procedures: one in so many.
	labelShare = 4
)

// typed is what stands in the search field at a keystroke.
type typed struct {
	words []string // folded keys of the complete ones
	last  string   // edge key of the one being typed
	line  string   // all of it, see lineOf
}

func newTyped(prefix string) (typed, bool) {
	q := question{}
	q.read(prefix)
	tokens := vi.Syllables(q.text)
	tokens = tokens[:min(len(tokens), maxSuggestWords)]
	if len(tokens) == 0 {
		return typed{}, false
	}
	var t typed
	for _, token := range tokens[:len(tokens)-1] {
		t.words = append(t.words, vi.Folded(token.Text(q.text)))
	}
	last := tokens[len(tokens)-1]
	t.last = vi.EdgeKey(last.Text(q.text))
	t.line = lineOf(q.text[:last.End])
	return t, t.last != ""
}

// Suggest completes what has been typed so far with the names of procedures
// that stand on the day, agencies and sectors, the likeliest first. All words
// but the last are taken as complete.
func (x *Index) Suggest(ctx context.Context, prefix string, first int, day motcua.Date) ([]motcua.Suggestion, error) {
	switch {
	case first == 0:
		first = defaultSuggestions
	case first < 0:
		return nil, motcua.Invalid("first", "first must not be negative")
	}
	first = min(first, maxSuggestions)
	t, ok := newTyped(prefix)
	if !ok {
		return nil, nil
	}
	var out []motcua.Suggestion
	err := x.ask(ctx, "suggest", func(v *view) error {
		labels := v.labels.complete(t, max(1, first/labelShare))
		procedures, err := v.complete(ctx, t, first, day)
		if err != nil {
			return fmt.Errorf("complete %q: %w", prefix, err)
		}
		keep := max(first-len(labels), 0)
		out = append(procedures[:min(keep, len(procedures))], labels...)
		out = out[:min(first, len(out))]
		return nil
	})
	return out, err
}

// candidate is a possible completion: its worth, the smaller the better, and
// its document. Most are never looked at beyond the worth.
type candidate struct {
	worth   uint64
	ordinal uint32
}

// byWorth orders candidates; those of equal worth by name and key, so that the
// order is the same after a rebuild.
func (v *view) byWorth(a, b candidate) int {
	if c := cmp.Compare(a.worth, b.worth); c != 0 {
		return c
	}
	x, y := v.cards[a.ordinal], v.cards[b.ordinal]
	return cmp.Or(strings.Compare(x.line, y.line), strings.Compare(x.key, y.key))
}

// complete finds procedures by their names. Copies of one name are one
// suggestion.
func (v *view) complete(ctx context.Context, t typed, first int, day motcua.Date) ([]motcua.Suggestion, error) {
	ordinals, err := v.withWords(ctx, t)
	if err != nil {
		return nil, err
	}
	shown := v.columns.Select(int32(day), columns.Filter{})
	var found []candidate
	for _, o := range ordinals {
		if shown.Contains(v.rows[o]) {
			found = append(found, candidate{v.cards[o].worth(t, int32(day)), o})
		}
	}
	slices.SortFunc(found, func(a, b candidate) int { return cmp.Compare(a.worth, b.worth) })
	var out []motcua.Suggestion
	seen := map[string]bool{}
	for len(found) > 0 && len(out) < first {
		n := 1
		for n < len(found) && found[n].worth == found[0].worth {
			n++
		}
		equals := found[:n]
		found = found[n:]
		slices.SortFunc(equals, v.byWorth)
		for _, c := range equals {
			card := v.cards[c.ordinal]
			if len(out) == first || seen[card.line] {
				continue
			}
			seen[card.line] = true
			id := card.procedure()
			out = append(out, motcua.Suggestion{
				Text: strings.TrimSpace(card.name), Kind: motcua.SuggestionProcedure, Procedure: &id, Code: &card.code})
		}
	}
	return out, nil
}

// worth puts names that begin with what was typed before those that hold it
// later and those that hold its words apart; then what is in force; then the
// short names, which are the plain procedures.
func (c *card) worth(t typed, day int32) uint64 {
	const apart, later, expired = 2 << 33, 1 << 33, 1 << 32
	worth := uint64(len(c.line))
	at := strings.Index(strings.TrimPrefix(c.line, namePrefix), t.line)
	switch {
	case at == 0, strings.HasPrefix(c.line, t.line):
	case at > 0:
		worth += later
	default:
		worth += apart
	}
	if c.legal.On(day) != columns.InForce {
		worth += expired
	}
	return worth
}

// namePrefix begins a third of the names and tells nothing.
const namePrefix = " thu tuc"

// withWords gives the documents whose names hold the complete words and a word
// that begins with the last.
func (v *view) withWords(ctx context.Context, t typed) ([]uint32, error) {
	f := newFound(len(v.cards))
	defer f.giveBack()
	all := uint32(0)
	hold := func(field, key string) error {
		bit := all + 1
		all |= bit
		return v.postings(ctx, field, key, false, func(int) {}, func(o uint32, _ float64) { f.add(o, 1, bit) })
	}
	for _, w := range t.words {
		if err := hold(fieldNameFolded, w); err != nil {
			return nil, err
		}
	}
	if err := hold(fieldNameEdge, t.last); err != nil {
		return nil, err
	}
	var out []uint32
	for _, o := range f.touched {
		if f.words[o] == all {
			out = append(out, o)
		}
	}
	return out, nil
}
