//go:build !race

package db_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua"
)

// foldedPairs gives the syllables of a text without their marks, alone and in
// pairs of neighbours.
func foldedPairs(text string) []string {
	words := strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	pairs := slices.Clone(words)
	for i := 1; i < len(words); i++ {
		pairs = append(pairs, words[i-1]+" "+words[i])
	}
	return pairs
}

func fold(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'đ':
			return 'd'
		case unicode.Is(unicode.Mn, r):
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(text)))
}

// TestRealAliasesMeanWhatTheCatalogueSays keeps meanings in the catalogue's
// words: one that no text holds could never find anything. Places are free, as
// not every province has a procedure of its own; so are the kinds whose
// meaning is not searched for, and teencode, which expands to any word.
func TestRealAliasesMeanWhatTheCatalogueSays(t *testing.T) {
	held := cataloguePairs(t)
	free := []motcua.AliasKind{motcua.AliasPlace, motcua.AliasIntent, motcua.AliasNotAProcedure, motcua.AliasTeencode}
	for _, a := range defaults(t) {
		if slices.Contains(free, a.Kind) {
			continue
		}
		for _, pair := range foldedPairs(a.Means) {
			if !held[pair] {
				t.Errorf("%q means %q, but no text of the catalogue has %q", a.Form, a.Means, pair)
			}
		}
	}
}

func cataloguePairs(t *testing.T) map[string]bool {
	t.Helper()
	f, err := os.Open("../../shared/data/national-catalog.jsonl.gz")
	if err != nil {
		if os.Getenv("MOTCUA_REQUIRE_DATA") == "1" {
			t.Fatal(err)
		}
		t.Skipf("no real catalogue: %v", err)
	}
	defer func() { _ = f.Close() }()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]bool{}
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var record any
		if err := json.Unmarshal(lines.Bytes(), &record); err != nil {
			t.Fatal(err)
		}
		addPairs(held, record)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return held
}

func addPairs(held map[string]bool, value any) {
	switch v := value.(type) {
	case string:
		for _, pair := range foldedPairs(v) {
			held[pair] = true
		}
	case []any:
		for _, item := range v {
			addPairs(held, item)
		}
	case map[string]any:
		for _, item := range v {
			addPairs(held, item)
		}
	}
}
