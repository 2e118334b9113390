package portal

import (
	"strings"
	"testing"
)

func TestRefusals(t *testing.T) {
	const fee = "detail.executionMethods[0].fees[0].value"
	for _, tt := range []struct {
		name          string
		line          string
		field, reason string
	}{
		{"empty", "", "", "not JSON"},
		{"broken", `{"id":`, "", "not JSON"},
		{"two values", `{} {}`, "", "not JSON"},
		{"array", `[1]`, "", "not a JSON object"},
		{"null", `null`, "", "not a JSON object"},
		{"no detail", `{"id":"x"}`, "detail", "missing"},
		{"detail null", `{"detail":null}`, "detail", "missing"},
		{"detail a text", `{"detail":"x"}`, "detail", "expected an object, got a string"},
		{"not UTF-8", "{\"id\":\"\xff\"}", "", "not UTF-8 at byte 8"},
		{"no id", with(t, `"id": "AAAAAAAA-0000-7000-8000-000000000001", `, ``), "detail.id", "no id"},
		{"id no UUID", with(t, `AAAAAAAA-0000`, `AAAAAAAA-000g`), "detail.id", "not a UUID"},
		{"outer id differs", with(t, `aaaaaaaa-0000-7000-8000-000000000001`, `aaaaaaaa-0000-7000-8000-000000000002`), "id", "differs from detail.id"},
		{"outer id missing", with(t, `"id": "aaaaaaaa-0000-7000-8000-000000000001", `, ``), "id", "differs from detail.id"},
		{"empty code", with(t, `"code": "9.000001", "codeNotation"`, `"code": " ", "codeNotation"`), "detail.code", "empty"},
		{"no name", with(t, `"name": "Cấp phép thử nghiệm",`+"\n  \"type\"", `"type"`), "detail.name", "empty"},
		{"unknown type", with(t, `"STANDARD", "formalityType"`, `"STRANGE", "formalityType"`), "detail.type", `unknown value "STRANGE", expected one of STANDARD, SPECIFIC`},
		{"no type", with(t, `"type": "STANDARD", "form`, `"form`), "detail.type", `unknown value ""`},
		{"unknown regulation", with(t, `ASSIGNED_REGULATION`, `X`), "detail.formalityType", "unknown value"},
		{"unknown state", with(t, `UPDATED`, `X`), "detail.state", "unknown value"},
		{"unknown channel", with(t, `"DIRECT"`, `"FAX"`), "detail.executionMethods[0].submissionMethod", "unknown value"},
		{"unknown unit", with(t, `"WORKING_DAY"`, `"WEEK"`), "detail.executionMethods[0].processingTimeUnit", "unknown value"},
		{"unknown unit of a variant", with(t, `"HOUR"`, `"WEEK"`), "detail.cases[0].processingDay.type", "unknown value"},
		{"unknown fee type", with(t, `"PRICE_LEVEL"`, `"TAX"`), "detail.executionMethods[0].fees[2].type", "unknown value"},
		{"unknown proposal type", with(t, `"proposalType": "STANDARD"`, `"proposalType": "X"`), "detail.procedureProposal.proposalType", "unknown value"},
		{"unknown group type", with(t, `CORPORATE`, `X`), "detail.serviceGroupsDetails[0].type", "unknown value"},
		{"unknown return", with(t, `"type": "OFFLINE"`, `"type": "X"`), "detail.returningMethods[1].type", "unknown value"},
		{"unknown return place", with(t, `AT_HOME`, `X`), "detail.returningMethods[0].value[1]", "unknown value"},
		{"flag a text", with(t, `"isMinistry": true`, `"isMinistry": "true"`), "detail.isMinistry", "expected a boolean, got a string"},
		{"name a number", with(t, `"name": "Đơn đề nghị", "o`, `"name": 5, "o`), "detail.executionCases[0].profileComponents[0].name", "expected a string, got a number"},
		{"list an object", with(t, `"fees": []}],`, `"fees": {}}],`), "detail.executionMethods[2].fees", "expected an array, got an object"},
		{"null step", with(t, `"executionSteps": [`, `"executionSteps": [null, `), "detail.executionSteps[0]", "expected an object, got null"},
		{"reference a number", with(t, `"resultsDetails": [`, `"resultsDetails": [1, `), "detail.resultsDetails[0]", "expected an object, got a number"},
		{"reference without id", with(t, `"resultsDetails": [`, `"resultsDetails": [{}, `), "detail.resultsDetails[0].id", "no id"},
		{"time a flag", with(t, `3.50`, `true`), "detail.executionMethods[0].processingTime", "expected a number, got a boolean"},
		{"negative time", with(t, `3.50`, `-1`), "detail.executionMethods[0].processingTime", "negative"},
		{"negative fee", with(t, `17500000000`, `-5`), fee, "negative"},
		{"fee a text", with(t, `17500000000`, `"5"`), fee, "expected a number, got a string"},
		{"fee beyond measure", with(t, `17500000000`, `1e999999999`), fee, "exponent"},
		{"fee of too many digits", with(t, `17500000000`, strings.Repeat("9", 41)), fee, "digits"},
		{"negative originals", with(t, `"originalQty": 1`, `"originalQty": -1`), "detail.executionCases[0].profileComponents[0].originalQty", "not negative"},
		{"half a copy", with(t, `"copyQty": 2`, `"copyQty": 0.5`), "detail.executionCases[0].profileComponents[0].copyQty", "whole number"},
		{"moment beyond years", with(t, `1781862524687`, `9e99`), "detail.updatedAt", "milliseconds"},
		{"decision beyond years", with(t, `1768496400000`, `17684964000000000`), "detail.procedureProposal.decisionDate", "milliseconds"},
		{"NUL", with(t, `Số 1, đường`, `Số\u0000 1, đường`), "detail.dossierReceivingAddresses", "NUL"},
		{"half a pair", with(t, `\ud83d\ude00`, `\uD83D`), "detail.executionSteps[0].description", "surrogate"},
		{"wrong half", with(t, `\ud83d\ude00`, `\ude00\ud83d`), "detail.executionSteps[0].description", "surrogate"},
		{"NUL in an unknown field", with(t, `"order": 1`, `"x": ["\u0000"]`), "detail.executionCases[0].profileComponents[0].detail.x[0]", "NUL"},
		{"NUL in a key", with(t, `"order": 1`, `"\u0000": 1`), "detail.executionCases[0].profileComponents[0].detail", "NUL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			record, refusal := Parse([]byte(tt.line), 7, Options{})
			if refusal == nil || record != nil {
				t.Fatal("not refused")
			}
			if refusal.Line != 7 || refusal.Field != tt.field || !strings.Contains(refusal.Reason, tt.reason) {
				t.Errorf("got %+v, want field %q and a reason with %q", *refusal, tt.field, tt.reason)
			}
			if strings.Contains(refusal.Value, "\x00") {
				t.Errorf("the value %q cannot be stored", refusal.Value)
			}
		})
	}
}

func TestRefusalNamesTheCode(t *testing.T) {
	_, refusal := Parse([]byte(with(t, `UPDATED`, `X`)), 7, Options{})
	if refusal.Code != "9.000001" || refusal.Value != "X" {
		t.Errorf("got %+v", *refusal)
	}
}
