package search

import (
	"slices"

	"motcua"
)

// Bounds of what wordings add to a question, and each of them: the time of a
// search grows with it.
const (
	maxExpansions = 8
	maxMeanings   = 4
	maxMeaning    = 16 // words
)

// fewOthers is how many words of content may stand beside what is no procedure:
// with more, the question is about something else ("ly hôn xong, ghi vào sổ").
const fewOthers = 2

// expansion is what words of the question may mean instead.
type expansion struct {
	mask uint32 // of the words that it stands for
	alts []alternative
}

type alternative struct {
	words  []word
	weight float64
}

// take notes what spans say beside what they mean: the part of the record that
// is asked for, and that something is no procedure. It gives those that stand
// for other words.
func (q *question) take(all []term, spans []span) []span {
	var out []span
	for _, s := range spans {
		means := s.meanings
		s.meanings = nil
		for _, m := range means {
			switch m.alias.Kind {
			case motcua.AliasIntent:
				q.ask(m.alias, all[s.start:s.end])
			case motcua.AliasNotAProcedure:
				q.refuse(m.alias, all, s)
			default:
				if !sameWords(m.words, s.wording.words) { // kí for ký is no news
					s.meanings = append(s.meanings, m)
				}
			}
		}
		if len(s.meanings) > 0 {
			hold(all[s.start:s.end])
			out = append(out, s)
		}
	}
	return out
}

// hold keeps words that an alias covers, whatever they do elsewhere.
func hold(words []term) {
	for i := range words {
		words[i].held = true
	}
}

// ask notes the part of the record that is asked for. Its words count little:
// every record has that part.
func (q *question) ask(a *motcua.Alias, words []term) {
	if q.intent == nil {
		q.intent = a.Intent
	}
	for i := range words {
		words[i].part = max(words[i].part, generic)
	}
}

// refuse notes that something is no procedure, if little else is asked.
func (q *question) refuse(a *motcua.Alias, all []term, s span) {
	others := 0
	for i := range all {
		if (i < s.start || i >= s.end) && all[i].part == content {
			others++
		}
	}
	if others > fewOthers || a.GoTo == nil {
		return
	}
	n := motcua.NotAProcedure{GoTo: *a.GoTo}
	if a.Reason != nil {
		n.Reason = *a.Reason
	}
	q.notAProcedure = &n
}

// expand adds the meanings of a span. at gives the places of all words among
// those that are searched for, -1 for the others.
func (q *question) expand(s span, at []int) {
	var e expansion
	for i := s.start; i < s.end; i++ {
		if at[i] >= 0 {
			e.mask |= 1 << at[i]
		}
	}
	if e.mask == 0 || len(q.expansions) == maxExpansions {
		return
	}
	for _, m := range s.meanings[:min(len(s.meanings), maxMeanings)] {
		e.alts = append(e.alts, alternative{words: m.words[:min(len(m.words), maxMeaning)], weight: m.alias.Weight})
		q.aliases = append(q.aliases, motcua.AppliedAlias{From: m.alias.Form, To: m.alias.Means, Kind: m.alias.Kind})
	}
	q.expansions = append(q.expansions, e)
}

// weight is that of the best meaning.
func (e *expansion) weight() float64 {
	best := 0.0
	for _, a := range e.alts {
		best = max(best, a.weight)
	}
	return best
}

func sameWords(a, b []word) bool {
	return slices.EqualFunc(a, b, func(x, y word) bool { return x.exact == y.exact })
}
