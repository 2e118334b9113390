package demo

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"motcua"
)

func records(t *testing.T) []motcua.Record {
	t.Helper()
	all, err := Records()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRecordsAreMany(t *testing.T) {
	if n := len(records(t)); n < 70 {
		t.Errorf("%d records, want at least 70", n)
	}
}

func TestRecordsAreIdentified(t *testing.T) {
	ids, codes := map[motcua.ID]int{}, map[string]int{}
	for i, r := range records(t) {
		if r.Line != i+1 {
			t.Errorf("%s: line %d, want %d", r.Content.Code, r.Line, i+1)
		}
		if _, ok := motcua.ParseCode(r.Content.Code); !ok {
			t.Errorf("line %d: code %q is of no known form", r.Line, r.Content.Code)
		}
		if at, ok := ids[r.Procedure]; ok {
			t.Errorf("lines %d and %d: same id %s", at, r.Line, r.Procedure)
		}
		if at, ok := codes[r.Content.Code]; ok {
			t.Errorf("lines %d and %d: same code %s", at, r.Line, r.Content.Code)
		}
		ids[r.Procedure], codes[r.Content.Code] = r.Line, r.Line
	}
}

func TestRecordsSayThatTheyAreDemo(t *testing.T) {
	for _, r := range records(t) {
		c := r.Content
		if !c.Demo || r.Provenance.Source != Source || c.Note == nil || *c.Note != Note {
			t.Errorf("%s is not marked as demo", c.Code)
		}
	}
}

// TestRecordsAreComplete holds against Decree 63/2010/NĐ-CP Art. 8.2 (a)–(h).
func TestRecordsAreComplete(t *testing.T) {
	for _, r := range records(t) {
		c := r.Content
		for part, there := range map[string]bool{
			"name":       c.Name != "",
			"steps":      len(c.Steps) >= 2 && len(c.Steps) <= 5,
			"methods":    len(c.Methods) > 0,
			"components": hasPaper(&c),
			"time limit": hasTimeLimits(&c),
			"audiences":  len(c.Audiences) > 0,
			"executing":  len(c.Executing) > 0,
			"results":    len(c.Results) > 0,
			"decision":   c.Decision.Number != nil && c.Decision.Date != nil,
			"sector":     c.Sector != nil,
			"levels":     len(c.Levels) > 0,
			"laws":       len(c.LegalBases) > 0 || c.Kind == motcua.KindSpecific, // provinces often publish none
		} {
			if !there {
				t.Errorf("%s: no or wrong %s", c.Code, part)
			}
		}
	}
}

func hasPaper(c *motcua.Content) bool {
	for _, k := range c.Cases {
		for _, component := range k.Components {
			if component.Kind == motcua.ComponentPaper {
				return true
			}
		}
	}
	return false
}

func hasTimeLimits(c *motcua.Content) bool {
	for _, m := range c.Methods {
		if m.TimeLimit.Amount == nil && m.TimeLimit.Text == nil {
			return false
		}
	}
	return true
}

func TestRecordsEncode(t *testing.T) {
	for _, r := range records(t) {
		doc, _, err := r.Content.Encode()
		if err != nil {
			t.Error(err)
			continue
		}
		var back motcua.Content
		if err := json.Unmarshal(doc, &back); err != nil {
			t.Errorf("%s: %v", r.Content.Code, err)
			continue
		}
		again, _, err := back.Encode()
		if err != nil || !bytes.Equal(doc, again) {
			t.Errorf("%s: another content after decoding (%v)", r.Content.Code, err)
		}
		if !json.Valid(r.Raw) {
			t.Errorf("%s: raw is not JSON", r.Content.Code)
		}
		if _, err := json.Marshal(r.Doubts); err != nil {
			t.Errorf("%s: %v", r.Content.Code, err)
		}
	}
}

func TestTextsAreClean(t *testing.T) {
	files, err := catalogue.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := catalogue.ReadFile(folder + "/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if !norm.NFC.IsNormal(text) {
			t.Errorf("%s is not NFC", f.Name())
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, r := range line {
				if !strings.ContainsRune(letters, r) {
					t.Errorf("%s:%d: stray character %q", f.Name(), i+1, r)
				}
			}
			if strings.TrimRight(line, " ") != line || strings.Contains(strings.TrimLeft(line, " "), "  ") {
				t.Errorf("%s:%d: stray space", f.Name(), i+1)
			}
		}
	}
}

// letters are all characters that a file of the catalogue may hold.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" +
	"àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ" +
	"ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ" +
	" .,;:!?()[]{}\"'-/&%+#_“”–"

func TestDefaultsStandBehindEntries(t *testing.T) {
	text := `defaults: {levels: [PROVINCE], flags: [shared], decision: d}
procedures:
  - {code: "1", levels: [COMMUNE, MINISTRY], flags: []}
  - {code: "2"}
`
	entries, err := readTheme(fstest.MapFS{"x.yaml": {Data: []byte(text)}}, "x.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []entry{
		{Code: "1", Decision: "d", Levels: []string{"COMMUNE", "MINISTRY"}, Flags: []string{}},
		{Code: "2", Decision: "d", Levels: []string{"PROVINCE"}, Flags: []string{"shared"}},
	} {
		if diff := cmp.Diff(want, entries[i].entry); diff != "" {
			t.Errorf("entry %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestFaultsNameFileAndLine(t *testing.T) {
	tablesText := "agencies: {a: {id: x, name: A}}\nsectors: {S: {id: x, name: S}}\naudiences: {}\n" +
		"decisions: {1/QĐ: {date: 2026-01-16, agency: a}}\nlaws: {}\ngroups: {}\n"
	entry := "procedures:\n  - code: \"1.000001\"\n    id: 00000000-0000-4000-8000-000000000001\n    decision: 1/QĐ\n    sector: S\n"
	for name, c := range map[string]struct{ tables, theme, want string }{
		"key of a table":     {tablesText + "others: {}\n", entry, "catalogue/tables.yaml:7: "},
		"key of an entry":    {tablesText, entry + "    stepss: []\n", "catalogue/x.yaml:6: "},
		"key within entry":   {tablesText, entry + "    fees:\n      - {amont: 1}\n", "catalogue/x.yaml:7: "},
		"key of a paper":     {tablesText, entry + "    submit:\n      - {papper: x}\n", "catalogue/x.yaml:7: "},
		"value of an enum":   {tablesText, entry + "    levels: [VILLAGE]\n", `catalogue/x.yaml:2: procedure 1.000001: Level: unknown value "VILLAGE"`},
		"unknown agency":     {tablesText, entry + "    executing: [b]\n", `catalogue/x.yaml:2: procedure 1.000001: no "b" in table agencies`},
		"unknown flag":       {tablesText, entry + "    flags: [sahred]\n", `unknown flag "sahred"`},
		"unknown unit":       {tablesText, entry + "    via: [ONLINE]\n    time: 3 hôm\n", `time "3 hôm": unknown unit`},
		"time is no number":  {tablesText, entry + "    via: [ONLINE]\n    time: ba ngày\n", `time "ba ngày"`},
		"amount is no money": {tablesText, entry + "    via: [ONLINE]\n    fees: [{amount: 8.000đ}]\n", `fee "8.000đ"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(fstest.MapFS{
				"catalogue/tables.yaml": {Data: []byte(c.tables)},
				"catalogue/x.yaml":      {Data: []byte(c.theme)},
			})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
