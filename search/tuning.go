package search

// tuning is all that the ranking weighs. Tests change a copy to show what each
// part buys.
type tuning struct {
	// What a key is worth to the first look, by where it is found.
	name, namePair   float64
	exact, exactPair float64 // on top of the folded key
	restored         float64 // of an exact key whose marks were restored
	about, aboutPair float64
	bodyPair         float64

	// What a word counts by what it does, and what an alias does to it.
	function, generic float64
	alias             float64 // worth of a meaning
	replaced          float64 // what a meaning takes from the words that it stands for
	long              float64 // how far each further word of a meaning is held against it

	// The close look: what each feature is worth.
	features [features]float64
}

// ranking is what serves. The numbers were found by ascent along one at a time
// on five folds of judged questions, with a penalty for none: what did not gain
// in at least three folds was taken out and not set to a small number. Rounded,
// since the third digit is noise.
var ranking = tuning{
	// The name says what a procedure is. Two words together mean what is asked
	// for as much as each alone does, once more.
	name: 1, namePair: 1,
	// Marks tell words apart, but people and records err in them.
	exact: 0.3, exactPair: 0.3,
	// The model is right in 98 of 100, and rare words are where it errs.
	restored: 0.5,
	// Sector and result repeat the name, or name a hundred procedures at once.
	about: 0.2, aboutPair: 0.2,
	// Bodies mention much, pairs of words are what keeps that apart.
	bodyPair: 0.3,

	// Words that join are in every name; those that ask for a part of the record
	// (lệ phí, thời hạn) are meant as content by one question in four.
	function: 0.2, generic: 0.25,
	// What somebody wrote for another is nearly as good as the word itself.
	alias: 0.8, replaced: 0.5, long: 0.125,

	features: [features]float64{
		featureExact: 0.8, // marks: the same syllables in another word are another procedure
		featureAbout: 1.2, // what the name leaves out ("khoa học" in the sector)
		featureBody:  2,   // stories tell what papers and steps say, hardly the name
		featureAlias: 0.5, // found by a meaning: sure, yet less than by its own words
		featureCode:  10,  // above all: nobody types a code by chance
		featureCited: 1,   // an act or service by its number, beside words

		featureCoverage: 0.65,  // how much of the question the name answers
		featureFocus:    0.5,   // how much of the name was asked for: the plain procedure before its special cases
		featureExcess:   -0.1,  // the same in words: a long rest is another matter, whatever its share
		featureOrder:    0.6,   // words in the order of the name are its name
		featureMarks:    0.1,   // on top of exact keys: which marks agree in part
		featureHead:     0.13,  // names begin with what is done
		featureOther:    -0.12, // another deed (lại, gia hạn, thu hồi) than the one asked for

		featureInForce:  0.05, // breaks ties for what can be done today
		featureCommune:  0.25, // most people want what the commune does; other questions than those of the ascent would have it less
		featureStandard: 0.42, // the national procedure before those of one province or office
	},
}

// The shape of BM25, as in the textbook: how fast repetition stops to count,
// and how far a long field is held against a match. Names are less than body
// text a matter of how much was said, so half of the usual share.
const (
	saturate    = 1.2
	lengthShare = 0.5
)

// shareOf is what a word counts.
func (t *tuning) shareOf(w *term) float64 {
	switch {
	case w.held:
		return 1
	case w.part == generic:
		return t.generic
	case w.part == function:
		return t.function
	}
	return 1
}
