package columns

import (
	"fmt"
	"slices"
)

// None stands in a filter and in a facet for rows that have no value in a
// dimension: "not published". As a value of a row it is ignored.
const None = "\x00"

// Schema names what the rows of a table have. Dimensions and orders are
// addressed by their index here.
type Schema struct {
	Dimensions []string
	Orders     []string
}

// Row is one row of a table.
type Row struct {
	Key    string     // unique in the table
	Values [][]string // by dimension; missing lists at the end are empty
	Legal  Days       // the days on which it is in force
	Shown  Days       // the days on which it stands for its record
	Sort   [][]byte   // by order; missing keys at the end are empty
}

// Canonical returns the row as the table stores it, which is what [View.Row]
// returns: every dimension and order present, the values of a dimension sorted
// and without repetition, empty lists and sort keys nil.
func (s Schema) Canonical(r Row) Row {
	s.check(r)
	values := make([][]string, len(s.Dimensions))
	for i, list := range r.Values {
		values[i] = canonicalValues(list)
	}
	sorts := make([][]byte, len(s.Orders))
	for i, key := range r.Sort {
		if len(key) > 0 {
			sorts[i] = key
		}
	}
	r.Values, r.Sort = values, sorts
	return r
}

// check panics for a row that was made for another schema: it is a mistake in
// the program, and must be found before a batch is half applied.
func (s Schema) check(r Row) {
	if len(r.Values) > len(s.Dimensions) || len(r.Sort) > len(s.Orders) {
		panic(fmt.Sprintf("columns: row %q has %d dimensions and %d orders, the schema %d and %d",
			r.Key, len(r.Values), len(r.Sort), len(s.Dimensions), len(s.Orders)))
	}
}

func canonicalValues(list []string) []string {
	if len(list) == 0 || len(list) == 1 && list[0] == None {
		return nil
	}
	if len(list) == 1 {
		return list
	}
	sorted := slices.Sorted(slices.Values(list))
	sorted = slices.DeleteFunc(slices.Compact(sorted), func(v string) bool { return v == None })
	if len(sorted) == 0 {
		return nil
	}
	return sorted
}
