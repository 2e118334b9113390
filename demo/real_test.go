//go:build !race

package demo

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"motcua"
)

// published is the part of a record of the national catalogue that the demo
// must agree with.
type published struct {
	ID         motcua.ID   `json:"id"`
	Code       string      `json:"code"`
	Name       string      `json:"name"`
	Type       motcua.Kind `json:"type"`
	Steps      []any       `json:"executionSteps"`
	Needs      string      `json:"requirementsAndConditions"`
	Info       string      `json:"description"`
	Cases      []any       `json:"executionCases"`
	Sectors    []coded     `json:"categoriesDetails"`
	Audiences  []coded     `json:"subjectTypesDetails"`
	Laws       []coded     `json:"legalBasisesDetails"`
	Executing  []coded     `json:"departmentsExecuting"`
	ExecGroups []coded     `json:"unitGroupsExecuting"`
	Proposal   struct {
		Number string `json:"proposalNumber"`
		Date   int64  `json:"decisionDate"`
		Agency coded  `json:"issuingAgency"`
	} `json:"procedureProposal"`
	Methods  []publishedMethod `json:"executionMethods"`
	Ministry bool              `json:"isMinistry"`
	Province bool              `json:"isProvince"`
	Commune  bool              `json:"isWard"`
	Other    bool              `json:"isOtherAgency"`
	Full     bool              `json:"isFullProcess"`
	Vertical bool              `json:"isVertical"`
	Shared   bool              `json:"isSharedService"`
	Anywhere bool              `json:"isNonTerritorial"`
}

type coded struct {
	ID   motcua.ID `json:"id"`
	Code string    `json:"code"`
}

type publishedMethod struct {
	Channel motcua.Channel `json:"submissionMethod"`
	Time    any            `json:"processingTime"`
	Unit    string         `json:"processingTimeUnit"`
	Text    string         `json:"description"`
	Fees    []struct {
		Value json.Number `json:"value"`
		Text  string      `json:"description"`
	} `json:"fees"`
}

