package portal

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzParse: a record or a refusal, never both or neither, and a record can be
// stored.
func FuzzParse(f *testing.F) {
	f.Add([]byte(rich(f)))
	f.Add([]byte(line(1, "1.000001")))
	f.Add([]byte(`{"detail":{"id":"\ud800"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		record, refusal := Parse(data, 1, Options{Today: 20000})
		if (record == nil) == (refusal == nil) {
			t.Fatalf("record %v, refusal %v", record, refusal)
		}
		if refusal != nil {
			if refusal.Reason == "" || strings.Contains(refusal.Value+refusal.Code, "\x00") {
				t.Fatalf("refusal %+v", *refusal)
			}
			return
		}
		doc, _, err := record.Content.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(doc), `\u0000`) && !strings.Contains(string(doc), `\\u0000`) {
			t.Fatalf("a NUL in %s", doc)
		}
		if _, err := json.Marshal(record.Provenance); err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(record.Doubts); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzSplit compares the tree with what encoding/json reads.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{rich(f), `[1,-2.5e3,"\u00e1\n\ud83d\ude00\\\"",{"a":[],"b":{}},true,null]`, ` "x" `, `{"a":1,"a":2}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if !json.Valid([]byte(text)) || d.Decode(&want) != nil {
			return
		}
		var tr tree
		tr.split(text)
		if tr.flaw != "" || strings.ToValidUTF8(text, "") != text {
			return // encoding/json replaces what it cannot read
		}
		if diff := cmp.Diff(want, tr.plain(0)); diff != "" {
			t.Errorf("%s\n-want +got:\n%s", text, diff)
		}
	})
}

// plain gives a node as encoding/json would.
func (t *tree) plain(at int32) any {
	n := t.nodes[at]
	switch n.kind {
	case kindNull:
		return nil
	case kindBool:
		return n.text == "true"
	case kindNumber:
		return json.Number(n.text)
	case kindString:
		return n.text
	case kindArray:
		out := []any{}
		for i := at + 1; i < n.end; i = t.nodes[i].end {
			out = append(out, t.plain(i))
		}
		return out
	}
	out := map[string]any{}
	for i := at + 1; i < n.end; i = t.nodes[i].end {
		out[t.nodes[i].key] = t.plain(i)
	}
	return out
}
