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

// The shape of BM25. Names differ little in length on purpose, so a long one is
// held against them less than in the textbook's 0.75.
const (
	saturate    = 1.2
	lengthShare = 0.5
)

// sufficientShare is the part of a question's weight that a document must hold
// to be a result: a person types one word too many more often than one too few.
const sufficientShare = 0.6

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
