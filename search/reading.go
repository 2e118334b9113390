package search

import (
	"context"
	"slices"
	"strings"

	"motcua"
	"motcua/search/vi/language"
)

// Reading is a search text as it is understood without a vocabulary: for the
// indexes of other records, whose texts have a language model of their own.
type Reading struct {
	Text      string        // as searched for
	Corrected bool          // that is not what was typed
	Words     []ReadingWord // bounded; those that name something
	Pairs     []ReadingPair // of words that stand together
	// Aliases are what words of it are taken for too, and Others the same question
	// in these words, each of the same bounds.
	Aliases []motcua.AppliedAlias
	Others  []Reading
	Weight  float64 // of another wording beside what was typed, which has 1
	// What marks its pairs, and each of its words where none of these stand.
	close, loose lighter
}

// maxOthers bounds in how many other words a question is asked.
const maxOthers = 4

// Wordings are the forms of the vocabulary that officials keep. The nil value
// has none.
type Wordings struct{ byWord map[string][]*wording }

// NewWordings makes aliases ready to be found in questions.
func NewWordings(aliases []motcua.Alias) *Wordings { return &Wordings{newWordings(aliases)} }

// Wordings gives those that the index knows now; none before it was built.
func (x *Index) Wordings() *Wordings {
	var out *Wordings
	_ = x.Ask(context.Background(), "wordings", func(v *view) error { // before it is built there are none
		out = &Wordings{v.lexicon.wordings}
		return nil
	})
	return out
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
// What words of it may mean instead on the day is read from wordings.
func Read(text string, model *language.Model, wordings *Wordings, day motcua.Date) Reading {
	l := &lexicon{model: model}
	if wordings != nil {
		l.wordings = wordings.byWord
	}
	q := l.ask(text, day)
	r := q.reading()
	n := 0
	for i := range q.expansions {
		for _, a := range q.expansions[i].alts {
			if len(r.Others) == maxOthers {
				return r
			}
			other := (&lexicon{}).ask(q.reworded(&q.expansions[i], q.aliases[n].To), day).reading()
			other.Weight = a.weight
			r.Others = append(r.Others, other)
			n++
		}
	}
	return r
}

// reworded is the question with another wording where the expansion stands.
func (q *question) reworded(e *expansion, means string) string {
	var words []string
	placed := false
	for i := range q.words {
		switch {
		case e.mask&(1<<i) == 0:
			words = append(words, q.words[i].token().Text(q.text))
		case !placed:
			placed = true
			words = append(words, means)
		}
	}
	return strings.Join(words, " ")
}

// Highlight marks in a text what the reading asks for; ok is false where nothing
// of it stands there. It may be called by several goroutines.
func (r *Reading) Highlight(field, text string, whole bool) (motcua.Highlight, bool) {
	runes := fragmentRunes
	if whole {
		runes = len(text)
	}
	text = cutAt(text, bodyBytes)
	if h, ok := r.close.fork().light(field, text, runes); ok {
		return h, true
	}
	for i := range r.Others {
		if h, ok := r.Others[i].close.fork().light(field, text, runes); ok {
			return h, true
		}
	}
	return r.loose.fork().light(field, text, runes)
}

// reading gives what was understood.
func (q *question) reading() Reading {
	r := Reading{Text: q.text, Corrected: q.corrected, Weight: 1, Aliases: slices.Clone(q.aliases)}
	bare := &question{words: q.words, pairs: q.pairs, marked: q.marked} // what words mean instead is marked by the other readings
	r.close = lighter{words: bare.keys(len(q.pairs) == 0), folded: bare.foldedKeys(len(q.pairs) == 0)}
	r.loose = lighter{words: bare.keys(true), folded: bare.foldedKeys(true)}
	for i := range q.words {
		w := &q.words[i]
		r.Words = append(r.Words, ReadingWord{
			Folded: w.folded, Exact: w.meant(), Raw: w.token().Text(q.text), Names: w.part == content,
		})
	}
	for _, p := range q.pairs {
		r.Pairs = append(r.Pairs, ReadingPair{First: p.first, Folded: p.folded, Exact: p.exact})
	}
	return r
}
