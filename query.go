package motcua

// ProcedureFilter restricts a list of procedures; the values within a field
// are alternatives, the fields restrict together. The same filter serves
// lists, counts and facets. Agencies, sectors, audiences and service groups
// are named by their id or by their code.
type ProcedureFilter struct {
	Codes          []string
	Sectors        []string
	Levels         []Level
	PromulgatedBy  []string
	ExecutedBy     []string
	Audiences      []string
	OnlineLevels   []OnlineLevel
	Kinds          []Kind
	RegulatedBy    []Regulation
	NonTerritorial *bool
	ServiceGroups  []string
	Statuses       []Status
	Decision       *ID
	LegalBasis     *ID
}

// ProcedureOrder orders a list; ties are broken by the id.
type ProcedureOrder struct {
	Field     ProcedureOrderField
	Direction Direction
}

// Page is the part of a list that is asked for: First or Last is set.
type Page struct {
	First, Last   *int
	After, Before *string // cursors of a list with the same order
}

// Listed is a page of a list.
type Listed[T any] struct {
	Items                []T
	Cursors              []string // one for each item
	Total                int
	HasNext, HasPrevious bool
}

// ProcedureKey names a procedure: by the portal's id, or by a code in any of
// the forms of [ParseCode].
type ProcedureKey struct {
	ID   ID
	Code string
}

// ProcedureQuery asks for a page of procedures. Without Text it is a list.
type ProcedureQuery struct {
	Text   string
	Filter ProcedureFilter
	Order  *ProcedureOrder // nil: by relevance with Text, by name without
	Page   Page
	Day    Date
	Facets []FacetField
	// ZeroFacets lists values without results too, as far as they occur.
	ZeroFacets bool
	// NoCollapse shows copies of one procedure for several places as results
	// of their own; a filter by promulgating body does so by itself.
	NoCollapse bool
	Explain    bool // say how each result came to its place
}

// ProcedureResult is a page of procedures and what was counted with it.
type ProcedureResult struct {
	Hits                 []ProcedureHit
	Total                int
	HasNext, HasPrevious bool
	Facets               []Facet
	Revision             string
	Interpretation       *Interpretation // nil without a search
}

// ProcedureHit is a procedure in a result.
type ProcedureHit struct {
	Procedure ID
	Version   ID
	Score     *float64 // only of a search
	Cursor    string
	Copies    []Copy       // the other procedures that this result stands for
	Explained *Explanation // where it was asked for
}

// Facet counts the results by the values of a field. The field's own filter is
// left out of it, so each count is the total after choosing that value instead.
type Facet struct {
	Field  FacetField
	Values []FacetValue
}

// FacetValue is a value with its count. Value is what a filter takes.
type FacetValue struct {
	Value string
	Code  *string
	Label string
	Count int
	// Parent is the value right above among those of the facet. Choosing an
	// agency includes its units; a level stands for itself.
	Parent   *string
	Selected bool // the filter names it
}

// Suggestion completes what a person has begun to type.
type Suggestion struct {
	Text      string
	Kind      SuggestionKind
	Procedure *ID
	Code      *string
}

// Highlight is a part of a text in which a search matched.
type Highlight struct {
	Field     string
	Fragments []Fragment
}

// Fragment is a piece of text, marked where the search matched.
type Fragment struct {
	Text   string
	Marked bool
}
