package paging

import "motcua"

const (
	defaultPage = 20
	maxPage     = 100
	// Reach is how many results of a search can be paged through. Nobody reads
	// further, and machines are better served by a list.
	Reach = 1000
)

// ErrTooDeep is the answer behind the reach of a search.
var ErrTooDeep = &motcua.Error{Kind: motcua.KindTooDeep, Field: "after",
	Message: "only the first 1000 results of a search can be reached; narrow it by a filter"}

// Page is a checked [motcua.Page].
type Page struct {
	Limit         int
	Last          bool
	After, Before *Cursor
}

// New checks a page of a list whose cursors are bound to something. Results by
// relevance are read from the first on only.
func New(given motcua.Page, relevance bool, binding string) (Page, error) {
	p := Page{Limit: defaultPage}
	field := "first"
	switch {
	case given.First != nil && given.Last != nil:
		return p, motcua.Invalid("last", "give first or last, not both")
	case given.Last != nil:
		p.Limit, p.Last, field = *given.Last, true, "last"
	case given.First != nil:
		p.Limit = *given.First
	}
	switch {
	case p.Limit < 0 || p.Limit > maxPage && !(given.Whole && !relevance):
		return p, motcua.Invalid(field, "%s must be between 0 and %d", field, maxPage)
	case relevance && p.Last:
		return p, motcua.Invalid("last", "results by relevance are read from the first on; order by something else to read them from the end")
	case relevance && given.Before != nil:
		return p, motcua.Invalid("before", "results by relevance are read from the first on; order by something else to read them backwards")
	}
	var err error
	if p.After, err = parse("after", given.After, binding); err != nil {
		return p, err
	}
	p.Before, err = parse("before", given.Before, binding)
	return p, err
}

func parse(field string, given *string, binding string) (*Cursor, error) {
	if given == nil {
		return nil, nil
	}
	c, err := Decode(field, *given)
	if err != nil {
		return nil, err
	}
	if c.Kind != binding {
		return nil, motcua.Invalid(field, "the cursor belongs to another question or order")
	}
	return c, nil
}
