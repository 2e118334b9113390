package motcua

// Interpretation says how a search was understood, so that a client can tell
// the person and open the right part of a procedure.
type Interpretation struct {
	Corrected     *string        // the question as it was searched for, where spelling was mended
	Aliases       []AppliedAlias // words taken for other words
	Intent        *Intent        // the part of a procedure that is asked for
	Ambiguous     bool           // several answers fit equally: offer facets
	NotAProcedure *NotAProcedure // what is asked for is no procedure
	Dropped       []string       // words that were left out because nothing has them all
	Cut           bool           // the question was longer than what is searched for
}

// AppliedAlias is an alias that served a search.
type AppliedAlias struct {
	From, To string
	Kind     AliasKind
}

// NotAProcedure says why something is no administrative procedure and where to
// go with it.
type NotAProcedure struct{ Reason, GoTo string }

// Explanation says how a result came to its place, for those who tune the
// ranking. Parts are weighed already; they add up to the score.
type Explanation struct {
	Parts []ScorePart
}

// ScorePart is a named part of a score.
type ScorePart struct {
	Name  string
	Value float64
}

// Copy is a procedure that stands within another one's result, because it says
// the same for another place.
type Copy struct {
	Procedure, Version ID
	Code               string
}
