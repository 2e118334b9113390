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

// text writes a String as the scalar does, which looks at each letter: of a
// procedure nearly all is text, and most texts have line ends.
func text(w *bytes.Buffer, s string) bool {
	w.WriteByte('"')
	for n := safe(s); n < len(s); n = safe(s) {
		w.WriteString(s[:n])
		escape(w, s[n])
		s = s[n+1:]
	}
	w.WriteString(s)
	w.WriteByte('"')
	return true
}

// escape writes a byte that may not stand in a text as it is.
func escape(w *bytes.Buffer, c byte) {
	switch c {
	case '\t':
		w.WriteString(`\t`)
	case '\r':
		w.WriteString(`\r`)
	case '\n':
		w.WriteString(`\n`)
	case '"', '\\':
		w.WriteByte('\\')
		w.WriteByte(c)
	default:
		w.WriteString(`\u00`)
		w.WriteByte(hexDigits[c>>4])
		w.WriteByte(hexDigits[c&15])
	}
}

const hexDigits = "0123456789ABCDEF"

// One byte in each of eight.
const (
	lows  = 0x0101010101010101
	highs = 0x80 * lows
)

// safe is how much of a text, from its beginning, needs no escape. It looks at
// eight bytes at once; those of letters beyond ASCII have the highest bit set and
// are never any that need one.
func safe(s string) int {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		x := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
			uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
		quote, slash := x^'"'*lows, x^'\\'*lows
		if ((x-' '*lows)|(quote-lows)|(slash-lows))&^x&highs != 0 {
			break
		}
	}
	for ; i < len(s); i++ {
		if s[i] < ' ' || s[i] == '"' || s[i] == '\\' {
			return i
		}
	}
	return i
}
