package graph_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"motcua"
	"motcua/graph"
)

// oneProcedure is a catalogue of one procedure, whatever is asked.
type oneProcedure struct {
	graph.Catalogue
	p *motcua.Procedure
}

func (c oneProcedure) Procedure(context.Context, motcua.ProcedureKey, motcua.Date) (*motcua.Procedure, error) {
	return c.p, nil
}

// Agencies has none: an agency without a kind is looked up in vain.
func (oneProcedure) Agencies(context.Context, []motcua.ID) (map[motcua.ID]*motcua.Agency, error) {
	return nil, nil
}

// fetched are the fields of objects that stand in content whose values do not.
var fetched = map[string]bool{
	"Procedure.version": true, "Agency.level": true, "Agency.validFrom": true, "Agency.validTo": true, "Agency.parent": true,
	"LegalBasis.effectiveOn": true, "LegalBasis.sourceIds": true, "Agency.units": true, "Agency.successors": true, "Agency.predecessors": true,
	"Procedure.successors": true, "Procedure.predecessors": true,
	"Decision.acts": true, "Decision.basedOn": true, "Decision.reannouncedBy": true, "Decision.announcedInTime": true, "Decision.publicisedInTime": true,
}

// TestPlainIsWhatGqlgenWrites compares what is written at once with what gqlgen
// writes field by field: for values of all sorts, unknown ones of enums and
// missing ones among them, and for selections of all sorts.
func TestPlainIsWhatGqlgenWrites(t *testing.T) {
	resolvers := graph.Config{Clock: clock()}
	schema := graph.NewSchema(resolvers).Schema()
	r := rand.New(rand.NewPCG(1, 2))
	asked, plainly := 0, 0
	for range 300 {
		p := &motcua.Procedure{}
		fill(r, schema, reflect.ValueOf(p).Elem(), 0)
		query := "{ procedure(code: \"x\") " + selection(r, schema, "Procedure", 0) + " }"
		if strings.Contains(query, "$no") {
			query = "query Q($no: Boolean! = false) " + query
		}
		answers := [2]*graphql.Response{}
		for i := range answers {
			cfg := resolvers
			cfg.Catalogue = oneProcedure{p: p}
			s := graph.NewSchema(cfg)
			e := executor.New(s)
			e.SetErrorPresenter(graphql.DefaultErrorPresenter)
			if i == 1 {
				plain := graph.NewPlain(s.Schema())
				e.AroundFields(func(ctx context.Context, next graphql.Resolver) (any, error) {
					value, err := plain.Write(ctx, next)
					if graphql.GetFieldContext(ctx).Field.Name == "procedure" {
						asked++
						if _, ok := value.(graphql.Marshaler); ok {
							plainly++
						}
					}
					return value, err
				})
			}
			ctx := graph.Begin(graphql.StartOperationTrace(t.Context()), cfg)
			op, errs := e.CreateOperationContext(ctx, &graphql.RawParams{Query: query})
			if len(errs) > 0 {
				t.Fatal(errs, query)
			}
			respond, ctx := e.DispatchOperation(ctx, op)
			answers[i] = respond(ctx)
		}
		if diff := cmp.Diff(string(answers[0].Data), string(answers[1].Data)); diff != "" {
			t.Fatalf("%s\n(-gqlgen +plain)\n%s", query, diff)
		}
		if diff := cmp.Diff(told(answers[0]), told(answers[1])); diff != "" {
			t.Fatalf("%s\n(-gqlgen +plain)\n%s", query, diff)
		}
	}
	// Values that cannot be written, and errors, are not all that there is.
	if plainly < asked/5 {
		t.Errorf("of %d procedures %d were written at once", asked, plainly)
	}
}

// told are the errors of an answer, in an order.
func told(a *graphql.Response) map[string]int {
	all := map[string]int{}
	for _, err := range a.Errors {
		all[err.Error()]++
	}
	return all
}

// selection selects fields of a type at random: aliases, fragments, fields twice
// and directives among them.
func selection(r *rand.Rand, schema *ast.Schema, typeName string, depth int) string {
	parts := []string{"__typename"}
	for _, f := range schema.Types[typeName].Fields {
		if len(f.Arguments) > 0 || strings.HasPrefix(f.Name, "__") || fetched[typeName+"."+f.Name] || r.IntN(4) == 0 {
			continue
		}
		below := ""
		if schema.Types[f.Type.Name()].IsCompositeType() {
			if depth > 3 {
				continue
			}
			below = " " + selection(r, schema, f.Type.Name(), depth+1)
		}
		ways := 12
		if depth == 0 && r.IntN(2) == 0 {
			ways = 3 // without directives that have variables
		}
		switch r.IntN(ways) {
		case 0:
			parts = append(parts, fmt.Sprintf("a%d: %s%s", r.Uint64(), f.Name, below))
		case 1:
			parts = append(parts, fmt.Sprintf("... on %s { %s%s }", typeName, f.Name, below))
		case 2:
			parts = append(parts, f.Name+below, f.Name+below)
		case 3:
			parts = append(parts, f.Name+" @skip(if: $no)"+below)
		case 4:
			parts = append(parts, f.Name+" @include(if: $no)"+below)
		default:
			parts = append(parts, f.Name+below)
		}
	}
	r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	return "{ " + strings.Join(parts, " ") + " }"
}

// fill fills a value at random; of enums mostly with values that there are.
func fill(r *rand.Rand, schema *ast.Schema, v reflect.Value, depth int) {
	if depth > 8 || !v.CanSet() {
		return
	}
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Unix(r.Int64N(2e9), r.Int64N(1e9))))
		return
	case reflect.TypeFor[motcua.Decimal]():
		d, err := motcua.ParseDecimal("17500000000.5")
		if err == nil {
			v.Set(reflect.ValueOf(d))
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		texts := []string{"", "Đăng ký khai sinh", "a \"b\" \\ c\n\t\x01", "  ", "<b>&amp;</b>\u2028"}
		if def := schema.Types[v.Type().Name()]; def != nil && def.Kind == ast.Enum && r.IntN(40) > 0 {
			texts = nil
			for _, value := range def.EnumValues {
				texts = append(texts, value.Name)
			}
		}
		v.SetString(texts[r.IntN(len(texts))])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(r.IntN(20000)))
		if v.Kind() == reflect.Int && r.IntN(100) == 0 {
			v.SetInt(1 << 40)
		}
	case reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, schema, v.Elem(), depth+1)
		}
	case reflect.Slice:
		if n := r.IntN(4) - 1; n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(r, schema, v.Index(i), depth+1)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, schema, v.Field(i), depth+1)
		}
	}
}
