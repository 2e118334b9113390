package vi

import "unicode/utf8"

// Part is a piece of a displayed text. The caller escapes and decorates it.
type Part struct {
	Text   string
	Marked bool
}

// Fragment is the part of a text that shows its matches best: the bytes from
// Start to End, which lie at syllable boundaries, in pieces.
type Fragment struct {
	Start, End int
	Parts      []Part
}

// Fragment gives the best fragment of text with at most maxRunes runes: the one
// that shows the most different keys, then the most matches, then the first,
// with the matches in its middle. A text that fits is given whole; one without
// a match is shown from its beginning.
func (s *KeySet) Fragment(text string, maxRunes int) Fragment {
	s.match(text)
	if utf8.RuneCountInString(text) <= maxRunes {
		return s.fragment(text, 0, len(text), 0, len(s.tokens))
	}
	if len(s.tokens) == 0 {
		return cut(text, maxRunes)
	}
	w := newWindow(s, text, maxRunes)
	first, last := w.best()
	first, last = w.widen(first, last)
	if first > last {
		return cut(text, maxRunes) // one token is longer than the fragment
	}
	return s.fragment(text, s.tokens[first].Start, s.tokens[last].End, first, last+1)
}

// fragment splits text[start:end], which holds the tokens from first up to
// last, at its matches.
func (s *KeySet) fragment(text string, start, end, first, last int) Fragment {
	f := Fragment{Start: start, End: end}
	at := start
	for _, r := range s.appendRanges(nil, text, first, last) {
		if r.Start > at {
			f.Parts = append(f.Parts, Part{Text: text[at:r.Start]})
		}
		f.Parts = append(f.Parts, Part{Text: text[r.Start:r.End], Marked: true})
		at = r.End
	}
	if at < end {
		f.Parts = append(f.Parts, Part{Text: text[at:end]})
	}
	return f
}

// cut gives the first maxRunes runes where no syllable boundary is in reach.
func cut(text string, maxRunes int) Fragment {
	end := 0
	for ; maxRunes > 0 && end < len(text); maxRunes-- {
		_, n := utf8.DecodeRuneInString(text[end:])
		end += n
	}
	if end == 0 {
		return Fragment{}
	}
	return Fragment{End: end, Parts: []Part{{Text: text[:end]}}}
}

// window finds the stretch of tokens to show.
type window struct {
	marks    []mark
	from, to []int // where each token starts and ends, in runes
	max      int
	seen     []int // how often each form lies in the stretch looked at
	distinct int
	matches  int
}

func newWindow(s *KeySet, text string, maxRunes int) *window {
	n := len(s.tokens)
	at := make([]int, 2*n)
	w := &window{marks: s.marks, from: at[:n], to: at[n:], max: maxRunes, seen: make([]int, len(s.forms)+1)}
	runes, bytes := 0, 0
	for i, t := range s.tokens {
		w.from[i] = runes + utf8.RuneCountInString(text[bytes:t.Start])
		w.to[i] = w.from[i] + utf8.RuneCountInString(text[t.Start:t.End])
		runes, bytes = w.to[i], t.End
	}
	return w
}

// best gives the first and last match of the best stretch, or the first token
// where nothing matches. Stretches that start and end with a match suffice.
func (w *window) best() (first, last int) {
	bestDistinct, bestMatches := 0, 0
	left := 0
	for right := range w.marks {
		if w.marks[right].form == 0 {
			continue
		}
		w.count(right, 1)
		for left < right && (w.marks[left].form == 0 || w.to[right]-w.from[left] > w.max) {
			w.count(left, -1)
			left++
		}
		if w.distinct > bestDistinct || w.distinct == bestDistinct && w.matches > bestMatches {
			bestDistinct, bestMatches = w.distinct, w.matches
			first, last = left, right
		}
	}
	return first, last
}

// count adds token i to the stretch, or takes it out.
func (w *window) count(i, by int) {
	form := w.marks[i].form
	if form == 0 {
		return
	}
	w.matches += by
	w.seen[form] += by
	if by > 0 && w.seen[form] == 1 {
		w.distinct++
	} else if by < 0 && w.seen[form] == 0 {
		w.distinct--
	}
}

// widen grows the stretch: half of the free room to the left, all that is left
// then to the right, and the rest to the left again at the end of a text.
// It gives first > last where not even the first token fits.
func (w *window) widen(first, last int) (int, int) {
	free := w.max - (w.to[last] - w.from[first])
	if free < 0 {
		return 1, 0
	}
	for half, start := free/2, w.from[first]; first > 0 && start-w.from[first-1] <= half; {
		first--
	}
	for last+1 < len(w.to) && w.to[last+1]-w.from[first] <= w.max {
		last++
	}
	for first > 0 && w.to[last]-w.from[first-1] <= w.max {
		first--
	}
	return first, last
}
