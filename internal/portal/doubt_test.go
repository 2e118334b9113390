package portal

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

// always is what the rich record itself is doubted for.
var always = []string{
	"TIME_LIMIT_TEXT detail.executionMethods[1].processingTime",
	"HEADING_AMONG_COMPONENTS detail.executionCases[0].profileComponents[1].name",
}

func doubtsOf(t *testing.T, line string) []string {
	t.Helper()
	var out []string
	for _, d := range parsed(t, line).Doubts {
		if s := string(d.Kind) + " " + d.Field; !slices.Contains(always, s) {
			out = append(out, s)
		}
	}
	return out
}

func TestDoubts(t *testing.T) {
	const method = "detail.executionMethods[0]"
	for _, tt := range []struct {
		name    string
		changes []string
		want    []string
	}{
		{"none", nil, nil},
		{"code of another form", codes("9.0000012"), []string{"CODE_FORM detail.code"}},
		{"code with a tail", codes("9.000001-Xoa"), []string{"CODE_FORM detail.code"}},
		{"code with spaces", codes(" 9.000001"), []string{"CODE_SPACES detail.code"}},
		{"no decision number", []string{`"163/QĐ-BTN"`, `null`}, []string{"DECISION_NUMBER_MISSING detail.procedureProposal.proposalNumber"}},
		{"no decision date", []string{`1768496400000`, `null`}, []string{"DECISION_DATE_MISSING detail.procedureProposal.decisionDate"}},
		{"decision of tomorrow", []string{`1768496400000`, `1784394000000`}, []string{"DECISION_DATE_FUTURE detail.procedureProposal.decisionDate"}},
		{"decision of today", []string{`1768496400000`, `1784393999999`}, nil},
		{"number without a unit", []string{`"WORKING_DAY"`, `"OTHER"`}, []string{"TIME_UNIT_UNKNOWN " + method + ".processingTimeUnit"}},
		{"variant without a unit", []string{`"HOUR"`, `"OTHER"`}, []string{"TIME_UNIT_UNKNOWN detail.cases[0].processingDay.type"}},
		{"fee 0", []string{`"Miễn phí."`, `""`}, []string{"FEE_ZERO " + method + ".fees[1].value"}},
		{"fee without currency", []string{`"019b3fb2-b5b8-70ac-85e2-9409ec1eaffa", "currencyName": "Việt Nam Đồng"`, `""`}, []string{"FEE_CURRENCY_MISSING " + method + ".fees[0].currencyId"}},
		{"channel twice", []string{`"POSTAL"`, `"DIRECT"`}, []string{"CHANNEL_REPEATED detail.executionMethods[2].submissionMethod"}},
		{"null unit group", []string{`{"id": "aaaaaaaa-0000-7000-8000-0000000000d7", "name": "Thuế cơ sở"}`, `null`}, []string{"REFERENCE_UNRESOLVED detail.unitGroupCoordinatingIds[0]"}},
		{"null without an id", []string{`"unitGroupsAuthority": []`, `"unitGroupsAuthority": [null]`}, []string{"REFERENCE_UNRESOLVED detail.unitGroupsAuthority"}},
		{"legal basis missing", []string{`{"id": "aaaaaaaa-0000-7000-8000-0000000000b5", "code": "1/2026/TT-BTN ", "name": "Quy định thử"}`, ``}, []string{"REFERENCE_UNRESOLVED detail.legalBasisIds[0]"}},
		{"component missing", []string{`"Kèm theo một trong các giấy tờ:"`, `""`}, []string{"REFERENCE_UNRESOLVED detail.executionCases[0].profileComponents[1].name"}},
		{"result twice", []string{`{"id": "aaaaaaaa-0000-7000-8000-0000000000b4", "code": "KQ.G99.1", "name": "Giấy phép"}`, `{"id": "aaaaaaaa-0000-7000-8000-0000000000b4", "name": "Giấy phép"},{"id": "aaaaaaaa-0000-7000-8000-0000000000b4", "name": "Giấy phép"}`}, []string{"REFERENCE_REPEATED detail.resultsDetails[1]"}},
		{"joined names differ", []string{`"Sở Thử, Chi cục Thử"`, `"Sở Thử"`}, []string{"COPY_DIFFERS detail.delegatedAgencies"}},
		{"category differs", []string{`"category": {"id": "aaaaaaaa-0000-7000-8000-0000000000b1"`, `"category": {"id": "aaaaaaaa-0000-7000-8000-0000000000b9"`}, []string{"COPY_DIFFERS detail.category.id"}},
		{"outer name differs", []string{`"Cấp phép thử nghiệm"`, `"Khác"`}, []string{"COPY_DIFFERS name"}},
		{"unknown field", []string{`"order": 1`, `"ordre": 1`}, []string{"UNKNOWN_FIELD detail.executionCases[0].profileComponents[0].detail.ordre"}},
		{"unknown field, outer", []string{`"detail": {`, `"implementLevel": "PARTIAL", "detail": {`}, []string{"UNKNOWN_FIELD implementLevel"}},
		{"field of another case", []string{`"keywords"`, `"Keywords"`}, []string{"UNKNOWN_FIELD detail.Keywords"}},
		{"field twice", []string{`"keywords": "thử; nghiệm"`, `"keywords": "a", "keywords": "b"`}, []string{"UNKNOWN_FIELD detail.keywords"}},
		{"unused field in use", []string{`"targetObjects": []`, `"targetObjects": [1]`, `"decisionNo": ""`, `"decisionNo": "1/QĐ"`}, []string{"UNKNOWN_FIELD detail.decisionNo", "UNKNOWN_FIELD detail.targetObjects"}},
		{"decomposed", []string{`Khởi sự`, "Kho\u031b\u0309i sự"}, []string{"NOT_NFC detail.serviceGroupsDetails[0].name"}},
		{"no-break space", []string{`Khởi sự`, "Khởi\u00a0sự"}, []string{"STRAY_CHARACTER detail.serviceGroupsDetails[0].name"}},
		{"zero width", []string{`Khởi sự`, `Khởi\u200bsự`}, []string{"STRAY_CHARACTER detail.serviceGroupsDetails[0].name"}},
		{"private use", []string{`Khởi sự`, "\uf0fc sự"}, []string{"STRAY_CHARACTER detail.serviceGroupsDetails[0].name"}},
		{"control", []string{`Khởi sự`, `Khởi\u0007 sự`}, []string{"STRAY_CHARACTER detail.serviceGroupsDetails[0].name"}},
		{"Cyrillic", []string{`Khởi sự`, "NĐ-C\u0420"}, []string{"STRAY_CHARACTER detail.serviceGroupsDetails[0].name"}},
		{"wrong Đ", []string{`Khởi sự`, "\u00d0ất"}, []string{"STRAY_CHARACTER detail.serviceGroupsDetails[0].name"}},
		{"Greek unit", []string{`Khởi sự`, "5 μm, α"}, nil},
		{"offline and full", []string{`"isFullProcess": false, "isOfflineOnly": false`, `"isFullProcess": true, "isOfflineOnly": true`}, []string{"COPY_DIFFERS detail.isOfflineOnly"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, doubtsOf(t, with(t, tt.changes...))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// codes changes the code in all three places.
func codes(to string) []string {
	return []string{`"code": "9.000001"`, `"code": "` + to + `"`, `"code": "9.000001", "codeNotation": "9.000001"`, `"code": "` + to + `", "codeNotation": "` + to + `"`}
}

func TestDoubtPartMissing(t *testing.T) {
	record := parsed(t, `{"id":"aaaaaaaa-0000-7000-8000-000000000001","detail":{"id":"aaaaaaaa-0000-7000-8000-000000000001","code":"1.000001","name":"x","type":"STANDARD"}}`)
	var got []string
	for _, d := range record.Doubts {
		if d.Kind == motcua.DoubtPartMissing {
			got = append(got, d.Reason)
		}
	}
	want := []string{"b: steps", "b: methods", "c: components", "d: time limit", "đ: audience", "e: executing agency", "h: result"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if record.Content.Decision.ID != "" {
		t.Error("a record without a decision got one")
	}
}

func TestUnknownFieldsAreBounded(t *testing.T) {
	var extra strings.Builder
	for i := range 100 {
		extra.WriteString(`"x` + strings.Repeat("y", i) + `":1,`)
	}
	if got := doubtsOf(t, with(t, `"type": "STANDARD"`, extra.String()+`"type": "STANDARD"`)); len(got) != maxUnknown+1 {
		t.Errorf("%d doubts for 100 unknown fields, want %d", len(got), maxUnknown+1)
	}
}

func TestDoubtValueIsShort(t *testing.T) {
	record := parsed(t, with(t, "Không quá 05 ngày", strings.Repeat("ngày\\n", 1000)))
	if got := []rune(record.Doubts[0].Value); len(got) != excerptRunes+1 || slices.Contains(got, '\n') {
		t.Errorf("value of %d runes: %q", len(got), string(got))
	}
}
