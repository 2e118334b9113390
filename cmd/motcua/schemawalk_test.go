package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// schemaWalk makes queries for every field of every type that the public
// catalogue leads to, from the schema itself, so that a new field is asked for
// too. What has to be given to a field it draws anew for each query.
type schemaWalk struct {
	t      *testing.T
	schema *ast.Schema
	rand   *rand.Rand
	values map[string]func() string // of arguments, by "field.argument", else by "argument"
	paths  map[string][]*ast.FieldDefinition
	order  []string // of the types in paths
	drawn  int      // what an interface may be, of which each comes in turn
}

// notOfTheCatalogue are the fields of Query that are for some callers only, or
// about feedback. All others are walked.
var notOfTheCatalogue = []string{
	"feedback", "feedbackOfSender", "feedbackStatistics", "feedbacks", "backlog", "relatedToFeedback", "replyTemplates", "delegations",
	"savedFilters", "dueList", "viewer", "auditLog", "aliases", "pins", "searchInsights", "webhooks",
}

// notCompared are fields that say how far the data has come, and so are never
// the same twice.
var notCompared = []string{"CatalogChanges.cursor"}

func newSchemaWalk(t *testing.T, values map[string]func() string) *schemaWalk {
	t.Helper()
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	w := &schemaWalk{t: t, schema: schema, rand: rand.New(rand.NewPCG(uint64(os.Getpid()), 1)), values: values, paths: map[string][]*ast.FieldDefinition{}}
	w.reach()
	return w
}

// reach finds a shortest way to each type.
func (w *schemaWalk) reach() {
	type step struct {
		typ  *ast.Definition
		path []*ast.FieldDefinition
	}
	queue := []step{{w.schema.Query, nil}}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, f := range at.typ.Fields {
			if strings.HasPrefix(f.Name, "__") || at.typ == w.schema.Query && slices.Contains(notOfTheCatalogue, f.Name) {
				continue
			}
			to := w.schema.Types[f.Type.Name()]
			if to.Kind != ast.Object || strings.Contains(to.Name, "Feedback") || w.paths[to.Name] != nil {
				continue
			}
			w.paths[to.Name] = append(slices.Clone(at.path), f)
			w.order = append(w.order, to.Name)
			queue = append(queue, step{to, w.paths[to.Name]})
		}
	}
}

// queries gives one query for the plain fields of each type, one for each field
// that leads on, and one for each argument that may be given to those of Query.
func (w *schemaWalk) queries() (out []string) {
	for _, f := range w.roots() {
		for range max(len(w.schema.GetPossibleTypes(w.schema.Types[f.Type.Name()])), 1) {
			out = append(out, w.query(nil, w.field(f, "", w.below(f))))
		}
		for _, a := range f.Arguments {
			if w.value(f, a.Name) != nil && !a.Type.NonNull {
				out = append(out, w.query(nil, w.field(f, a.Name, w.below(f))))
			}
		}
	}
	for _, name := range w.order {
		path, typ := w.paths[name], w.schema.Types[name]
		if leaves := w.leaves(typ); leaves != "" {
			out = append(out, w.query(path, leaves))
		}
		for _, f := range typ.Fields {
			if w.schema.Types[f.Type.Name()].IsCompositeType() && !strings.Contains(f.Type.Name(), "Feedback") {
				out = append(out, w.query(path, w.field(f, "", w.below(f))))
			}
		}
	}
	return out
}

func (w *schemaWalk) roots() (out []*ast.FieldDefinition) {
	for _, f := range w.schema.Query.Fields {
		if !strings.HasPrefix(f.Name, "__") && !slices.Contains(notOfTheCatalogue, f.Name) {
			out = append(out, f)
		}
	}
	return out
}

// query asks for fields at the end of a path.
func (w *schemaWalk) query(path []*ast.FieldDefinition, fields string) string {
	for _, f := range slices.Backward(path) {
		fields = w.field(f, "", "{ "+fields+" }")
	}
	return "{ " + fields + " }"
}

// field writes a field with what has to be given to it, and one argument more.
func (w *schemaWalk) field(f *ast.FieldDefinition, more, below string) string {
	var args []string
	alone := more != "" && w.values["instead of all: "+f.Name+"."+more] != nil
	for _, a := range f.Arguments {
		value := w.values[f.Name+"."+a.Name]
		needed := a.Type.NonNull && a.DefaultValue == nil || value != nil && !alone || a.Name == "first" && more != "last"
		if needed || a.Name == more {
			if value = w.value(f, a.Name); value == nil {
				w.t.Fatalf("%s(%s:) has to be given, and this test has nothing to give", f.Name, a.Name)
			}
			args = append(args, a.Name+": "+value())
		}
	}
	if len(args) == 0 {
		return f.Name + " " + below
	}
	return f.Name + "(" + strings.Join(args, ", ") + ") " + below
}

func (w *schemaWalk) value(f *ast.FieldDefinition, argument string) func() string {
	for _, key := range []string{f.Name + "." + argument, "instead of all: " + f.Name + "." + argument, argument} {
		if v := w.values[key]; v != nil {
			return v
		}
	}
	return nil
}

// below is what is asked of the object that a field leads to: its plain fields,
// and those of what a list holds.
func (w *schemaWalk) below(f *ast.FieldDefinition) string {
	typ := w.schema.Types[f.Type.Name()]
	switch typ.Kind {
	case ast.Interface, ast.Union: // one of what it may be: several may have fields of one name and two types
		of := slices.DeleteFunc(slices.Clone(w.schema.GetPossibleTypes(typ)), func(d *ast.Definition) bool { return strings.Contains(d.Name, "Feedback") })
		one := of[w.drawn%len(of)]
		w.drawn++
		return fmt.Sprintf("{ __typename ... on %s { %s } }", one.Name, w.leaves(one))
	case ast.Object:
		parts := "__typename " + w.leaves(typ)
		if nodes := typ.Fields.ForName("nodes"); nodes != nil {
			parts += " nodes { __typename " + w.leaves(w.schema.Types[nodes.Type.Name()]) + " }"
		}
		return "{ " + parts + " }"
	}
	return ""
}

// leaves are the plain fields of a type.
func (w *schemaWalk) leaves(typ *ast.Definition) string {
	var out []string
	for _, f := range typ.Fields {
		if strings.HasPrefix(f.Name, "__") || slices.Contains(notCompared, typ.Name+"."+f.Name) || !w.schema.Types[f.Type.Name()].IsLeafType() {
			continue
		}
		out = append(out, strings.TrimSpace(w.field(f, "", "")))
	}
	return strings.Join(out, " ")
}
