package motcua

// Alias says that people who write Form may mean Means, the wording of the
// catalogue. It is read in this direction only: who writes the official words
// does not mean the colloquial ones. Several meanings of one form are several
// aliases, alternatives to each other.
type Alias struct {
	ID   ID
	Form string // NFC, lower case, single spaces
	// Means is in the catalogue's words; for INTENT the part of the record, for
	// NOT_A_PROCEDURE what it is called in law. The last two are not searched for.
	Means  string
	Kind   AliasKind
	Weight float64 // from above 0 to 1, a synonym in the full sense
	Valid  Period  // the days on which the form stands for the meaning
	Reason *string // for NOT_A_PROCEDURE: why it is none
	GoTo   *string // for NOT_A_PROCEDURE: where to go instead
	Intent *Intent // for INTENT
	Note   *string // for people: a difference in law, a caution
	Source string  // SourceDefault, or who added it
}

// SourceDefault is the source of the aliases that the program ships with.
const SourceDefault = "default"

// MaxRelatedWeight is the most that a RELATED alias weighs: what differs in law
// must never outrank what was asked for.
const MaxRelatedWeight = 0.4

// Pin puts a procedure first among the results of a query.
type Pin struct {
	ID        ID
	Query     string // NFC, lower case, single spaces; compared as a whole
	Procedure ID
	Valid     Period
	Note      *string
	Source    string // who pinned it
}

// Vocabulary is all that officials and the shipped default say of how people
// ask: what is not retired, with its days. Several pins of one query are in
// the order in which they were added.
type Vocabulary struct {
	Aliases []Alias
	Pins    []Pin
}
