// Package plain writes objects of which only values are asked, and all of them
// at once. gqlgen resolves each field by itself, in a closure and with a context,
// so that it may fetch, fail or take its time; a value that stands in a Go struct
// can do none of these, and a procedure has hundreds.
//
// How the fields of a selection are written is worked out once, by reflection.
// Whatever is out of the ordinary is left to gqlgen: a field with a resolver, an
// enum's unknown value, a null where there may be none. It then says the same as
// it would without this package.
package plain

import (
	"bytes"
	"reflect"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Writer writes a value. It says false where gqlgen has to: what was written by
// then counts for nothing.
type Writer func(w *bytes.Buffer, v reflect.Value) bool

// Rule says how a field is written whose value does not stand under its name, or
// not as it is.
type Rule struct {
	Field string // of the Go struct; empty is the one of the field's name
	// Text makes the text that is written of the Go field, a text as well.
	Text func(string) string
	// NullIfZero writes null where the Go field is zero.
	NullIfZero bool
	// NotZero leaves an object to gqlgen where the Go field is zero.
	NotZero bool
}

// Types knows the types of a schema.
type Types struct {
	schema    *ast.Schema
	resolvers reflect.Type // the interface that gqlgen makes of all resolvers
	rules     map[string]Rule
}

// NewTypes makes the types of a schema. Rules are by type and field, such as
// "Procedure.id"; a field with a resolver and no rule is left to gqlgen.
func NewTypes(schema *ast.Schema, resolvers reflect.Type, rules map[string]Rule) *Types {
	return &Types{schema, resolvers, rules}
}

// Compile gives what writes the values of a field of which something is
// selected, by their Go type; nil where that cannot be told beforehand, or where
// gqlgen has to.
func (t *Types) Compile(op *graphql.OperationContext, field graphql.CollectedField, value reflect.Type) Writer {
	if field.Definition == nil || len(field.Selections) == 0 {
		return nil
	}
	c := compiler{t, op}
	w, ok := c.value(field.Definition.Type, value, field.Selections)
	if !ok {
		return nil
	}
	return w
}

// compiler makes the writers of one operation.
type compiler struct {
	*Types
	op *graphql.OperationContext
}

// value writes a value of a type of the schema: through pointers and lists down
// to objects and scalars.
func (c compiler) value(of *ast.Type, in reflect.Type, selected ast.SelectionSet) (Writer, bool) {
	if in.Kind() == reflect.Pointer && in.Elem().Kind() != reflect.Slice {
		inner, ok := c.value(&ast.Type{NamedType: of.NamedType, Elem: of.Elem, NonNull: true}, in.Elem(), selected)
		return pointer(inner, of.NonNull), ok
	}
	if of.Elem != nil {
		if in.Kind() != reflect.Slice {
			return nil, false
		}
		inner, ok := c.value(of.Elem, in.Elem(), selected)
		return list(inner, of.NonNull), ok
	}
	def := c.schema.Types[of.NamedType]
	switch {
	case def == nil:
		return nil, false
	case def.Kind == ast.Object && in.Kind() == reflect.Struct:
		return c.object(def, in, selected)
	case def.Kind == ast.Scalar || def.Kind == ast.Enum:
		return scalar(def.Name, in)
	}
	return nil, false
}

// pointer writes null for nil.
func pointer(inner Writer, nonNull bool) Writer {
	return func(w *bytes.Buffer, v reflect.Value) bool {
		if v.IsNil() {
			return null(w, nonNull)
		}
		return inner(w, v.Elem())
	}
}

func null(w *bytes.Buffer, nonNull bool) bool {
	if nonNull {
		return false
	}
	w.WriteString("null")
	return true
}

// list writes a nil list as gqlgen does: null where there may be one.
func list(inner Writer, nonNull bool) Writer {
	return func(w *bytes.Buffer, v reflect.Value) bool {
		if v.IsNil() && !nonNull {
			return null(w, false)
		}
		w.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				w.WriteByte(',')
			}
			if !inner(w, v.Index(i)) {
				return false
			}
		}
		w.WriteByte(']')
		return true
	}
}

// part is a field of an object.
type part struct {
	key   string // as it stands in the object, with what is before it
	write Writer
}

