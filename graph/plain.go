package graph

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
	"motcua/graph/scalar"
)

// WritePlain is a middleware of fields that writes lists of plain values at
// once. A search with all its facets holds a thousand values; resolved field by
// field, each in a goroutine and with a context of its own, they take more time
// than finding, counting and ordering do. Nothing in them can fail.
func WritePlain(ctx context.Context, next graphql.Resolver) (any, error) {
	value, err := next(ctx)
	if err != nil {
		return value, err
	}
	switch list := value.(type) {
	case []motcua.FacetValue:
		return plainly(facetValue.writer(ctx, nil), list), nil
	case []motcua.Highlight:
		return plainly(highlight.writer(ctx, nil), list), nil
	}
	return value, nil
}

// plain says how the fields of a type are written.
type plain[T any] struct {
	name   string
	fields map[string]func(w *bytes.Buffer, v *T)
	nested map[string]func(ctx context.Context, f *graphql.CollectedField) func(w *bytes.Buffer, v *T)
}

// These have all fields of their types; a test compares them with the schema.
var (
	facetValue = plain[motcua.FacetValue]{name: "FacetValue", fields: map[string]func(*bytes.Buffer, *motcua.FacetValue){
		"value": func(w *bytes.Buffer, v *motcua.FacetValue) { writeText(w, v.Value) },
		"code":  func(w *bytes.Buffer, v *motcua.FacetValue) { writeOptional(w, v.Code) },
		"label": func(w *bytes.Buffer, v *motcua.FacetValue) { writeText(w, v.Label) },
		"count": func(w *bytes.Buffer, v *motcua.FacetValue) {
			w.Write(strconv.AppendInt(w.AvailableBuffer(), int64(v.Count), 10))
		},
		"parent":   func(w *bytes.Buffer, v *motcua.FacetValue) { writeOptional(w, v.Parent) },
		"selected": func(w *bytes.Buffer, v *motcua.FacetValue) { writeBool(w, v.Selected) },
	}}
	highlight = plain[motcua.Highlight]{
		name: "Highlight",
		fields: map[string]func(*bytes.Buffer, *motcua.Highlight){
			"field": func(w *bytes.Buffer, h *motcua.Highlight) { writeText(w, h.Field) },
		},
		nested: map[string]func(context.Context, *graphql.CollectedField) func(*bytes.Buffer, *motcua.Highlight){
			"fragments": func(ctx context.Context, f *graphql.CollectedField) func(*bytes.Buffer, *motcua.Highlight) {
				write := fragment.writer(ctx, f)
				return func(w *bytes.Buffer, h *motcua.Highlight) { writeList(w, write, h.Fragments) }
			},
		},
	}
	fragment = plain[motcua.Fragment]{name: "Fragment", fields: map[string]func(*bytes.Buffer, *motcua.Fragment){
		"text":   func(w *bytes.Buffer, f *motcua.Fragment) { writeText(w, f.Text) },
		"marked": func(w *bytes.Buffer, f *motcua.Fragment) { writeBool(w, f.Marked) },
	}}
)

// writer gives what writes an object with the fields that are selected, those
// of the field that is being resolved where none is named.
func (p *plain[T]) writer(ctx context.Context, f *graphql.CollectedField) func(*bytes.Buffer, *T) {
	if f == nil {
		f = &graphql.GetFieldContext(ctx).Field
	}
	type part struct {
		key   string // as it stands in the object, with what is before it
		write func(*bytes.Buffer, *T)
	}
	var parts []part
	for _, selected := range graphql.CollectFields(graphql.GetOperationContext(ctx), f.Selections, []string{p.name}) {
		one := part{key: `,"` + selected.Alias + `":`, write: p.fields[selected.Name]} // a name needs no escape
		switch {
		case selected.Name == "__typename":
			one.write = func(w *bytes.Buffer, _ *T) { writeText(w, p.name) }
		case one.write == nil:
			one.write = p.nested[selected.Name](ctx, &selected)
		}
		parts = append(parts, one)
	}
	return func(w *bytes.Buffer, v *T) {
		w.WriteByte('{')
		for i := range parts {
			key := parts[i].key
			if i == 0 {
				key = key[1:]
			}
			w.WriteString(key)
			parts[i].write(w, v)
		}
		w.WriteByte('}')
	}
}

// plainBytes is about what an object of a list takes, to spare growing.
const plainBytes = 64

// plainly writes a list now, as long as the operation runs: what is written
// later escapes its time limit.
func plainly[T any](write func(*bytes.Buffer, *T), list []T) graphql.Marshaler {
	w := bytes.NewBuffer(make([]byte, 0, plainBytes*len(list)+2))
	writeList(w, write, list)
	return graphql.WriterFunc(func(to io.Writer) { _, _ = to.Write(w.Bytes()) }) // gqlgen's writer keeps its own error
}

func writeList[T any](w *bytes.Buffer, write func(*bytes.Buffer, *T), list []T) {
	w.WriteByte('[')
	for i := range list {
		if i > 0 {
			w.WriteByte(',')
		}
		write(w, &list[i])
	}
	w.WriteByte(']')
}

// writeText writes a String as the scalar does, most of the time without asking it.
func writeText(w *bytes.Buffer, s string) {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == '"' || s[i] == '\\' {
			scalar.MarshalString(s).MarshalGQL(w)
			return
		}
	}
	w.WriteByte('"')
	w.WriteString(s)
	w.WriteByte('"')
}

func writeOptional(w *bytes.Buffer, s *string) {
	if s == nil {
		w.WriteString("null")
		return
	}
	writeText(w, *s)
}

func writeBool(w *bytes.Buffer, b bool) { w.Write(strconv.AppendBool(w.AvailableBuffer(), b)) }
