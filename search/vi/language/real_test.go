//go:build !race

package language_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/search/vi"
	"motcua/search/vi/language"
)

// open opens a file of real data, and skips the test where there is none.
func open(t testing.TB, name string) *os.File {
	t.Helper()
	dir := os.Getenv("MOTCUA_DATA_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("MOTCUA_REQUIRE_DATA") != "1" {
		t.Skipf("needs %s, which is not part of the project; set MOTCUA_DATA_DIR", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// procedure is the texts of a procedure.
type procedure struct {
	name string
	rest []string
}

type record struct {
	Detail struct {
		Name, RequirementsAndConditions string
		CategoriesDetails               []named
		ResultsDetails                  []named
		ExecutionMethods                []named
		ExecutionSteps                  []named
		ExecutionCases                  []struct {
			Name              string
			ProfileComponents []named
		}
	}
}

type named struct{ Name, Description string }

func (r *record) texts() procedure {
	p := procedure{name: r.Detail.Name, rest: []string{r.Detail.RequirementsAndConditions}}
	add := func(all []named) {
		for _, n := range all {
			p.rest = append(p.rest, n.Name, n.Description)
		}
	}
	add(r.Detail.CategoriesDetails)
	add(r.Detail.ResultsDetails)
	add(r.Detail.ExecutionMethods)
	add(r.Detail.ExecutionSteps)
	for _, c := range r.Detail.ExecutionCases {
		p.rest = append(p.rest, c.Name)
		add(c.ProfileComponents)
	}
	return p
}

var read struct {
	sync.Mutex
	procedures []procedure
}

// catalogue reads the real catalogue, once.
func catalogue(t testing.TB) []procedure {
	t.Helper()
	read.Lock()
	defer read.Unlock()
	if read.procedures != nil {
		return read.procedures
	}
	z, err := gzip.NewReader(open(t, "national-catalog.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(z); d.More(); {
		var r record
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		read.procedures = append(read.procedures, r.texts())
	}
	return read.procedures
}

// questions reads the citizens' questions that were typed with marks: of the
// others nobody knows which marks are right.
func questions(t testing.TB) []string {
	t.Helper()
	var all []string
	for s := bufio.NewScanner(open(t, "queries-dev.jsonl")); s.Scan(); {
		var q struct{ Query string }
		if err := json.Unmarshal(s.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(vi.Syllables(q.Query), func(t vi.Token) bool { return t.Is(vi.HasMark) }) {
			all = append(all, q.Query)
		}
	}
	return all
}

func trainOn(procedures []procedure) *language.Model {
	t := language.NewTrainer()
	t.AddEveryday()
	for _, p := range procedures {
		t.Add(p.name, 3)
		for _, text := range p.rest {
			t.Add(text, 1)
		}
	}
	return t.Model()
}

// unmarked is a text's tokens without marks, as they are typed, and the keys they
// should get.
func unmarked(text string) (tokens, keys []string) {
	for _, t := range vi.Syllables(text) {
		raw := t.Text(text)
		keys = append(keys, vi.Exact(raw))
		tokens = append(tokens, unmark(raw))
	}
	return tokens, keys
}

// unmark takes the marks off and nothing else, as vi.Folded rewrites y.
func unmark(raw string) string {
	keys := vi.EncodeVNI(raw)
	if strings.ContainsAny(raw, "0123456789") {
		return keys
	}
	return strings.TrimRight(strings.NewReplacer("6", "", "7", "", "8", "", "9", "").Replace(keys), "12345")
}

// restoring tells which share of the syllables gets its marks back.
func restoring(m *language.Model, texts []string) float64 {
	right, all := 0, 0
	for _, text := range texts {
		tokens, keys := unmarked(text)
		const most = 64 // more are left alone
		for i, r := range m.Restore(tokens[:min(len(tokens), most)]) {
			if r.Key == "" && keys[i] == vi.Folded(tokens[i]) {
				continue // a number, or an abbreviation
			}
			all++
			if r.Key == keys[i] {
				right++
			}
		}
	}
	return float64(right) / float64(all)
}

func TestRealRestore(t *testing.T) {
	var seen, held []procedure
	for i, p := range catalogue(t) {
		if i%10 == 3 {
			held = append(held, p)
		} else {
			seen = append(seen, p)
		}
	}
	names := make(map[string]bool)
	for _, p := range seen {
		names[p.name] = true
	}
	var unseen []string
	for _, p := range held {
		if !names[p.name] {
			unseen = append(unseen, p.name)
		}
	}
	m := trainOn(seen)
	got := restoring(m, unseen)
	t.Logf("%d names held out: %.4f of the syllables", len(unseen), got)
	if got < 0.986 {
		t.Errorf("%.4f of the syllables of names restored, want 0.986", got)
	}
	got = restoring(m, questions(t))
	t.Logf("questions: %.4f", got)
	if got < 0.965 {
		t.Errorf("%.4f of the syllables of questions restored, want 0.965", got)
	}
}

// TestRealIntact asks what happens to questions that are right: hardly anything
// may.
func TestRealIntact(t *testing.T) {
	m := trainOn(catalogue(t))
	var changed []string
	tokens, questions := 0, questions(t)
	for _, text := range questions {
		var raw []string
		for _, s := range vi.Syllables(text) {
			raw = append(raw, s.Text(text))
		}
		tokens += len(raw)
		for i, r := range m.Restore(raw) {
			if r.Key != "" && r.Key != vi.Exact(raw[i]) {
				changed = append(changed, raw[i]+" restored to "+r.Text)
			}
		}
		for _, c := range m.Correct(raw, language.Options{}) {
			if c.Probability > 0.5 {
				changed = append(changed, strings.Join(raw[c.Start:c.End], " ")+" corrected to "+c.Text)
			}
		}
		for _, r := range raw {
			if s, ok := m.Decode(r); ok {
				changed = append(changed, r+" decoded to "+s)
			}
		}
	}
	t.Logf("%d of %d tokens: %q", len(changed), tokens, changed)
	if len(changed)*300 > tokens {
		t.Errorf("%d of %d tokens changed, want at most one in 300", len(changed), tokens)
	}
}

// slip makes a random slip in a word: letters swapped, dropped, doubled or
// replaced.
func slip(r *rand.Rand, word string) string {
	c := []rune(word)
	i := r.Intn(len(c) - 1)
	switch r.Intn(4) {
	case 0:
		c[i], c[i+1] = c[i+1], c[i]
	case 1:
		c = slices.Delete(c, i, i+1)
	case 2:
		c = slices.Insert(c, i, c[i])
	default:
		c[i] = rune('a' + r.Intn(26))
	}
	return string(c)
}

func TestRealCorrect(t *testing.T) {
	m := trainOn(catalogue(t))
	r := rand.New(rand.NewSource(1))
	slips, first, listed := 0, 0, 0
	for _, text := range slices.Repeat(questions(t), 10) {
		tokens, keys := unmarked(text)
		i := r.Intn(len(tokens))
		if len(tokens[i]) < 3 || strings.ContainsAny(tokens[i], "0123456789") {
			continue
		}
		tokens[i] = slip(r, tokens[i])
		if m.Known(vi.Folded(tokens[i])) {
			continue // nobody can tell
		}
		slips++
		n := 0
		for _, c := range m.Correct(tokens, language.Options{}) {
			if c.Start > i || c.End <= i {
				continue
			}
			if n++; len(c.Keys) == 1 && vi.FoldKey(c.Keys[0]) == vi.FoldKey(keys[i]) {
				listed++
				if n == 1 {
					first++
				}
				break
			}
		}
	}
	got, any := float64(first)/float64(slips), float64(listed)/float64(slips)
	t.Logf("%d slips: %.3f corrected first, %.3f at all", slips, got, any)
	if got < 0.85 || any < 0.9 {
		t.Errorf("%.3f of the slips corrected first, %.3f at all; want 0.85 and 0.9", got, any)
	}
}

func TestRealDecode(t *testing.T) {
	m := trainOn(catalogue(t))
	for name, encode := range map[string]func(string) string{"Telex": vi.EncodeTelex, "VNI": vi.EncodeVNI} {
		right, all := 0, 0
		for _, text := range questions(t) {
			for _, s := range vi.Syllables(text) {
				raw := s.Text(text)
				if !s.Is(vi.HasMark) || !vi.IsSyllable(raw) {
					continue
				}
				all++
				if got, _ := m.Decode(encode(raw)); vi.Exact(got) == vi.Exact(raw) {
					right++
				}
			}
		}
		t.Logf("%s: %d of %d", name, right, all)
		if right*100 < all*98 {
			t.Errorf("%s: %d of %d decoded", name, right, all)
		}
	}
}

// TestRealSize holds the model to its bounds, generously in time.
func TestRealSize(t *testing.T) {
	procedures := catalogue(t)
	start := time.Now()
	m := trainOn(procedures)
	took := time.Since(start)
	b := stored(t, m)
	start = time.Now()
	if _, err := language.Read(bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d words, %d pairs: trained in %v, %d bytes stored, read in %v", m.Words(), m.Pairs(), took, len(b), time.Since(start))
	if len(b) > 2<<20 || took > 10*time.Second {
		t.Error("the model is larger or slower to train than it should be")
	}
}

func BenchmarkTrain(b *testing.B) {
	procedures := catalogue(b)
	b.ReportAllocs()
	for b.Loop() {
		trainOn(procedures)
	}
}

func BenchmarkRead(b *testing.B) {
	stored := stored(b, trainOn(catalogue(b)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := language.Read(bytes.NewReader(stored)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAsk(b *testing.B) {
	m := trainOn(catalogue(b))
	short := strings.Fields("thu tuc dang ky lai khai sinh cho nguoi da mat giay")
	slips := strings.Fields("thu tuc dang kyy lai khaisinh cho nguoi da amt giay")
	all := strings.Fields("thuu tucc dangg kyy laii khaisinh choo nguooi ddda amtt giiay")
	long := strings.Fields(strings.Repeat("dang ky lai khai sinh cho nguoi co ", 6))
	for _, bench := range []struct {
		name string
		run  func()
	}{
		{"Restore/11", func() { m.Restore(short) }},
		{"Restore/48", func() { m.Restore(long) }},
		{"Correct/right", func() { m.Correct(short, language.Options{}) }},
		{"Correct/three", func() { m.Correct(slips, language.Options{}) }},
		{"Correct/all", func() { m.Correct(all, language.Options{}) }},
		{"Correct/doubt", func() { m.Correct(short, language.Options{Doubt: true}) }},
		{"Decode", func() { m.Decode("dangdw") }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bench.run()
			}
		})
	}
}
