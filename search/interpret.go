package search

import "motcua"

// interpretation says how the question was understood.
func (q *question) interpretation(all []result) *motcua.Interpretation {
	out := &motcua.Interpretation{
		Aliases: q.aliases, Replaced: q.replaced, Intent: q.intent, NotAProcedure: q.notAProcedure, Cut: q.cut,
		Ambiguous: len(q.codes) == 0 && ambiguous(all),
	}
	if q.corrected {
		out.Corrected = &q.text
	}
	for i := range q.words {
		if q.missing&(1<<i) != 0 && q.words[i].part == content {
			out.Dropped = append(out.Dropped, q.words[i].token().Text(q.text))
		}
	}
	return out
}
