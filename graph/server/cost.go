package server

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// The header that tells what an answer cost, and in a request asks for the price
// alone when it says so.
const (
	costHeader      = "Motcua-Cost"
	costLimitHeader = "Motcua-Cost-Limit"
	costOnly        = "only"
)

// cost is the price of an operation, as it is told among an answer's extensions.
type cost struct {
	Requested int `json:"requested"`
	Limit     int `json:"limit"`
	// Parts are what the fields at the top cost, by the names in the answer; told
	// to those who only ask for the price.
	Parts map[string]int `json:"parts,omitempty"`
}

// costExtension is the name of the cost among an answer's extensions and an
// operation's statistics.
const costExtension = "cost"

func costOf(op *graphql.OperationContext) *cost {
	if op == nil {
		return nil
	}
	c, _ := op.Stats.GetExtension(costExtension).(*cost)
	return c
}

// header tells the cost to those who do not read the body.
func (c *cost) header(h http.Header) {
	if c != nil {
		h.Set(costHeader, strconv.Itoa(c.Requested))
		h.Set(costLimitHeader, strconv.Itoa(c.Limit))
	}
}

func asksCostOnly(h http.Header) bool { return h.Get(costHeader) == costOnly }

// maxCost is where a sum stops, far above any limit and far below what
// overflows when multiplied by a page.
const maxCost = 1 << 40

// costs measures one operation before it runs: each fragment once however often
// it is spread, so that the time is that of reading the document. A fragment
// spread twice costs twice.
type costs struct {
	prices    prices
	doc       *ast.QueryDocument
	variables map[string]any
	most      int // of a list at a time
	fragments map[string]sum
}

// sum is the cost of a selection: what comes once, and what comes as often as
// the list has items to which it belongs.
type sum struct{ once, each int }

func (s sum) plus(o sum) sum { return sum{min(s.once+o.once, maxCost), min(s.each+o.each, maxCost)} }

// costOfOperation prices a validated operation with its variables.
func costOfOperation(all prices, most int, op *graphql.OperationContext) *cost {
	c := costs{all, op.Doc, op.Variables, most, map[string]sum{}}
	found := &cost{Parts: map[string]int{}}
	for _, selection := range op.Operation.SelectionSet {
		s := c.selection(selection)
		name := "…"
		if field, ok := selection.(*ast.Field); ok {
			name = field.Alias
		}
		found.Parts[name] = min(found.Parts[name]+s.once, maxCost)
		found.Requested = min(found.Requested+s.once, maxCost)
	}
	return found
}

func (c *costs) of(set ast.SelectionSet) (all sum) {
	for _, selection := range set {
		all = all.plus(c.selection(selection))
	}
	return all
}

func (c *costs) selection(selection ast.Selection) sum {
	switch selection := selection.(type) {
	case *ast.Field:
		return c.field(selection)
	case *ast.InlineFragment:
		return c.of(selection.SelectionSet)
	case *ast.FragmentSpread:
		return c.fragment(selection.Name)
	}
	return sum{}
}

func (c *costs) fragment(name string) sum {
	if s, ok := c.fragments[name]; ok {
		return s
	}
	fragment := c.doc.Fragments.ForName(name)
	if fragment == nil {
		return sum{}
	}
	s := c.of(fragment.SelectionSet)
	c.fragments[name] = s
	return s
}

func (c *costs) field(f *ast.Field) sum {
	p, known := c.prices[f.Definition]
	if !known { // __typename
		return sum{}
	}
	within := c.of(f.SelectionSet)
	size := c.size(p, f)
	own := p.weight
	for name, weight := range p.extra {
		if c.argument(f, name) != nil {
			own += weight
		}
	}
	switch {
	case p.sized:
		return sum{each: min(own+within.once+within.each, maxCost)}
	case p.pages:
		return sum{once: min(own+within.once+times(size, within.each), maxCost)}
	}
	return sum{once: times(size, min(own+within.once+within.each, maxCost))}
}

// times multiplies without overflow: both factors are bounded first.
func times(size, each int) int {
	if each > 0 && size > maxCost/each {
		return maxCost
	}
	return size * each
}

// size is how many items a field gives. What is out of range is refused by the
// resolver.
func (c *costs) size(p price, f *ast.Field) int {
	for _, name := range p.slicing {
		switch n := c.argument(f, name).(type) {
		case int64:
			return int(min(max(n, 0), int64(c.most)))
		case json.Number:
			if n, err := n.Int64(); err == nil {
				return int(min(max(n, 0), int64(c.most)))
			}
		case []any:
			return len(n)
		}
	}
	if len(p.slicing) > 0 { // what comes where nobody says how many
		return min(p.size, c.most)
	}
	return p.size
}

// argument gives the value of an argument, the schema's default where none is
// given; nil is null.
func (c *costs) argument(f *ast.Field, name string) any {
	if given := f.Arguments.ForName(name); given != nil {
		value, known := c.variables[given.Value.Raw]
		if given.Value.Kind != ast.Variable {
			value, _ = given.Value.Value(c.variables) // of a number beyond 64 bits it is one at the end of them
			known = true
		}
		if known {
			return value
		}
	}
	if def := f.Definition.Arguments.ForName(name); def != nil && def.DefaultValue != nil {
		if value, err := def.DefaultValue.Value(nil); err == nil {
			return value
		}
	}
	return nil
}
