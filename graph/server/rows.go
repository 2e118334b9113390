package server

import (
	"encoding/json"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"motcua/graph/page"
)

// rows counts how many rows the connections of an operation ask for, those
// within another's items as often as it asks for items. Each fragment is
// counted once and the count stops above the bound.
type rows struct {
	most      int
	doc       *ast.QueryDocument
	variables map[string]any
	fragments map[string]int
}

// checkRows bounds a validated operation with its variables.
func checkRows(limits *Limits, doc *ast.QueryDocument, op *ast.OperationDefinition, variables map[string]any) *refusal {
	r := rows{limits.allowed(BoundRows), doc, variables, map[string]int{}}
	if r.of(op.SelectionSet) > r.most {
		return limits.exceeded(BoundRows, tooMuch)
	}
	return nil
}

func (r *rows) of(set ast.SelectionSet) (sum int) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			sum += r.field(selection)
		case *ast.InlineFragment:
			sum += r.of(selection.SelectionSet)
		case *ast.FragmentSpread:
			sum += r.fragment(selection.Name)
		}
		sum = min(sum, r.most+1)
	}
	return sum
}

func (r *rows) fragment(name string) int {
	if n, ok := r.fragments[name]; ok {
		return n
	}
	fragment := r.doc.Fragments.ForName(name)
	if fragment == nil {
		return 0
	}
	n := r.of(fragment.SelectionSet)
	r.fragments[name] = n
	return n
}

func (r *rows) field(f *ast.Field) int {
	within := r.of(f.SelectionSet)
	size := 1
	switch {
	case f.Definition == nil || f.Definition.Type == nil:
		return within
	case strings.HasSuffix(f.Definition.Type.Name(), "Connection"), f.Definition.Type.Name() == "CatalogChanges":
		size = r.size(f)
	case f.Definition.Type.Elem != nil && f.Definition.Arguments.ForName("ids") != nil:
		ids, _ := f.ArgumentMap(r.variables)["ids"].([]any)
		size = len(ids)
	case f.Definition.Type.Elem != nil && f.Definition.Arguments.ForName("first") != nil:
		size = r.size(f)
	default:
		return within
	}
	// Both factors are at most slightly above their bounds.
	return min(size, r.most+1) * (1 + within)
}

// size is how many items a connection asks for. What is out of range is
// refused by the resolver; an empty page costs its search all the same.
func (r *rows) size(f *ast.Field) int {
	arguments := f.ArgumentMap(r.variables)
	for _, name := range []string{"first", "last"} {
		switch n := arguments[name].(type) {
		case int64:
			return int(min(max(n, 1), page.Max))
		case json.Number:
			if n, err := n.Int64(); err == nil {
				return int(min(max(n, 1), page.Max))
			}
		}
	}
	return page.Default
}
