//go:build !race

package demo

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua"
)

// ownWords is the longest run of words that a text may share with the
// published record; names of papers and documents are about that long.
const ownWords = 12

func checkOwnWords(t *testing.T, c *motcua.Content, real *published) {
	t.Helper()
	var theirs strings.Builder
	for _, part := range []any{real.Steps, real.Needs, real.Info, real.Cases, real.Methods} {
		for _, s := range allTexts(part) {
			theirs.WriteString(" | " + words(s))
		}
	}
	for _, text := range texts(c) {
		ours := strings.Fields(words(text))
		for i := 0; i+ownWords < len(ours); i++ {
			run := strings.Join(ours[i:i+ownWords+1], " ")
			if strings.Contains(theirs.String(), run) {
				t.Errorf("not in own words: %s", run)
				break
			}
		}
	}
}

// texts are those of the demo that are written anew.
func texts(c *motcua.Content) []string {
	var out []string
	add := func(s *string) {
		if s != nil {
			out = append(out, *s)
		}
	}
	add(c.Requirements)
	add(c.Description)
	for _, s := range c.Steps {
		add(s.Text)
	}
	for _, m := range c.Methods {
		add(m.Text)
		add(m.TimeLimit.Text)
		for _, f := range m.Fees {
			add(f.Text)
		}
	}
	for _, k := range c.Cases {
		for _, component := range k.Components {
			out = append(out, component.Name)
		}
	}
	return out
}

// allTexts gives every text within a value.
func allTexts(v any) []string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // values that came from JSON
	}
	var out []string
	for decoder := json.NewDecoder(strings.NewReader(string(raw))); ; {
		token, err := decoder.Token()
		if err != nil {
			return out
		}
		if s, ok := token.(string); ok {
			out = append(out, s)
		}
	}
}

// words are lower-case and without punctuation.
func words(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFC.String(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}
