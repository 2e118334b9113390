package search

import "motcua/search/vi"

// What a key is worth by where it is found. The name says what a procedure is,
// the short texts what it is about, the body what it happens to mention.
const (
	weightName       = 1.0  // the measure of the others
	weightNamePair   = 1.3  // two words together mean what is asked for more often than two apart
	weightMarks      = 0.35 // on top of the folded key: marks tell words apart, but people and records err in them
	weightMarkedPair = 0.45
	weightAbout      = 0.3
	weightAboutPair  = 0.4
	weightAgencyPair = 0.25 // who does it is asked for seldom, and named in many bodies
	weightBodyPair   = 0.45
	weightCode       = 6.0 // above all words: nobody types a code by chance
	weightReference  = 2.0
)

// The shape of BM25, as in the textbook: how fast repetition stops to count,
// and how far a long field is held against a match.
const (
	saturate    = 1.2
	lengthShare = 0.75
)

// sufficient is the part of a question's weight that a document must hold to
// be a result. Of few words nearly all are meant: a person types one word too
// many more often than one too few. A long question tells a story, of which
// the name of the procedure has little.
func sufficient(words int) float64 {
	const (
		few  = 0.6
		many = 0.2
		fall = 0.05 // for each word beyond
		from = 3
	)
	return max(many, few-fall*float64(max(0, words-from)))
}

// relaxBy is how far behind the best document others may be where none holds a
// sufficient share.
const relaxBy = 0.1

func nameLength(l *lengths) int  { return l.Name }
func aboutLength(l *lengths) int { return l.About }
func bodyLength(l *lengths) int  { return l.Body }

// leaves are the keys that the question asks for. Exact fields are asked only
// for what was typed with marks: to an unmarked question they would answer with
// the rare words that have no marks.
func (q *question) leaves() []leaf {
	var out []leaf
	for i, w := range q.words {
		bit := uint32(1) << i
		out = append(out,
			leaf{fieldNameFolded, w.folded, weightName, bit, nameLength},
			leaf{fieldAbout, w.folded, weightAbout, bit, aboutLength})
		if w.marked() {
			out = append(out, leaf{fieldNameExact, w.exact, weightMarks, bit, nameLength})
		}
		if w.token.Is(vi.HasDigit) {
			out = append(out, leaf{fieldCode, vi.CodeKey(w.token.Text(q.text)), weightReference, bit, nil})
		}
	}
	for _, p := range q.pairs {
		out = append(out, q.pairLeaves(p)...)
	}
	for _, c := range q.codes {
		out = append(out, leaf{fieldCode, c, weightCode, 0, nil}, leaf{fieldReference, c, weightReference, 0, nil})
	}
	return out
}

func (q *question) pairLeaves(p pair) []leaf {
	bit := uint32(3) << p.first
	out := []leaf{
		{fieldNameFolds, p.folded, weightNamePair, bit, nameLength},
		{fieldAboutPairs, p.folded, weightAboutPair, bit, aboutLength},
		{fieldAgencyPairs, p.folded, weightAgencyPair, bit, nil},
		{fieldBodyPairs, p.folded, weightBodyPair, bit, bodyLength},
	}
	if q.words[p.first].marked() || q.words[p.first+1].marked() {
		out = append(out, leaf{fieldNamePairs, p.exact, weightMarkedPair, bit, nameLength})
	}
	return out
}
