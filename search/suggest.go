package search

import (
	"context"
	"fmt"
	"strings"

	"motcua"
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
	raw   []string // the words as they were typed
	words []string // the same, each as lineOf writes it
	line  string   // all of it, see lineOf
	text  string
}

func newTyped(prefix string) (typed, bool) {
	q := question{}
	q.read(prefix)
	tokens := vi.Syllables(q.text)
	tokens = tokens[:min(len(tokens), maxSuggestWords)]
	if len(tokens) == 0 {
		return typed{}, false
	}
	t := typed{text: q.text, raw: rawWords(q.text, tokens)}
	for _, word := range t.raw {
		t.words = append(t.words, lineOf(word))
	}
	if n := len(vi.Syllables(namePrefix)); len(t.words) > n && strings.Join(t.words[:n], "") == namePrefix {
		t.raw, t.words = t.raw[n:], t.words[n:] // it begins a third of the names and any question
	}
	t.line = strings.Join(t.words, "")
	return t, true
}

// Suggest completes what has been typed so far with the names of procedures
// that stand on the day, agencies, sectors and decision numbers, the likeliest
// first. All words but the last are taken as complete, and may stand anywhere
// in a name. Nothing comes up that no public record holds.
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
	err := x.Ask(ctx, "suggest", func(v *view) error {
		labels := v.labels.complete(t, max(1, first/labelShare))
		procedures, err := v.complete(ctx, t, first, day)
		if err != nil {
			return fmt.Errorf("complete what is typed: %w", err)
		}
		keep := max(first-len(labels), 0)
		out = append(procedures[:min(keep, len(procedures))], labels...)
		out = out[:min(first, len(out))]
		return nil
	})
	return out, err
}

// complete finds procedures by their codes and names, and words that are no
// procedure's.
func (v *view) complete(ctx context.Context, t typed, first int, day motcua.Date) ([]motcua.Suggestion, error) {
	l := shortlist{view: v, day: int32(day)}
	l.addCodes(t)
	var phrases []motcua.Suggestion
	for _, r := range v.forms.readings(t, day) {
		if r.phrase != "" {
			phrases = append(phrases, motcua.Suggestion{Text: r.phrase, Kind: motcua.SuggestionPhrase})
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		l.add(r)
	}
	out := append(phrases, l.best(first)...)
	return out[:min(first, len(out))], nil
}
