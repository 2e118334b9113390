package graph_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"motcua/graph"
	"motcua/graph/server"
)

// What the dump leaves out: lists of other procedures, and of an agency what
// the register says now, which is no part of a published record.
var notDumped = []string{
	"Agency.level", "Agency.parent", "Agency.units", "Agency.validFrom", "Agency.validTo",
	"Agency.successors", "Agency.predecessors",
	"Decision.basedOn", "Decision.reannouncedBy", "Decision.announcedInTime", "Decision.publicisedInTime",
	"LegalBasis.effectiveOn", "LegalBasis.sourceIds",
	"Procedure.version", "Procedure.changes", "Procedure.successors", "Procedure.predecessors",
}

func TestDumpAsksForEveryField(t *testing.T) {
	s := schema()
	doc, errs := gqlparser.LoadQueryWithRules(s, graph.DumpQuery, rules.NewDefaultRules())
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	asked := map[string]bool{}
	var walk func(ast.SelectionSet)
	walk = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch selection := selection.(type) {
			case *ast.Field:
				asked[selection.ObjectDefinition.Name+"."+selection.Name] = true
				walk(selection.SelectionSet)
			case *ast.InlineFragment:
				walk(selection.SelectionSet)
			case *ast.FragmentSpread:
				walk(selection.Definition.SelectionSet)
			}
		}
	}
	walk(doc.Operations[0].SelectionSet)
	for name := range reachable(s, "Procedure", map[string]bool{}) {
		if !asked[name] && !slices.Contains(notDumped, name) {
			t.Errorf("the dump does not ask for %s", name)
		}
	}
}

// reachable gives the fields below a type, connections aside.
func reachable(s *ast.Schema, typ string, seen map[string]bool) map[string]bool {
	fields := map[string]bool{}
	if seen[typ] {
		return fields
	}
	seen[typ] = true
	for _, field := range s.Types[typ].Fields {
		name := field.Type.Name()
		if strings.HasPrefix(field.Name, "__") || strings.HasSuffix(name, "Connection") || slices.Contains(notDumped, typ+"."+field.Name) {
			continue
		}
		fields[typ+"."+field.Name] = true
		maps.Copy(fields, reachable(s, name, seen))
	}
	return fields
}

// Every field of a full record has a value, so that none is lost on its way
// from the database to the schema.
func TestFullRecordHasNoEmptyField(t *testing.T) {
	w := newWorld(t, full())
	executor, err := server.NewExecutor(w.config)
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{graph.ProcedureID(full().Procedure)}
	data, err := executor.Execute(t.Context(), graph.DumpQuery, map[string]any{"ids": ids})
	if err != nil {
		t.Fatal(err)
	}
	var dump struct{ Nodes []map[string]any }
	if err := json.Unmarshal(data, &dump); err != nil || len(dump.Nodes) != 1 {
		t.Fatalf("%v: %s", err, data)
	}
	// The second file of the component and the second method show what null
	// looks like; a version that holds has no end.
	mayBeEmpty := map[string]bool{
		".validTo": true, ".cases.components.forms.portalId": true, ".cases.components.forms.url": true, ".cases.components.forms.path": true,
		".methods.timeLimit": true, ".methods.fees": true, ".methods.text": true,
		".cases.components.processingResult": true, // false on the fixture
		".executingAgencies.code":            true, // a group of bodies has none
		".legalBases.issuer":                 true, ".legalBases.date": true,
	}
	var check func(path string, v any)
	check = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, part := range v {
				check(path+"."+name, part)
			}
		case []any:
			if len(v) == 0 && !mayBeEmpty[path] {
				t.Errorf("%s is empty", path)
			}
			for _, part := range v {
				check(path, part)
			}
		default:
			if (v == nil || v == false || v == "" || v == 0.0) && !mayBeEmpty[path] {
				t.Errorf("%s is %v", path, v)
			}
		}
	}
	check("", dump.Nodes[0])
}
