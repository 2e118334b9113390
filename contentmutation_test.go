package motcua_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"motcua"
	"motcua/demo"
)

// mutation changes a content at random: elements of lists are dropped, added,
// repeated and moved, words of texts changed, and values taken over from
// another content, so that enums stay valid.
type mutation struct {
	*rand.Rand
	rate float64
}

func (m mutation) of(c, other motcua.Content) motcua.Content {
	out := contentCopy(c)
	from := contentCopy(other)
	m.value(reflect.ValueOf(&out).Elem(), reflect.ValueOf(&from).Elem())
	return contentCopy(out) // as it comes out of the database
}

func contentCopy(c motcua.Content) (out motcua.Content) {
	doc, err := json.Marshal(c)
	if err == nil {
		err = json.Unmarshal(doc, &out)
	}
	if err != nil {
		panic(err)
	}
	return out
}

func (m mutation) hit() bool { return m.Float64() < m.rate }

func (m mutation) value(v, from reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				m.value(v.Field(i), from.Field(i))
			}
		}
	case reflect.Slice:
		m.list(v, from)
	case reflect.Pointer:
		switch {
		case m.hit():
			v.Set(from)
		case !v.IsNil() && !from.IsNil():
			m.value(v.Elem(), from.Elem())
		case !v.IsNil():
			m.value(v.Elem(), v.Elem())
		}
	case reflect.String:
		if m.hit() && v.Type() == reflect.TypeFor[string]() {
			v.SetString(m.words(v.String()))
		} else if m.hit() && from.String() != "" {
			v.Set(from)
		}
	default:
		if m.hit() {
			v.Set(from)
		}
	}
}

func (m mutation) list(v, from reflect.Value) {
	for i := range v.Len() {
		source := v.Index(i)
		if from.Len() > 0 {
			source = from.Index(m.IntN(from.Len()))
		}
		m.value(v.Index(i), source)
	}
	for m.hit() && v.Len() > 0 {
		i := m.IntN(v.Len())
		v.Set(reflect.AppendSlice(clone(v.Slice(0, i)), v.Slice(i+1, v.Len())))
	}
	for m.hit() {
		source := from
		if m.IntN(2) == 0 {
			source = v
		}
		if source.Len() > 0 {
			i := m.IntN(v.Len() + 1)
			next := reflect.Append(clone(v.Slice(0, i)), source.Index(m.IntN(source.Len())))
			v.Set(reflect.AppendSlice(next, v.Slice(i, v.Len())))
		}
	}
	for m.hit() && v.Len() > 1 {
		list := clone(v)
		reflect.Swapper(list.Interface())(m.IntN(v.Len()), m.IntN(v.Len()))
		v.Set(list)
	}
}

func clone(v reflect.Value) reflect.Value {
	return reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v)
}

func (m mutation) words(s string) string {
	words := strings.Fields(s)
	if len(words) == 0 {
		return "mới"
	}
	words[m.IntN(len(words))] = []string{"một", "hai", "", "05 ngày"}[m.IntN(4)]
	return strings.Join(words, " ")
}

// checkChanges holds a comparison to its promise in both directions.
func checkChanges(t *testing.T, a, b motcua.Content) {
	t.Helper()
	for _, pair := range [][2]motcua.Content{{a, b}, {b, a}} {
		changes, err := motcua.CompareContents(&pair[0], &pair[1])
		if err != nil {
			t.Fatal(err)
		}
		got, err := changes.Apply(&pair[0])
		if diff := cmp.Diff(pair[1], got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Fatalf("%s: %v\n%s", pair[0].Code, err, diff)
		}
		for _, c := range changes {
			for _, l := range []motcua.Language{motcua.Vietnamese, motcua.English} {
				if s := c.Sentence(l); s == "" || strings.Contains(s, "%!") {
					t.Errorf("%s: %q", c.Path, s)
				}
			}
		}
	}
}

func TestChangesOfDemoRecordsApply(t *testing.T) {
	records, err := demo.Records()
	if err != nil {
		t.Fatal(err)
	}
	m := mutation{rand.New(rand.NewPCG(7, 11)), 0.05}
	for i := range records {
		a, other := contentCopy(records[i].Content), records[m.IntN(len(records))].Content
		checkChanges(t, a, a)
		checkChanges(t, a, m.of(a, other))
	}
}
