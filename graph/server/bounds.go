package server

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

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
	limits     *Limits
	doc        *ast.QueryDocument
	fragments  map[string]shape
	open       []string // fragments being measured, for cycles
	fields     int      // as written
	directives int
}

// checkShape bounds a parsed document that is not validated yet: validating
// is work too, and some of it is more than linear.
func checkShape(limits *Limits, doc *ast.QueryDocument) *refusal {
	m := shapes{limits: limits, doc: doc, fragments: map[string]shape{}}
	var all shape
	for _, op := range doc.Operations {
		m.directives += len(op.Directives)
		for _, v := range op.VariableDefinitions {
			m.directives += len(v.Directives)
		}
		s, err := m.of(op.SelectionSet)
		if err != nil {
			return err
		}
		all = m.beside(all, s)
	}
	// A fragment that no operation spreads is invalid, but is validated too.
	for _, fragment := range doc.Fragments {
		m.directives += len(fragment.Directives)
		s, err := m.fragment(fragment.Name)
		if err != nil {
			return err
		}
		all = all.max(s)
	}
	for b, found := range map[Bound]int{
		BoundFields: m.fields, BoundDirectives: m.directives, BoundFragments: len(doc.Fragments), BoundDepth: all.depth, BoundIntrospection: all.introspection, BoundAliases: all.aliases,
	} {
		if found > limits.allowed(b) {
			return limits.exceeded(b, tooMuch)
		}
	}
	return nil
}

func (m *shapes) of(set ast.SelectionSet) (all shape, err *refusal) {
	for _, selection := range set {
		var s shape
		switch selection := selection.(type) {
		case *ast.Field:
			s, err = m.field(selection)
		case *ast.InlineFragment:
			m.directives += len(selection.Directives)
			s, err = m.of(selection.SelectionSet)
		case *ast.FragmentSpread:
			m.directives += len(selection.Directives)
			s, err = m.fragment(selection.Name)
		}
		if err != nil {
			return all, err
		}
		all = m.beside(all, s)
	}
	return all, nil
}

func (m *shapes) field(f *ast.Field) (shape, *refusal) {
	m.fields++
	m.directives += len(f.Directives)
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

func (m *shapes) fragment(name string) (shape, *refusal) {
	if s, ok := m.fragments[name]; ok {
		return s, nil
	}
	fragment := m.doc.Fragments.ForName(name)
	if fragment == nil {
		return shape{}, nil // the validation says so
	}
	if slices.Contains(m.open, name) {
		return shape{}, noCycle.with(name)
	}
	m.open = append(m.open, name)
	s, err := m.of(fragment.SelectionSet)
	m.open = m.open[:len(m.open)-1]
	m.fragments[name] = s
	return s, err
}

func (m *shapes) beside(s, o shape) shape {
	sum := s.max(o)
	sum.aliases = min(s.aliases+o.aliases, m.limits.allowed(BoundAliases)+1)
	return sum
}

func (s shape) max(o shape) shape {
	return shape{
		depth:         max(s.depth, o.depth),
		introspection: max(s.introspection, o.introspection),
		aliases:       max(s.aliases, o.aliases),
	}
}
