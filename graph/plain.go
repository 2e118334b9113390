package graph

import (
	"bytes"
	"context"
	"io"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"motcua"
	"motcua/graph/generated"
	"motcua/graph/plain"
)

// plainRules are the fields of objects that only hold values whose resolvers do
// no more than this. A test compares what is written with what gqlgen writes.
var plainRules = map[string]plain.Rule{
	"Procedure.id":                   global(typeProcedure),
	"Procedure.portalId":             {Field: "ID"},
	"Procedure.executingAgencies":    {Field: "Executing"},
	"Procedure.competentAgencies":    {Field: "Competent"},
	"Procedure.delegatedAgencies":    {Field: "Delegated"},
	"Procedure.coordinatingAgencies": {Field: "Coordinating"},
	"Procedure.validFromAssumed":     {Field: "Assumed"},
	"Procedure.sourceCreatedAt":      {Field: "CreatedAt"},
	"Procedure.sourceUpdatedAt":      {Field: "UpdatedAt"},
	"Procedure.sourcePublishedAt":    {Field: "PublishedAt"},
	"Sector.id":                      global(typeSector),
	"Sector.portalId":                {Field: "ID"},
	"Agency.id":                      global(typeAgency),
	"Agency.portalId":                {Field: "ID"},
	"Agency.kind":                    {NotZero: true},
	"Decision.id":                    global(typeDecision),
	"LegalBasis.id":                  global(typeLegalBasis),
	"LegalBasis.portalId":            {Field: "ID"},
	"Audience.portalId":              {Field: "ID"},
	"ServiceGroup.portalId":          {Field: "ID"},
	"Method.timeLimit":               {NullIfZero: true},
	"ServiceVariant.portalId":        {Field: "ID", NullIfZero: true},
	"ServiceVariant.timeLimit":       {NullIfZero: true},
	"Component.portalId":             {Field: "ID", NullIfZero: true},
	"Result.portalId":                {Field: "ID", NullIfZero: true},
	"Attachment.portalId":            {Field: "ID", NullIfZero: true},
	"Attachment.path":                {NullIfZero: true},
	"Feedback.id":                    global(typeFeedback),
	"Feedback.agency":                {Field: "Holder", NotZero: true},
	"Feedback.overdue":               {Field: "Late", NotZero: true},
	"Feedback.eventCount":            {Field: "Events"},
	"Feedback.attachmentCount":       {Field: "Attachments"},
	"Feedback.published":             {Field: "Public"},
}

func global(typeName string) plain.Rule {
	return plain.Rule{Field: "ID", Text: func(id string) string { return globalID(typeName, motcua.ID(id)) }}
}

const (
	// maxPlans is how many documents' plans are kept; one takes up to 100 KB.
	maxPlans = 256
	// plainBytes is about what a plain object takes, to spare growing, until it is
	// known what the field took before.
	plainBytes = 1 << 10
)

// Plain writes objects that only hold values, in place of gqlgen.
type Plain struct {
	types *plain.Types
	plans *otter.Cache[*ast.QueryDocument, *plans]
}

// NewPlain makes the middleware of a schema's fields.
func NewPlain(schema *ast.Schema) *Plain {
	return &Plain{
		types: plain.NewTypes(schema, reflect.TypeFor[generated.ResolverRoot](), plainRules),
		plans: otter.Must(&otter.Options[*ast.QueryDocument, *plans]{MaximumSize: maxPlans}),
	}
}

// plans are how the fields of one document are written.
type plans struct {
	// changing says that variables decide on what is selected: then a plan is
	// right for one operation only.
	changing bool
	byField  sync.Map // of planKey to *written
}

// written is how a field is written; nil is by gqlgen.
type written struct {
	plain.Writer
	size atomic.Int64 // of the largest value lately, in bytes
}

// buffer makes room for a value: growing into that of a long list would copy it
// some times over.
func (p *written) buffer() *bytes.Buffer {
	return bytes.NewBuffer(make([]byte, 0, max(plainBytes, int(p.size.Load()))))
}

// took notes what a value took. After a large one it shrinks slowly.
func (p *written) took(size int) {
	before := p.size.Load()
	p.size.Store(max(int64(size), before-before/16))
}

type planKey struct {
	field *ast.Field
	value reflect.Type
}

// Write is a middleware of fields. A search with all its facets holds a thousand
// values, a procedure hundreds; resolved field by field they take more time than
// finding, reading and ordering do.
func (p *Plain) Write(ctx context.Context, next graphql.Resolver) (any, error) {
	value, err := next(ctx)
	if err != nil || value == nil {
		return value, err
	}
	field := graphql.GetFieldContext(ctx).Field
	if len(field.Selections) == 0 {
		return value, nil
	}
	how := p.writer(graphql.GetOperationContext(ctx), field, reflect.TypeOf(value))
	if how.Writer == nil || ctx.Err() != nil {
		return value, nil
	}
	// Written now, as long as the operation runs: what is written later escapes
	// its time limit.
	w := how.buffer()
	if !how.Writer(w, reflect.ValueOf(value)) {
		return value, nil
	}
	how.took(w.Len())
	return graphql.WriterFunc(func(to io.Writer) { _, _ = to.Write(w.Bytes()) }), nil // gqlgen's writer keeps its own error
}

// writer gives what writes the values of a field.
func (p *Plain) writer(op *graphql.OperationContext, field graphql.CollectedField, value reflect.Type) *written {
	known, ok := p.plans.GetIfPresent(op.Doc)
	if !ok {
		known, _ = p.plans.SetIfAbsent(op.Doc, &plans{changing: selectsByVariable(op.Doc)})
	}
	// A field that stands in several places of the document has the selections of
	// all of them, and which those are depends on the way to it.
	if known.changing || len(field.Selections) != len(field.SelectionSet) {
		return &written{Writer: p.types.Compile(op, field, value)}
	}
	key := planKey{field.Field, value}
	if held, ok := known.byField.Load(key); ok {
		if how, ok := held.(*written); ok {
			return how
		}
	}
	how := &written{Writer: p.types.Compile(op, field, value)}
	known.byField.Store(key, how)
	return how
}

// selectsByVariable says whether any directive of a document has a variable:
// those that are executed are @skip and @include.
func selectsByVariable(doc *ast.QueryDocument) bool {
	found := false
	var look func(ast.SelectionSet)
	directives := func(list ast.DirectiveList) {
		for _, d := range list {
			for _, a := range d.Arguments {
				found = found || a.Value.Kind == ast.Variable
			}
		}
	}
	look = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.Field:
				directives(s.Directives)
				look(s.SelectionSet)
			case *ast.InlineFragment:
				directives(s.Directives)
				look(s.SelectionSet)
			case *ast.FragmentSpread:
				directives(s.Directives)
			}
		}
	}
	for _, op := range doc.Operations {
		look(op.SelectionSet)
	}
	for _, fragment := range doc.Fragments {
		look(fragment.SelectionSet)
	}
	return found
}
