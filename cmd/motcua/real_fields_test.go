//go:build !race

package main

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

// rawProcedure is the published record, as far as the comparison reads it; it
// is declared here once more on purpose, apart from the importer.
type rawProcedure struct {
	ID     string
	Detail struct {
		Code, Name                                                           string
		Type, FormalityType, State                                           string
		IsWard, IsProvince, IsMinistry, IsOtherAgency, IsUndetermined        bool
		IsVertical, IsFullProcess, IsOfflineOnly                             bool
		IsSharedService, IsNonTerritorial                                    bool
		RequirementsAndConditions, Keywords, Note, DossierReceivingAddresses string
		ExecutionSteps                                                       []struct{ Name, Description string }
		ExecutionMethods                                                     []rawMethod
		ExecutionCases                                                       []struct {
			Name              string
			ProfileComponents []rawComponent
		}
		CategoriesDetails, SubjectTypesDetails, ResultsDetails, LegalBasisesDetails []rawNamed
		DepartmentsExecuting, DepartmentsAuthority, DepartmentsCoordinating         []*rawNamed
		UnitGroupsExecuting, UnitGroupsAuthority, UnitGroupsCoordinating            []*rawNamed
		DepartmentPromulgateCode, DepartmentPromulgateName                          string
		Cases                                                                       []struct{ Code, Name string }
		ProcedureProposal                                                           struct {
			ProposalNumber *string
			DecisionDate   *int64
			IssuingAgency  rawNamed
			ProposalType   string
		}
		UpdatedAt int64
	}
}

type rawNamed struct{ ID, Name, Code string }

type rawMethod struct {
	SubmissionMethod, ProcessingTimeUnit, Description string
	ProcessingTime                                    json.RawMessage
	Fees                                              []struct {
		Type, Description string
		Value             *json.Number
	}
}

type rawComponent struct {
	Name, Code           string
	OriginalQty, CopyQty int
	Attachments          []struct{ FileName, FilePath string }
}

const fieldsQuery = `query($id: ID!) { procedure(id: $id) {
	code name kind regulatedBy portalState levels onlineLevel vertical sharedService nonTerritorial
	requirements keywords note receivingAddress sourceUpdatedAt proposalType
	steps { number title text }
	methods { channel text timeLimit { amount unit text } fees { kind amount text } }
	cases { name components { name code originals copies forms { name path } } }
	sector { code name } audiences { code name } results { code name } legalBases { number title }
	executingAgencies { code name } competentAgencies { code name } coordinatingAgencies { code name }
	promulgatedBy { code name } serviceVariants { code name }
	decision { number date agency { name } } validFrom portalId sourceUrl
} }`

// Every record is found field by field in the API's answer.
func TestRealRecordsAreServedFieldByField(t *testing.T) {
	s := nationalCatalogue(t)
	for _, raw := range rawProcedures(t) {
		got := ask[struct{ Procedure map[string]any }](t, s, fieldsQuery, map[string]any{"id": raw.ID}).Procedure
		settleZeros(t, raw, got)
		if diff := cmp.Diff(expected(raw), got); diff != "" {
			t.Errorf("%s %q:\n%s", raw.ID, raw.Detail.Code, diff)
			if t.Failed() {
				return // one is enough to read
			}
		}
	}
}

