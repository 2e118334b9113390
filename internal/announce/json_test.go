package announce_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"motcua"
	"motcua/internal/announce"
)

func example(t *testing.T) []byte {
	t.Helper()
	doc, err := os.ReadFile("testdata/decision.json")
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(announce.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:motcua:decision", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:motcua:decision")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func valid(t *testing.T, s *jsonschema.Schema, doc []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

func TestExample(t *testing.T) {
	doc := example(t)
	if err := valid(t, schema(t), doc); err != nil {
		t.Error(err)
	}
	a, err := announce.ParseJSON(doc)
	if err != nil {
		t.Fatal(err)
	}
	if a.Decision.Date.String() != "2026-01-16" || *a.Decision.Number != "163/QĐ-BTP" || a.Effective.String() != "2026-02-01" || *a.BasedOn.Number != "12/QĐ-VPCP" {
		t.Errorf("decision: %+v", a)
	}
	var kinds []motcua.DecisionKind
	for _, item := range a.Items {
		kinds = append(kinds, item.Kind)
	}
	if diff := cmp.Diff(motcua.DecisionKinds(), kinds); diff != "" {
		t.Error(diff)
	}
	fresh, amended := a.Items[0], a.Items[1]
	if c := fresh.Content; c.Kind != motcua.KindStandard || c.Steps[1].Number != 2 || c.Cases[0].Components[0].Kind != motcua.ComponentPaper || len(c.MissingParts()) > 0 {
		t.Errorf("the new procedure: %+v", c)
	}
	if diff := cmp.Diff([]string{"methods", "note"}, amended.Given); diff != "" || amended.Effective.String() != "2026-03-01" {
		t.Error(diff)
	}
}

// The schema and the program agree on what is a fault of form: what the one
// refuses the other refuses too.
func TestFaults(t *testing.T) {
	s := schema(t)
	for _, tt := range []struct {
		name, replace, with string
		want                string // path and reason
	}{
		{"an unknown enum value", `"DIRECT",`, `"BY_HAND",`, `procedures[0].methods[0].channel: "BY_HAND": `},
		{"a number for a text", `"amount": "5"`, `"amount": 5`, "procedures[0].methods[0].timeLimit.amount: 5: expected a text"},
		{"a wrong number", `"amount": "8000"`, `"amount": "8.000,5"`, `procedures[0].methods[0].fees[0].amount: "8.000,5": `},
		{"a wrong day", `"2026-03-01"`, `"2026-02-30"`, `procedures[1].effectiveFrom: "2026-02-30": `},
		{"an unknown field", `"levels"`, `"lvls"`, "procedures[0].lvls (1.116214): unknown field"},
		{"an unknown field within", `"originals": 1, "forms"`, `"orginals": 1, "forms"`, "procedures[0].cases[0].components[0].orginals: unknown field"},
		{"no code", `"code": "1.000894",`, ``, `procedures[1].code: ""; expected a digit, a point and six digits`},
		{"a wrong code", `"1.000894"`, `"1.00894"`, `procedures[1].code (1.00894): "1.00894"; expected`},
		{"an unknown kind", `"REPEALED"`, `"BÃI BỎ"`, `procedures[3].kind`},
		{"no amending document", `"by": [{ "number": "04/2020/TT-BTP" }],`, ``, "procedures[1].by (1.000894): missing; expected the legal document"},
		{"an object for a list", `"replacedBy": ["1.116214"]`, `"replacedBy": {}`, "procedures[2].replacedBy: {}; expected a list"},
		{"no successor", `,
      "replacedBy": ["1.116214"]`, ``, "procedures[2].replacedBy (2.001023): missing"},
		{"no name of the repealed", `"name": "Thủ tục không còn thực hiện",`, ``, "procedures[3].name (2.000986): missing"},
		{"no number", `"number": "163/QĐ-BTP",`, ``, "decision.number: missing"},
		{"no list", `"procedures": [`, `"procedures": {}, "x": [`, "procedures: {}; expected a list"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := strings.Replace(string(example(t)), tt.replace, tt.with, 1)
			if doc == string(example(t)) {
				t.Fatal("nothing was replaced")
			}
			_, err := announce.ParseJSON([]byte(doc))
			var faults motcua.Faults
			if !errors.As(err, &faults) {
				t.Fatalf("taken: %v", err)
			}
			if !slices.ContainsFunc(faults, func(f motcua.Fault) bool { return strings.HasPrefix(f.String(), tt.want) }) {
				t.Errorf("faults:\n%v\nwant one that begins with %s", faults, tt.want)
			}
			if err := valid(t, s, []byte(doc)); err == nil && tt.name != "a wrong day" { // a pattern knows no calendar
				t.Error("the schema takes it")
			}
		})
	}
	for _, doc := range []string{"", "{", "[]", `"x"`, `{"decision": null, "procedures": [null]}`} {
		if _, err := announce.ParseJSON([]byte(doc)); err == nil {
			t.Errorf("%q is taken", doc)
		}
	}
}

// The schema lists the parts of a content, and the values of the domain's
// enumerations, no more and no less.
func TestSchemaIsTheDomains(t *testing.T) {
	var s struct {
		Defs map[string]struct {
			Properties map[string]json.RawMessage
		} `json:"$defs"`
	}
	if err := json.Unmarshal(announce.Schema, &s); err != nil {
		t.Fatal(err)
	}
	want := append(motcua.ContentFields(), "id", "code", "effectiveFrom", "replacedBy", "by", "type")
	var got []string
	for name := range s.Defs["procedure"].Properties {
		got = append(got, name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields of a procedure (-domain +schema):\n%s", diff)
	}
	enum := func(doc json.RawMessage) []string {
		var v struct {
			Enum  []string
			Items *struct{ Enum []string }
			AnyOf []struct {
				Enum  []string
				Items *struct{ Enum []string }
			}
		}
		if err := json.Unmarshal(doc, &v); err != nil {
			t.Fatal(err)
		}
		if v.Items != nil {
			return v.Items.Enum
		}
		if len(v.AnyOf) > 0 && v.AnyOf[0].Items != nil {
			return v.AnyOf[0].Items.Enum
		}
		if len(v.AnyOf) > 0 {
			return v.AnyOf[0].Enum
		}
		return v.Enum
	}
	procedure := s.Defs["procedure"].Properties
	for _, e := range []struct {
		name   string
		doc    json.RawMessage
		values []string
	}{
		{"kind", procedure["kind"], names(motcua.DecisionKinds())},
		{"type", procedure["type"], names(motcua.Kinds())},
		{"levels", procedure["levels"], names(motcua.Levels())},
		{"regulatedBy", procedure["regulatedBy"], names(motcua.Regulations())},
		{"onlineLevel", procedure["onlineLevel"], names(motcua.OnlineLevels())},
		{"channel", s.Defs["method"].Properties["channel"], names(motcua.Channels())},
		{"unit", s.Defs["timeLimit"].Properties["unit"], names(motcua.TimeUnits())},
		{"fee", s.Defs["fee"].Properties["kind"], names(motcua.FeeKinds())},
		{"component", s.Defs["component"].Properties["kind"], names(motcua.ComponentKinds())},
		{"purpose", s.Defs["case"].Properties["purpose"], names(motcua.CasePurposes())},
		{"mode", s.Defs["returnMethod"].Properties["mode"], names(motcua.ReturnModes())},
		{"places", s.Defs["returnMethod"].Properties["places"], names(motcua.ReturnPlaces())},
		{"group", s.Defs["serviceGroup"].Properties["kind"], names(motcua.ServiceGroupKinds())},
		{"agency", s.Defs["agency"].Properties["kind"], names(motcua.AgencyKinds())},
	} {
		if diff := cmp.Diff(e.values, enum(e.doc)); diff != "" {
			t.Errorf("values of %s (-domain +schema):\n%s", e.name, diff)
		}
	}
}

func names[E ~string](values []E) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// Reading is total: whatever comes in, there is an announcement or faults.
func FuzzParseJSON(f *testing.F) {
	doc, err := os.ReadFile("testdata/decision.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(doc)
	f.Add([]byte(`{"decision":{"agency":[]},"procedures":[{"kind":"NEW","steps":[null,{}]}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		if a, err := announce.ParseJSON(doc); err == nil && len(a.Items) == 0 {
			t.Error("no procedure and no fault")
		}
	})
}
