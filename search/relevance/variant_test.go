package relevance

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"motcua/search/vi"
)

func demoQuestions(t testing.TB) []Question {
	t.Helper()
	questions, err := ReadFile("testdata/demo.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return questions
}

// questionGen draws a question of the demo set, composed or decomposed, under
// an id of its own.
func questionGen(questions []Question) *rapid.Generator[Question] {
	return rapid.Custom(func(t *rapid.T) Question {
		q := rapid.SampledFrom(questions).Draw(t, "question")
		q.ID = rapid.String().Draw(t, "id")
		if rapid.Bool().Draw(t, "decomposed") {
			q.Query = norm.NFD.String(q.Query)
		}
		return q
	})
}

func TestVariantsOfOneQuestion(t *testing.T) {
	q := Question{ID: "x", Query: "Đổi bằng lái A1 theo 1872/QĐ-BTP"}
	for v, want := range map[Variant]string{
		AsIs:     "Đổi bằng lái A1 theo 1872/QĐ-BTP",
		Unmarked: "Doi bang lai A1 theo 1872/QD-BTP",
		Telex:    "ddooir bawngf lais a1 theo 1872/qdd-btp",
		VNI:      "d9o6i3 ba8ng2 lai1 a1 theo 1872/qd9-btp",
	} {
		if got := v.Apply(q); got != want {
			t.Errorf("%s: %q, want %q", v, got, want)
		}
	}
}

func TestVariantNames(t *testing.T) {
	for _, v := range Variants() {
		var back Variant
		if err := back.UnmarshalText([]byte(v.String())); err != nil || back != v {
			t.Errorf("%s reads as %v, %v", v, back, err)
		}
	}
	if err := new(Variant).UnmarshalText([]byte("upside-down")); err == nil {
		t.Error("an unknown variant is read")
	}
}

func TestVariantsAreDeterministic(t *testing.T) {
	for _, q := range demoQuestions(t) {
		for _, v := range Variants() {
			if first, second := v.Apply(q), v.Apply(q); first != second {
				t.Errorf("%s of %q: %q, then %q", v, q.ID, first, second)
			}
		}
	}
}

func TestUnmarkedHasNoMarks(t *testing.T) {
	questions := demoQuestions(t)
	rapid.Check(t, func(t *rapid.T) {
		q := questionGen(questions).Draw(t, "q")
		got := Unmarked.Apply(q)
		for _, token := range vi.Syllables(got) {
			if token.Is(vi.HasMark) {
				t.Fatalf("%q still has a mark", token.Text(got))
			}
		}
		if folded(got) != folded(q.Query) {
			t.Fatalf("%q became %q", q.Query, got)
		}
	})
}

// folded is the text as the folded index sees it.
func folded(text string) string { return strings.Join(words(text, vi.Folded), " ") }

// words gives a key for each token of a text.
func words(text string, key func(string) string) []string {
	var out []string
	for _, token := range vi.Syllables(text) {
		out = append(out, key(token.Text(text)))
	}
	return out
}

func TestHalfMarked(t *testing.T) {
	marked, left := 0, 0
	for _, q := range demoQuestions(t) {
		got := HalfMarked.Apply(q)
		was, is := words(q.Query, vi.Exact), words(got, vi.Exact)
		for i := range was {
			if bare := vi.Exact(strip(vi.Syllables(q.Query)[i].Text(q.Query))); is[i] != was[i] && is[i] != bare {
				t.Errorf("%q: syllable %d is neither as it was nor bare", got, i)
			} else if was[i] != bare {
				marked++
				if is[i] == was[i] {
					left++
				}
			}
		}
	}
	if share := float64(left) / float64(marked); share < 0.45 || share > 0.55 {
		t.Errorf("%.2f of the marked syllables keep their marks, want about half", share)
	}
}

func TestKeystrokesDecodeBack(t *testing.T) {
	for v, decode := range map[Variant]func(string) (string, bool){Telex: vi.DecodeTelex, VNI: vi.DecodeVNI} {
		for _, q := range demoQuestions(t) {
			typed := words(v.Apply(q), func(s string) string { return s })
			for i, word := range words(q.Query, func(s string) string { return s }) {
				if !vi.IsSyllable(word) {
					continue
				}
				if got, ok := decode(typed[i]); !ok || vi.Exact(got) != vi.Exact(word) {
					t.Errorf("%s: %q was typed %q, which reads as %q, %v", v, word, typed[i], got, ok)
				}
			}
		}
	}
}

func TestTypoChangesOneWord(t *testing.T) {
	questions := demoQuestions(t)
	rapid.Check(t, func(t *rapid.T) {
		q := questionGen(questions).Draw(t, "q")
		got := Typo.Apply(q)
		was, is := words(q.Query, vi.Exact), words(got, vi.Exact)
		if len(was) != len(is) {
			t.Fatalf("%q has other words than %q", got, q.Query)
		}
		var changed []int
		for i := range was {
			if was[i] != is[i] {
				changed = append(changed, i)
			}
		}
		want := min(len(slippery(q.Query)), 1)
		if len(changed) != want {
			t.Fatalf("%q: %d words changed, want %d", got, len(changed), want)
		}
		for _, i := range changed {
			if !slices.ContainsFunc(slippery(q.Query), func(s vi.Token) bool { return vi.Exact(s.Text(q.Query)) == was[i] }) {
				t.Fatalf("%q: word %d must not change", got, i)
			}
		}
	})
}

func TestTypoSparesCodes(t *testing.T) {
	for _, query := range []string{"1.001193", "6375/QĐ-BQP", "2.000815.000.00.00.H55", "B2 A1", "kt3 ở xã"} {
		for id := range 50 {
			if got := Typo.Apply(Question{ID: string(rune('a' + id)), Query: query}); got != query {
				t.Errorf("%q became %q", query, got)
			}
		}
	}
}

func TestEverySlipHappens(t *testing.T) {
	seen := map[string]bool{}
	for id := range 500 {
		seen[Typo.Apply(Question{ID: string(rune('a' + id)), Query: "kho"})] = true
	}
	for _, want := range []string{"hko", "koh", "ho", "ko", "kh", "kkho", "khho", "khoo", "lho", "kgo", "khp"} {
		if !seen[want] {
			t.Errorf("kho never became %s", want)
		}
	}
}

func TestNeighbours(t *testing.T) {
	for key, want := range map[rune]string{'q': "wa", 'g': "fhtyvb", 'm': "njk", 'p': "ol"} {
		if got := neighbours[key]; got != want {
			t.Errorf("beside %c lie %q, want %q", key, got, want)
		}
	}
}
