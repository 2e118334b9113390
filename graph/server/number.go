package server

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// unreadable finds a number in a document that no int64 or float64 holds. Where
// the schema wants a scalar of its own, the validation leaves such literals to
// the scalar, and gqlparser panics before one is asked.
func unreadable(doc *ast.QueryDocument) *ast.Value {
	for _, op := range doc.Operations {
		for _, v := range op.VariableDefinitions {
			if bad := unreadableValue(v.DefaultValue); bad != nil {
				return bad
			}
			if bad := unreadableDirectives(v.Directives); bad != nil {
				return bad
			}
		}
		if bad := unreadableSelections(op.Directives, op.SelectionSet); bad != nil {
			return bad
		}
	}
	for _, fragment := range doc.Fragments {
		if bad := unreadableSelections(fragment.Directives, fragment.SelectionSet); bad != nil {
			return bad
		}
	}
	return nil
}

func unreadableSelections(directives ast.DirectiveList, set ast.SelectionSet) *ast.Value {
	if bad := unreadableDirectives(directives); bad != nil {
		return bad
	}
	for _, selection := range set {
		var bad *ast.Value
		switch selection := selection.(type) {
		case *ast.Field:
			if bad = unreadableArguments(selection.Arguments); bad == nil {
				bad = unreadableSelections(selection.Directives, selection.SelectionSet)
			}
		case *ast.InlineFragment:
			bad = unreadableSelections(selection.Directives, selection.SelectionSet)
		case *ast.FragmentSpread:
			bad = unreadableDirectives(selection.Directives)
		}
		if bad != nil {
			return bad
		}
	}
	return nil
}

func unreadableDirectives(list ast.DirectiveList) *ast.Value {
	for _, d := range list {
		if bad := unreadableArguments(d.Arguments); bad != nil {
			return bad
		}
	}
	return nil
}

func unreadableArguments(list ast.ArgumentList) *ast.Value {
	for _, a := range list {
		if bad := unreadableValue(a.Value); bad != nil {
			return bad
		}
	}
	return nil
}

func unreadableValue(v *ast.Value) *ast.Value {
	if v == nil {
		return nil
	}
	var err error
	switch v.Kind {
	case ast.IntValue:
		_, err = strconv.ParseInt(v.Raw, 10, 64)
	case ast.FloatValue:
		_, err = strconv.ParseFloat(v.Raw, 64)
	}
	if err != nil {
		return v
	}
	for _, child := range v.Children {
		if bad := unreadableValue(child.Value); bad != nil {
			return bad
		}
	}
	return nil
}