// object writes the selected fields of a struct.
func (c compiler) object(def *ast.Definition, in reflect.Type, selected ast.SelectionSet) (Writer, bool) {
	var parts []part
	for _, f := range graphql.CollectFields(c.op, selected, append([]string{def.Name}, def.Interfaces...)) {
		if len(f.Deferrables) > 0 {
			return nil, false
		}
		write, ok := c.field(def, in, f)
		if !ok {
			return nil, false
		}
		parts = append(parts, part{`,"` + f.Alias + `":`, write}) // a name needs no escape
	}
	if len(parts) > 0 {
		parts[0].key = parts[0].key[1:]
	}
	return func(w *bytes.Buffer, v reflect.Value) bool {
		w.WriteByte('{')
		for i := range parts {
			w.WriteString(parts[i].key)
			if !parts[i].write(w, v) {
				return false
			}
		}
		w.WriteByte('}')
		return true
	}, true
}

// field writes a field of a struct.
func (c compiler) field(def *ast.Definition, in reflect.Type, f graphql.CollectedField) (Writer, bool) {
	if f.Name == "__typename" {
		return func(w *bytes.Buffer, _ reflect.Value) bool { return text(w, def.Name) }, true
	}
	rule, ruled := c.rules[def.Name+"."+f.Name]
	if f.Definition == nil || len(f.Definition.Arguments) > 0 || !ruled && c.resolved(def.Name, f.Name) {
		return nil, false
	}
	name := f.Name
	if rule.Field != "" {
		name = rule.Field
	}
	source, ok := sourceOf(in, name)
	if !ok {
		return nil, false
	}
	var write Writer
	of := f.Definition.Type
	switch {
	case rule.Text != nil:
		write = func(w *bytes.Buffer, v reflect.Value) bool { return text(w, rule.Text(v.String())) }
	case rule.NullIfZero:
		write, ok = c.value(&ast.Type{NamedType: of.NamedType, Elem: of.Elem, NonNull: true}, source.of, f.Selections)
		write = unlessZero(write, func(w *bytes.Buffer) bool { return null(w, of.NonNull) })
	default:
		write, ok = c.value(of, source.of, f.Selections)
	}
	if rule.NotZero {
		write = unlessZero(write, func(*bytes.Buffer) bool { return false })
	}
	return source.write(write), ok
}

func unlessZero(write Writer, zero func(*bytes.Buffer) bool) Writer {
	return func(w *bytes.Buffer, v reflect.Value) bool {
		if v.IsZero() {
			return zero(w)
		}
		return write(w, v)
	}
}

// source is where the value of a field comes from.
type source struct {
	of    reflect.Type
	write func(Writer) Writer
}

// sourceOf finds what gqlgen binds: the method or the field of a name, in whatever
// case.
func sourceOf(in reflect.Type, name string) (s source, ok bool) {
	pointer := reflect.PointerTo(in)
	for i := range pointer.NumMethod() {
		if m := pointer.Method(i); strings.EqualFold(m.Name, name) {
			return fromMethod(m), m.Type.NumIn() == 1 && m.Type.NumOut() == 1
		}
	}
	field, ok := in.FieldByNameFunc(func(field string) bool { return strings.EqualFold(field, name) })
	if !ok || !field.IsExported() {
		return s, false
	}
	// Through a pointer that is embedded there may be nothing.
	for i := 1; i < len(field.Index); i++ {
		if in.FieldByIndex(field.Index[:i]).Type.Kind() != reflect.Struct {
			return s, false
		}
	}
	return source{field.Type, func(write Writer) Writer { return at(field.Index, write) }}, true
}

// fromMethod calls a method that takes nothing.
func fromMethod(m reflect.Method) source {
	if m.Type.NumOut() != 1 {
		return source{}
	}
	return source{m.Type.Out(0), func(write Writer) Writer {
		return func(w *bytes.Buffer, v reflect.Value) bool {
			return v.CanAddr() && write(w, v.Addr().Method(m.Index).Call(nil)[0])
		}
	}}
}

// at writes the field of a struct, or of one that is embedded in it.
func at(index []int, write Writer) Writer {
	switch len(index) {
	case 1:
		first := index[0]
		return func(w *bytes.Buffer, v reflect.Value) bool { return write(w, v.Field(first)) }
	case 2:
		first, second := index[0], index[1]
		return func(w *bytes.Buffer, v reflect.Value) bool { return write(w, v.Field(first).Field(second)) }
	}
	return func(w *bytes.Buffer, v reflect.Value) bool { return write(w, v.FieldByIndex(index)) }
}

// resolved says whether a field has a resolver of its own.
func (t *Types) resolved(typeName, field string) bool {
	of, ok := t.resolvers.MethodByName(typeName)
	if !ok {
		return false
	}
	methods := of.Type.Out(0)
	for i := range methods.NumMethod() {
		if strings.EqualFold(methods.Method(i).Name, field) {
			return true
		}
	}
	return false
}
