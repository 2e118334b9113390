package motcua

import "strings"

// PaperID is what a paper is known by across procedures: made of its name, in
// lower case with single spaces and without the signs around it, since
// publishers give the same paper other ids and codes in each procedure. The
// name has to be in NFC. It is "" for a name that holds nothing.
func PaperID(name string) ID {
	key := strings.Trim(strings.ToLower(strings.Join(strings.Fields(name), " ")), paperTrim)
	if key == "" {
		return ""
	}
	return DeriveID("paper", key)
}

const paperTrim = " .;:,-–+*\"“”"

// Paper is a paper that components of procedures ask for (giấy tờ).
type Paper struct {
	ID   ID
	Name string // as it was first published
}

// PaperUse is how often a paper is asked for on a day.
type PaperUse struct {
	Paper
	Day        Date
	Procedures int // that ask for it
	AsResult   int // of those, that mark it as the result of another procedure
}

// PaperFilter restricts a list of papers.
type PaperFilter struct {
	Search string // words of the name, with or without marks
	// ProcessingResult tells those that some procedure marks as the result of
	// another one from those that none does.
	ProcessingResult *bool
}

// ComponentFilter names procedures by a paper that they ask for.
type ComponentFilter struct {
	Paper ID
	// ProcessingResult tells those that mark it as the result of another
	// procedure from those that do not.
	ProcessingResult *bool
}

// LegalBasisFilter restricts a list of legal bases.
type LegalBasisFilter struct {
	Search string  // words of number and title, with or without marks
	Issuer *string // the code or name of an agency
}

// LegalBasisUse is a legal basis with how many procedures rest on it on a day.
type LegalBasisUse struct {
	LegalBasis
	Day        Date
	Procedures int
}
