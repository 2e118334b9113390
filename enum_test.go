package motcua_test

import (
	"encoding/json"
	"strings"
	"testing"

	"motcua"
)

func TestUnknownEnumValuesFail(t *testing.T) {
	var got struct{ Kind motcua.Kind }
	if err := json.Unmarshal([]byte(`{"kind":"STANDARD"}`), &got); err != nil || got.Kind != motcua.KindStandard {
		t.Errorf("a known value: %v, %v", got, err)
	}
	err := json.Unmarshal([]byte(`{"kind":"NEW_KIND"}`), &got)
	if err == nil || !strings.Contains(err.Error(), "expected one of STANDARD, SPECIFIC") {
		t.Errorf("an unknown value: %v", err)
	}
	if _, err := json.Marshal(motcua.Kind("")); err == nil {
		t.Error("an empty value was written")
	}
	if err := motcua.Kind("x").MarshalGQLContext(t.Context(), &strings.Builder{}); err == nil {
		t.Error("an unknown value was served")
	}
	var level motcua.Level
	if err := level.UnmarshalGQLContext(t.Context(), 3); motcua.KindOf(err) != motcua.KindInvalid {
		t.Errorf("a number for a name: %v", err)
	}
}

func TestEveryLevelHasItsTerm(t *testing.T) {
	for _, l := range motcua.Levels() {
		if l.Label() == "" {
			t.Errorf("%s has no Vietnamese term", l)
		}
	}
}
