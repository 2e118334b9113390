package search

import (
	"context"
	"slices"

	"motcua"
)

// find gives the matches of a question. One that is a code and nothing else is
// answered with what bears that code: the procedure whose national code it is,
// in whatever form it was typed, and else those whose decision, service or
// legal basis it numbers. The evidence of the matches is in the tally.
func (v *view) find(ctx context.Context, q *question, into *tally) ([]match, error) {
	if q.only {
		if exact := v.byCode(q); len(exact) > 0 {
			return exact, nil
		}
		return v.retrieve(ctx, &question{text: q.text, codes: q.codes}, &ranking, into)
	}
	matches, err := v.retrieve(ctx, q, &ranking, into)
	if len(q.pinned) > 0 {
		matches = v.withPinned(q, matches)
	}
	return matches, err
}

// withPinned adds the pinned procedures that were not found.
func (v *view) withPinned(q *question, matches []match) []match {
	held := map[uint32]bool{}
	for _, m := range matches {
		held[m.ordinal] = true
	}
	for o, c := range v.cards {
		if c != nil && !held[uint32(o)] && slices.Contains(q.pinned, c.procedure()) {
			matches = append(matches, match{ordinal: uint32(o), found: &evidence{}})
		}
	}
	return matches
}

// byCode gives the procedures of a national code, on whatever day, and those
// that took their place by the question's: first, since nobody can perform what
// was replaced.
func (v *view) byCode(q *question) []match {
	values := []string{codeValue(q.text)}
	values = append(values, q.nationalCodes()...)
	var out []match
	for o, c := range v.cards {
		if c == nil {
			continue
		}
		if from := c.replacing(q.day, values...); from != "" {
			q.pinned = append(q.pinned, c.procedure())
			q.replaced = appendNew(q.replaced, motcua.Replacement{From: from, To: c.code})
			out = append(out, match{ordinal: uint32(o), score: 1, found: &evidence{}})
		} else if slices.Contains(values, codeValue(c.code)) {
			out = append(out, match{ordinal: uint32(o), score: 1})
		}
	}
	return out
}

func appendNew[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

// replacing gives the first of some codes whose procedure the card's replaced by
// the day; "" is none.
func (c *card) replacing(day motcua.Date, codes ...string) string {
	for _, r := range c.replaces {
		if (r.On == nil || *r.On <= day) && slices.Contains(codes, codeValue(r.Code)) {
			return r.Code
		}
	}
	return ""
}
