package motcua

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// enum is the one table of an enumeration: its values in their order, each
// with the Vietnamese term it stands for. Whatever reads or writes a value goes
// through the table, so that an unknown value fails instead of travelling on.
type enum[E ~string] struct {
	name   string
	values []enumValue[E]
}

type enumValue[E ~string] struct {
	value E
	label string
}

func (t *enum[E]) list() []E {
	out := make([]E, len(t.values))
	for i, v := range t.values {
		out[i] = v.value
	}
	return out
}

func (t *enum[E]) label(e E) string {
	for _, v := range t.values {
		if v.value == e {
			return v.label
		}
	}
	return ""
}

func (t *enum[E]) check(e E) error {
	for _, v := range t.values {
		if v.value == e {
			return nil
		}
	}
	return &Error{Kind: KindInvalid, Message: fmt.Sprintf("%s: unknown value %q, expected one of %s", t.name, string(e), t.expected())}
}

func (t *enum[E]) expected() string {
	names := make([]string, len(t.values))
	for i, v := range t.values {
		names[i] = string(v.value)
	}
	return strings.Join(names, ", ")
}

// The four below serve encoding.TextMarshaler and gqlgen's context marshalers.

func (t *enum[E]) marshal(e E) ([]byte, error) {
	if err := t.check(e); err != nil {
		return nil, err
	}
	return []byte(e), nil
}

func (t *enum[E]) unmarshal(b []byte, to *E) error {
	if err := t.check(E(b)); err != nil {
		return err
	}
	*to = E(b)
	return nil
}

func (t *enum[E]) write(w io.Writer, e E) error {
	if err := t.check(e); err != nil {
		return err
	}
	_, err := io.WriteString(w, strconv.Quote(string(e)))
	return err
}

func (t *enum[E]) read(v any, to *E) error {
	s, ok := v.(string)
	if !ok {
		return &Error{Kind: KindInvalid, Message: fmt.Sprintf("%s: expected a name, got %T", t.name, v)}
	}
	return t.unmarshal([]byte(s), to)
}