// rawProcedures are all records of the catalogue.
func rawProcedures(t *testing.T) (out []rawProcedure) {
	t.Helper()
	file, err := os.Open(cataloguePath(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	unzip, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	for records := json.NewDecoder(unzip); ; {
		var raw rawProcedure
		switch err := records.Decode(&raw); {
		case errors.Is(err, io.EOF):
			if len(out) != 5665 {
				t.Fatalf("%d records", len(out))
			}
			return out
		case err != nil:
			t.Fatal(err)
		}
		out = append(out, raw)
	}
}

// text is null where nothing is published.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func day(ms *int64) any {
	if ms == nil {
		return nil
	}
	return time.UnixMilli(*ms).UTC().Add(7 * time.Hour).Format(time.DateOnly)
}

func list[T any](values []T, f func(int, T) any) []any {
	out := []any{}
	for i, v := range values {
		if one := f(i, v); one != nil {
			out = append(out, one)
		}
	}
	return out
}

func expected(raw rawProcedure) map[string]any {
	d := raw.Detail
	p := d.ProcedureProposal
	var number any
	if p.ProposalNumber != nil {
		number = *p.ProposalNumber
	}
	named := func(_ int, n rawNamed) any { return map[string]any{"code": text(n.Code), "name": n.Name} }
	agencies := func(lists ...[]*rawNamed) []any {
		return list(slices.Concat(lists...), func(i int, n *rawNamed) any {
			if n == nil {
				return nil // an id without a record; reported as a doubt
			}
			return named(i, *n)
		})
	}
	return map[string]any{
		"portalId": raw.ID, "sourceUrl": "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/" + raw.ID,
		"code": d.Code, "name": d.Name, "kind": d.Type, "regulatedBy": d.FormalityType, "portalState": d.State,
		"levels": levels(raw), "onlineLevel": online(raw), "vertical": d.IsVertical, "sharedService": d.IsSharedService, "nonTerritorial": d.IsNonTerritorial,
		"requirements": text(d.RequirementsAndConditions), "keywords": text(d.Keywords), "note": text(d.Note),
		"receivingAddress": text(d.DossierReceivingAddresses), "proposalType": p.ProposalType,
		"sourceUpdatedAt": time.UnixMilli(d.UpdatedAt).In(time.FixedZone("", 7*3600)).Format("2006-01-02T15:04:05.999Z07:00"),
		"steps": list(d.ExecutionSteps, func(i int, s struct{ Name, Description string }) any {
			return map[string]any{"number": float64(i + 1), "title": text(s.Name), "text": text(s.Description)}
		}),
		"methods": list(d.ExecutionMethods, func(_ int, m rawMethod) any { return method(m) }),
		"cases": list(d.ExecutionCases, func(_ int, c struct {
			Name              string
			ProfileComponents []rawComponent
		}) any {
			return map[string]any{"name": text(c.Name), "components": list(c.ProfileComponents, component)}
		}),
		"sector":    named(0, d.CategoriesDetails[0]),
		"audiences": list(d.SubjectTypesDetails, named),
		"results":   list(d.ResultsDetails, named),
		"legalBases": list(unique(d.LegalBasisesDetails), func(_ int, n rawNamed) any {
			return map[string]any{"number": n.Code, "title": text(n.Name)}
		}),
		"executingAgencies":    agencies(d.DepartmentsExecuting, d.UnitGroupsExecuting),
		"competentAgencies":    agencies(d.DepartmentsAuthority, d.UnitGroupsAuthority),
		"coordinatingAgencies": agencies(d.DepartmentsCoordinating, d.UnitGroupsCoordinating),
		"promulgatedBy":        map[string]any{"code": text(d.DepartmentPromulgateCode), "name": d.DepartmentPromulgateName},
		"serviceVariants": list(d.Cases, func(_ int, c struct{ Code, Name string }) any {
			return map[string]any{"code": c.Code, "name": c.Name}
		}),
		"decision":  map[string]any{"number": number, "date": day(p.DecisionDate), "agency": map[string]any{"name": p.IssuingAgency.Name}},
		"validFrom": day(p.DecisionDate),
	}
}

// unique drops repeated documents: 27 records list one twice.
func unique(all []rawNamed) []rawNamed {
	var out []rawNamed
	for _, n := range all {
		if !slices.ContainsFunc(out, func(o rawNamed) bool { return o.ID == n.ID }) {
			out = append(out, n)
		}
	}
	return out
}

func levels(raw rawProcedure) []any {
	d, out := raw.Detail, []any{}
	for _, l := range []struct {
		is   bool
		name string
	}{{d.IsMinistry, "MINISTRY"}, {d.IsProvince, "PROVINCE"}, {d.IsWard, "COMMUNE"}, {d.IsOtherAgency, "OTHER_AGENCY"}, {d.IsUndetermined, "UNDETERMINED"}} {
		if l.is {
			out = append(out, l.name)
		}
	}
	return out
}

func online(raw rawProcedure) any {
	switch {
	case raw.Detail.IsFullProcess:
		return "FULL"
	case raw.Detail.IsOfflineOnly:
		return "OFFLINE"
	}
	for _, m := range raw.Detail.ExecutionMethods {
		if m.SubmissionMethod == "ONLINE" {
			return "PARTIAL"
		}
	}
	return nil
}

// number is without the zero that one record has before it, "01".
func number(s string) string {
	if len(s) > 1 && s[0] == '0' && s[1] != '.' {
		return s[1:]
	}
	return s
}

func method(m rawMethod) any {
	var limit any
	fields := map[string]any{"amount": nil, "unit": nil, "text": nil}
	var s string
	switch plain := string(m.ProcessingTime); {
	case json.Unmarshal(m.ProcessingTime, &s) == nil && strings.Trim(s, "0123456789.") != "":
		fields["text"] = s
	case s != "":
		plain = s
		fallthrough
	default:
		if plain != "0" {
			fields["amount"] = number(plain)
		}
	}
	if m.ProcessingTimeUnit != "OTHER" {
		fields["unit"] = m.ProcessingTimeUnit
	}
	if fields["amount"] != nil || fields["unit"] != nil || fields["text"] != nil {
		limit = fields
	}
	fees := []any{}
	for _, f := range m.Fees {
		var amount any
		if f.Value != nil && f.Value.String() != "0" {
			amount = f.Value.String()
		}
		fees = append(fees, map[string]any{"kind": f.Type, "amount": amount, "text": text(f.Description)})
	}
	return map[string]any{"channel": m.SubmissionMethod, "text": text(m.Description), "timeLimit": limit, "fees": fees}
}

// settleZeros checks the fees published as 0 and takes them out of the
// comparison: they are served as free where a text says so, else as not
// published. Which texts do is the importer's own test.
func settleZeros(t *testing.T, raw rawProcedure, got map[string]any) {
	t.Helper()
	for i, m := range raw.Detail.ExecutionMethods {
		served := got["methods"].([]any)[i].(map[string]any)["fees"].([]any)
		for j, f := range m.Fees {
			if f.Value == nil || f.Value.String() != "0" {
				continue
			}
			fee := served[j].(map[string]any)
			text := strings.ToLower(norm.NFC.String(f.Description + m.Description))
			if fee["amount"] == "0" && !strings.Contains(text, "không") && !strings.Contains(text, "miễn") {
				t.Errorf("%s: methods[%d].fees[%d] is served as free, its text is %q", raw.ID, i, j, text)
			}
			if fee["amount"] == "0" {
				fee["amount"] = nil
			}
		}
	}
}

func component(_ int, c rawComponent) any {
	return map[string]any{
		"name": c.Name, "code": text(c.Code), "originals": float64(c.OriginalQty), "copies": float64(c.CopyQty),
		"forms": list(c.Attachments, func(_ int, a struct{ FileName, FilePath string }) any {
			return map[string]any{"name": a.FileName, "path": "dvc/" + a.FilePath}
		}),
	}
}
