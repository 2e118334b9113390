//go:build !race

package portal

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

// catalogue is the real national catalogue, beside the project.
const catalogue = "../../../shared/data/national-catalog.jsonl.gz"

// fetchedOn is the day on which the catalogue was fetched.
var fetchedOn = motcua.NewDate(2026, 7, 18)

func openCatalogue(t testing.TB) *os.File {
	t.Helper()
	f, err := os.Open(catalogue)
	if err != nil {
		if os.Getenv("MOTCUA_REQUIRE_DATA") == "1" {
			t.Fatal(err)
		}
		t.Skipf("no real catalogue: %v", err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

var realRecords = sync.OnceValues(func() ([]*motcua.Record, error) {
	f, err := os.Open(catalogue)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	reader, err := NewReader(f, Options{Today: fetchedOn})
	if err != nil {
		return nil, err
	}
	var out []*motcua.Record
	for result, err := range Records(reader, 2) {
		if err != nil {
			return nil, err
		}
		if result.Refusal != nil {
			return nil, fmt.Errorf("refused: %+v", *result.Refusal)
		}
		out = append(out, result.Record)
	}
	return out, nil
})

func everyRecord(t *testing.T) []*motcua.Record {
	t.Helper()
	openCatalogue(t)
	records, err := realRecords()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// TestRealDoubts counts the doubts by kind, and the records that have one.
func TestRealDoubts(t *testing.T) {
	records := everyRecord(t)
	var collisions Collisions
	doubts, having := map[motcua.DoubtKind]int{}, map[motcua.DoubtKind]map[motcua.ID]bool{}
	count := func(id motcua.ID, d motcua.Doubt) {
		doubts[d.Kind]++
		if having[d.Kind] == nil {
			having[d.Kind] = map[motcua.ID]bool{}
		}
		having[d.Kind][id] = true
	}
	for _, r := range records {
		r := *r
		if refusal := collisions.Add(&r); refusal != nil {
			t.Errorf("refused: %+v", *refusal)
		}
		for _, d := range r.Doubts {
			count(r.Procedure, d)
		}
	}
	for _, f := range collisions.Rest() {
		count(f.Procedure, f.Doubt)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%-26s %6d\n", "records", len(records))
	for _, kind := range motcua.DoubtKinds() {
		fmt.Fprintf(&out, "%-26s %6d in %4d records\n", kind, doubts[kind], len(having[kind]))
	}
	golden(t, "testdata/real.golden.txt", []byte(out.String()))
}

// TestRealCodeTwice finds the two procedures of one code, as published.
func TestRealCodeTwice(t *testing.T) {
	var got []string
	for _, r := range everyRecord(t) {
		if r.Content.NationalCode() == "1.014325" {
			got = append(got, fmt.Sprintf("%q %s %s", r.Content.Code, *r.Content.Decision.Number, r.Procedure))
		}
	}
	want := []string{
		`" 1.014325" 633/QĐ-UBND 019dc4fb-e9a3-7054-9ac2-13ec7c0fca4c`,
		`"1.014325" 01/QĐ-UBND 019d89d3-1fea-70dc-862c-e608fabc0263`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestRealFacts checks what is known of the catalogue from a count by other
// means.
func TestRealFacts(t *testing.T) {
	got, largest := map[string]int{}, ""
	for _, r := range everyRecord(t) {
		c := &r.Content
		if _, _, err := c.Encode(); err != nil {
			t.Fatal(err)
		}
		got["kind "+string(c.Kind)]++
		if len(c.Executing) == 0 {
			got["no executing agency"]++
		}
		if len(c.LegalBases) == 0 {
			got["no legal basis"]++
		}
		if c.Requirements == nil {
			got["no requirements"]++
		}
		if c.Description != nil {
			got["description of its own"]++
		}
		for _, one := range c.Cases {
			got["components"] += len(one.Components)
		}
		for _, m := range c.Methods {
			for _, f := range m.Fees {
				if f.Amount != nil && len(*f.Amount) > len(largest) {
					largest = string(*f.Amount)
				}
			}
		}
	}
	want := map[string]int{
		"kind STANDARD": 4574, "kind SPECIFIC": 899, "kind STANDARD_INTERNAL": 192,
		"no executing agency": 39, "no legal basis": 200, "no requirements": 2942, "components": 28064,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if largest != "17500000000" {
		t.Errorf("the largest fee is %s", largest)
	}
}

func BenchmarkReal(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				reader, err := NewReader(openCatalogue(b), Options{Today: fetchedOn})
				if err != nil {
					b.Fatal(err)
				}
				var bytes int64
				for result, err := range Records(reader, workers) {
					if err != nil {
						b.Fatal(err)
					}
					bytes += int64(len(result.Record.Raw)) + 1
				}
				b.SetBytes(bytes)
			}
		})
	}
}

// leaf is a text or a number of a JSON document; places in arrays are left out
// of its path.
type leaf struct{ path, value string }

func leaves(t *testing.T, raw []byte) []leaf {
	t.Helper()
	var tr tree
	tr.split(string(raw))
	var out []leaf
	for i, n := range tr.nodes {
		if n.kind != kindString && n.kind != kindNumber {
			continue
		}
		var path strings.Builder
		for _, part := range strings.Split(tr.path(int32(i)), "[") {
			if _, after, ok := strings.Cut(part, "]"); ok {
				part = "[]" + after
			}
			path.WriteString(part)
		}
		out = append(out, leaf{path.String(), n.text})
	}
	return out
}
