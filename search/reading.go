package search

import "motcua/search/vi/language"

// Reading is a search text as it is understood without a vocabulary: for the
// indexes of other records, whose texts have a language model of their own.
type Reading struct {
	Text      string        // as searched for
	Corrected bool          // that is not what was typed
	Words     []ReadingWord // bounded; those that name something
	Pairs     []ReadingPair // of words that stand together
}

// ReadingWord is a word with its keys.
type ReadingWord struct {
	Folded string
	Exact  string // with the marks that were typed or most probably meant
	Raw    string
	Names  bool // names something: it is no word that every text has
}

// ReadingPair is a bigram.
type ReadingPair struct {
	First         int // index of its first word
	Folded, Exact string
}

// Read understands a text: keystrokes are decoded, slips mended, marks restored
// by the model (nil before the first rebuild), and bounds kept.
func Read(text string, model *language.Model) Reading {
	q := (&lexicon{model: model}).ask(text, 0)
	r := Reading{Text: q.text, Corrected: q.corrected}
	for i := range q.words {
		w := &q.words[i]
		r.Words = append(r.Words, ReadingWord{
			Folded: w.folded, Exact: w.meant(), Raw: w.token.Text(q.text), Names: w.part == content,
		})
	}
	for _, p := range q.pairs {
		r.Pairs = append(r.Pairs, ReadingPair{First: p.first, Folded: p.folded, Exact: p.exact})
	}
	return r
}