// realCatalogue reads the records of the national catalogue by id.
func realCatalogue(t *testing.T, wanted map[motcua.ID]bool) map[motcua.ID]published {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "shared", "data", "national-catalog.jsonl.gz"))
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("MOTCUA_REQUIRE_DATA") != "1" {
		t.Skip("the national catalogue is not here; put it at ../shared/data beside the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	found := map[motcua.ID]published{}
	lines := bufio.NewScanner(unpacked)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var head struct {
			ID motcua.ID `json:"id"`
		}
		if err := json.Unmarshal(lines.Bytes(), &head); err != nil {
			t.Fatal(err)
		}
		if !wanted[head.ID] {
			continue
		}
		var record struct {
			Detail published `json:"detail"`
		}
		if err := json.Unmarshal(lines.Bytes(), &record); err != nil {
			t.Fatal(err)
		}
		found[head.ID] = record.Detail
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestRealCatalogueAgrees(t *testing.T) {
	all := records(t)
	wanted := map[motcua.ID]bool{}
	for _, r := range all {
		wanted[r.Procedure] = true
	}
	found := realCatalogue(t, wanted)
	for _, r := range all {
		t.Run(r.Content.Code, func(t *testing.T) {
			real, ok := found[r.Procedure]
			if !ok {
				t.Fatalf("no procedure %s in the national catalogue", r.Procedure)
			}
			checkFacts(t, &r.Content, &real)
			checkMethods(t, &r.Content, &real)
			checkOwnWords(t, &r.Content, &real)
		})
	}
}

func checkFacts(t *testing.T, c *motcua.Content, real *published) {
	t.Helper()
	same := func(what, got, want string) {
		t.Helper()
		if got = clean(got); got != clean(want) {
			t.Errorf("%s %q, published %q", what, got, clean(want))
		}
	}
	same("code", c.Code, real.Code)
	same("name", c.Name, real.Name)
	same("kind", string(c.Kind), string(real.Type))
	same("decision number", *c.Decision.Number, real.Proposal.Number)
	same("decision date", c.Decision.Date.String(), motcua.DateOfMillis(real.Proposal.Date).String())
	same("issuing agency", string(c.Decision.Agency.ID), string(real.Proposal.Agency.ID))
	for flag, pair := range map[string][2]bool{
		"ministry":        {slices.Contains(c.Levels, motcua.LevelMinistry), real.Ministry},
		"province":        {slices.Contains(c.Levels, motcua.LevelProvince), real.Province},
		"commune":         {slices.Contains(c.Levels, motcua.LevelCommune), real.Commune},
		"other agency":    {slices.Contains(c.Levels, motcua.LevelOtherAgency), real.Other},
		"fully online":    {c.OnlineLevel != nil && *c.OnlineLevel == motcua.OnlineFull, real.Full},
		"vertical":        {c.Vertical, real.Vertical},
		"shared":          {c.SharedService, real.Shared},
		"not territorial": {c.NonTerritorial, real.Anywhere},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %v, published %v", flag, pair[0], pair[1])
		}
	}
	if len(real.Sectors) != 1 {
		t.Fatalf("%d sectors", len(real.Sectors))
	}
	same("sector", *c.Sector.Code, real.Sectors[0].Code)
	same("sector", string(c.Sector.ID), string(real.Sectors[0].ID))
	for _, a := range c.Audiences {
		if !has(real.Audiences, a.ID) {
			t.Errorf("audience %s is not published", a.Name)
		}
	}
	for _, a := range c.Executing {
		executing := slices.Concat(real.Executing, real.ExecGroups)
		if len(executing) > 0 && !has(executing, a.ID) {
			t.Errorf("executing agency %s is not published", a.Name)
		}
	}
	for _, l := range c.LegalBases {
		at := slices.IndexFunc(real.Laws, func(p coded) bool { return p.ID == l.ID || lawIn(p.Code, l.Number) })
		if at < 0 || !lawIn(real.Laws[at].Code, l.Number) {
			t.Errorf("legal basis %s is not published", l.Number)
		}
	}
}

func has(rows []coded, id motcua.ID) bool {
	return slices.ContainsFunc(rows, func(row coded) bool { return row.ID == id })
}

// lawIn allows for words before a published number: Thông tư số 03/2023/TT-BTP.
func lawIn(published, number string) bool {
	return strings.Contains(motcua.NumberKey(clean(published)), motcua.NumberKey(number))
}

// checkMethods holds channels, time limits and amounts against the published
// ones; a published number may stand in a text.
func checkMethods(t *testing.T, c *motcua.Content, real *published) {
	t.Helper()
	for _, m := range c.Methods {
		if !slices.ContainsFunc(real.Methods, func(p publishedMethod) bool { return p.fits(m) }) {
			t.Errorf("%s: no published row has this time limit", m.Channel)
		}
		for _, f := range m.Fees {
			if f.Amount != nil && !slices.ContainsFunc(real.Methods, func(p publishedMethod) bool { return p.costs(*f.Amount) }) {
				t.Errorf("%s: amount %s is not published", m.Channel, *f.Amount)
			}
		}
	}
}

func (p publishedMethod) fits(m motcua.Method) bool {
	if p.Channel != m.Channel {
		return false
	}
	limit := m.TimeLimit
	if limit.Amount == nil {
		return p.Unit == "OTHER"
	}
	number, ok := p.Time.(float64)
	if !ok || json.Number(*limit.Amount) != json.Number(strings.TrimSpace(jsonNumber(number))) {
		return false
	}
	return limit.Unit == nil && p.Unit == "OTHER" || limit.Unit != nil && string(*limit.Unit) == p.Unit
}

func jsonNumber(n float64) string {
	text, err := json.Marshal(n)
	if err != nil {
		panic(err) // a number that came from JSON
	}
	return string(text)
}

func (p publishedMethod) costs(amount motcua.Decimal) bool {
	for _, f := range p.Fees {
		digits := strings.NewReplacer(".", "", ",", "", " ", "").Replace(f.Text)
		free := amount.IsZero() && strings.Contains(strings.ToLower(clean(f.Text)), "miễn")
		if free || !amount.IsZero() && (f.Value.String() == string(amount) || strings.Contains(digits, string(amount))) {
			return true
		}
	}
	return false
}

// clean is NFC with single spaces.
func clean(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }
