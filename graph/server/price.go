package server

import (
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// What a field costs where the schema's @cost and @listSize say nothing. A point
// is about what it takes to write one small object of an answer, or 100 bytes of
// it: 2 µs of one core.
const (
	weightValue      = 1    // an object that its parent holds
	weightNode       = 10   // an object that is loaded: a row, or its copy in memory
	weightConnection = 50   // a list that is selected, ordered and counted
	weightMutation   = 100  // a transaction
	weightSchema     = 5000 // __schema: its usual answer has half a megabyte
	weightType       = 500  // __type
	sizeList         = 5    // items of a list that always comes whole: steps, fees, papers
	sizePage         = 20   // of a list whose page size is left out
)

// price is what is known of a field's cost from the schema alone.
type price struct {
	weight  int            // of each object
	size    int            // of a list, where no argument says it; else 1
	slicing []string       // arguments that say it: a number, or a list of its length
	pages   bool           // the size is that of the sized fields below
	sized   bool           // as many as the parent's size, each
	extra   map[string]int // for arguments that are given
}

// prices are those of all fields of a schema.
type prices map[*ast.FieldDefinition]price

// pricesOf reads the prices of a schema.
func pricesOf(schema *ast.Schema) prices {
	all := prices{}
	for _, def := range schema.Types {
		if def.Kind != ast.Object && def.Kind != ast.Interface {
			continue
		}
		for _, field := range def.Fields {
			all[field] = priceOf(schema, def, field)
		}
	}
	for _, def := range schema.Types {
		for _, field := range def.Fields {
			all.markSized(schema, field)
		}
	}
	return all
}

func priceOf(schema *ast.Schema, parent *ast.Definition, field *ast.FieldDefinition) price {
	p := price{weight: weightOf(schema, schema.Types[field.Type.Name()]), size: 1, extra: map[string]int{}}
	switch {
	case parent == schema.Mutation || parent == schema.Subscription:
		p.weight = weightMutation
	case field.Name == "__schema":
		return price{weight: weightSchema, size: 1}
	case field.Name == "__type":
		return price{weight: weightType, size: 1}
	case parent.BuiltIn:
		return price{size: 1}
	case isConnection(field.Type.Name()):
		p.pages, p.size, p.slicing = true, sizePage, []string{"first", "last"}
	case field.Type.Elem != nil:
		p.size = sizeList
	}
	for _, argument := range field.Arguments {
		if weight, ok := number(argument.Directives.ForName("cost"), "weight"); ok {
			p.extra[argument.Name] = weight
		}
	}
	if weight, ok := number(field.Directives.ForName("cost"), "weight"); ok {
		p.weight = weight
	}
	if size := field.Directives.ForName("listSize"); size != nil {
		if n, ok := number(size, "assumedSize"); ok {
			p.size = n
		}
		p.slicing = append(p.slicing, texts(size, "slicingArguments")...)
		p.pages = p.pages || len(texts(size, "sizedFields")) > 0
	}
	return p
}

// markSized marks the fields whose number follows from the size that their
// parent was asked for with.
func (all prices) markSized(schema *ast.Schema, field *ast.FieldDefinition) {
	names := texts(field.Directives.ForName("listSize"), "sizedFields")
	if isConnection(field.Type.Name()) {
		names = append(names, "edges", "nodes")
	}
	def := schema.Types[field.Type.Name()]
	for _, name := range names {
		if child := def.Fields.ForName(name); child != nil {
			p := all[child]
			p.sized, p.size = true, 1
			all[child] = p
		}
	}
}

func isConnection(name string) bool { return strings.HasSuffix(name, "Connection") }

func weightOf(schema *ast.Schema, def *ast.Definition) int {
	switch {
	case def == nil || !def.IsCompositeType() || strings.HasSuffix(def.Name, "Edge") || def.Name == "PageInfo":
		return 0
	case isConnection(def.Name):
		return weightConnection
	case def.Name == "Node" || def.Kind == ast.Union:
		return weightNode
	}
	for _, of := range schema.GetImplements(def) {
		if of.Name == "Node" {
			return weightNode
		}
	}
	return weightValue
}

func number(d *ast.Directive, argument string) (int, bool) {
	if d == nil {
		return 0, false
	}
	a := d.Arguments.ForName(argument)
	if a == nil {
		return 0, false
	}
	n, err := strconv.Atoi(a.Value.Raw)
	return n, err == nil
}

func texts(d *ast.Directive, argument string) (list []string) {
	if d == nil {
		return nil
	}
	if a := d.Arguments.ForName(argument); a != nil {
		for _, child := range a.Value.Children {
			list = append(list, child.Value.Raw)
		}
	}
	return list
}
