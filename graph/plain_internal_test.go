package graph

import (
	"slices"
	"strings"
	"testing"
)

// A field that is added to a type of the schema has to be written, too.
func TestPlainTypesHaveAllFields(t *testing.T) {
	types := NewSchema(Config{}).Schema().Types
	for name, written := range map[string][]string{
		facetValue.name: names(facetValue), highlight.name: names(highlight), fragment.name: names(fragment),
	} {
		var want []string
		for _, f := range types[name].Fields {
			if !strings.HasPrefix(f.Name, "__") {
				want = append(want, f.Name)
			}
		}
		slices.Sort(want)
		slices.Sort(written)
		if !slices.Equal(want, written) {
			t.Errorf("%s has %v, written are %v", name, want, written)
		}
	}
}

func names[T any](p plain[T]) (out []string) {
	for name := range p.fields {
		out = append(out, name)
	}
	for name := range p.nested {
		out = append(out, name)
	}
	return out
}
