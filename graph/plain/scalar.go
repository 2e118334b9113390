package plain

import (
	"bytes"
	"context"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"

	own "motcua/graph/scalar"
)

var (
	marshaler        = reflect.TypeFor[graphql.Marshaler]()
	contextMarshaler = reflect.TypeFor[graphql.ContextMarshaler]()
	moment           = reflect.TypeFor[time.Time]()
)

// scalar writes a scalar or an enum of the schema.
func scalar(name string, in reflect.Type) (Writer, bool) {
	switch {
	case reflect.PointerTo(in).Implements(contextMarshaler):
		return func(w *bytes.Buffer, v reflect.Value) bool {
			m, ok := addressed(v).(graphql.ContextMarshaler)
			return ok && m.MarshalGQLContext(context.Background(), w) == nil // what it says of one it says of all
		}, true
	case reflect.PointerTo(in).Implements(marshaler):
		return func(w *bytes.Buffer, v reflect.Value) bool {
			m, ok := addressed(v).(graphql.Marshaler)
			if ok {
				m.MarshalGQL(w)
			}
			return ok
		}, true
	case name == "String" && in.Kind() == reflect.String, name == "ID" && in.Kind() == reflect.String:
		return func(w *bytes.Buffer, v reflect.Value) bool { return text(w, v.String()) }, true
	case name == "Boolean" && in.Kind() == reflect.Bool:
		return func(w *bytes.Buffer, v reflect.Value) bool {
			w.Write(strconv.AppendBool(w.AvailableBuffer(), v.Bool()))
			return true
		}, true
	case name == "Int" && in == reflect.TypeFor[int]():
		return func(w *bytes.Buffer, v reflect.Value) bool {
			n := v.Int()
			w.Write(strconv.AppendInt(w.AvailableBuffer(), n, 10))
			return n >= math.MinInt32 && n <= math.MaxInt32
		}, true
	case name == "DateTime" && in == moment:
		return func(w *bytes.Buffer, v reflect.Value) bool {
			t, ok := v.Interface().(time.Time)
			own.MarshalDateTime(t).MarshalGQL(w)
			return ok
		}, true
	}
	return nil, false
}

// addressed gives what has the methods of a value, without a copy where it can.
func addressed(v reflect.Value) any {
	if v.CanAddr() {
		return v.Addr().Interface()
	}
	copied := reflect.New(v.Type())
	copied.Elem().Set(v)
	return copied.Interface()
}

// text writes a String as the scalar does, most of the time without asking it.
func text(w *bytes.Buffer, s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == '"' || s[i] == '\\' {
			own.MarshalString(s).MarshalGQL(w)
			return true
		}
	}
	w.WriteByte('"')
	w.WriteString(s)
	w.WriteByte('"')
	return true
}
