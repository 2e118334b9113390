package server

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// bound is a limit of this package that a document may exceed.
type bound struct {
	name    string
	allowed int
}

var (
	boundDocument      = bound{"document bytes", MaxDocument}
	boundTokens        = bound{"tokens", MaxTokens}
	boundDepth         = bound{"depth", MaxDepth}
	boundIntrospection = bound{"introspection depth", MaxIntrospectionDepth}
	boundFields        = bound{"fields", MaxFields}
	boundAliases       = bound{"aliases", MaxAliases}
	boundRows          = bound{"rows", MaxRows}
)

const codeLimit = "LIMIT_EXCEEDED"

// exceeded says which bound was passed. What was found is not told, because
// counting stops at the bound.
func (b bound) exceeded() *gqlerror.Error {
	return &gqlerror.Error{
		Message:    fmt.Sprintf("The operation exceeds a limit: at most %d %s are allowed.", b.allowed, b.name),
		Extensions: map[string]any{"code": codeLimit, "limit": b.name, "allowed": b.allowed},
	}
}

// shape is what a selection looks like with its fragments put in.
type shape struct {
	depth         int
	introspection int // depth from __schema or __type
	aliases       int
}

// shapes measures selections, each fragment once however often it is spread:
// the time is that of reading the document. Counts stop a little above their
// bounds, where no sum can overflow.
type shapes struct {
	doc       *ast.QueryDocument
	fragments map[string]shape
	open      []string // fragments being measured, for cycles
	fields    int      // as written
}

// checkShape bounds a parsed document that is not validated yet: validating
// is work too, and some of it is more than linear.
func checkShape(doc *ast.QueryDocument) *gqlerror.Error {
	m := shapes{doc: doc, fragments: map[string]shape{}}
	var all shape
	for _, op := range doc.Operations {
		s, err := m.of(op.SelectionSet)
		if err != nil {
			return err
		}
		all = all.beside(s)
	}
	// A fragment that no operation spreads is invalid, but is validated too.
	for _, fragment := range doc.Fragments {
		s, err := m.fragment(fragment.Name)
		if err != nil {
			return err
		}
		all = all.max(s)
	}
	switch {
	case m.fields > MaxFields:
		return boundFields.exceeded()
	case all.depth > MaxDepth:
		return boundDepth.exceeded()
	case all.introspection > MaxIntrospectionDepth:
		return boundIntrospection.exceeded()
	case all.aliases > MaxAliases:
		return boundAliases.exceeded()
	}
	return nil
}

func (m *shapes) of(set ast.SelectionSet) (all shape, err *gqlerror.Error) {
	for _, selection := range set {
		var s shape
		switch selection := selection.(type) {
		case *ast.Field:
			s, err = m.field(selection)
		case *ast.InlineFragment:
			s, err = m.of(selection.SelectionSet)
		case *ast.FragmentSpread:
			s, err = m.fragment(selection.Name)
		}
		if err != nil {
			return all, err
		}
		all = all.beside(s)
	}
	return all, nil
}

func (m *shapes) field(f *ast.Field) (shape, *gqlerror.Error) {
	m.fields++
	s, err := m.of(f.SelectionSet)
	if f.Name == "__schema" || f.Name == "__type" {
		s.introspection = max(s.introspection, s.depth) + 1
		s.depth = 0
	}
	s.depth++
	if f.Alias != f.Name {
		s.aliases++
	}
	return s, err
}

func (m *shapes) fragment(name string) (shape, *gqlerror.Error) {
	if s, ok := m.fragments[name]; ok {
		return s, nil
	}
	fragment := m.doc.Fragments.ForName(name)
	if fragment == nil {
		return shape{}, nil // the validation says so
	}
	if slices.Contains(m.open, name) {
		return shape{}, &gqlerror.Error{
			Message:    fmt.Sprintf("Cannot spread fragment %q within itself.", name),
			Extensions: map[string]any{"code": "GRAPHQL_VALIDATION_FAILED"},
		}
	}
	m.open = append(m.open, name)
	s, err := m.of(fragment.SelectionSet)
	m.open = m.open[:len(m.open)-1]
	m.fragments[name] = s
	return s, err
}

func (s shape) beside(o shape) shape {
	sum := s.max(o)
	sum.aliases = min(s.aliases+o.aliases, MaxAliases+1)
	return sum
}

func (s shape) max(o shape) shape {
	return shape{
		depth:         max(s.depth, o.depth),
		introspection: max(s.introspection, o.introspection),
		aliases:       max(s.aliases, o.aliases),
	}
}
