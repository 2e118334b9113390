package motcua_test

import (
	"testing"

	"pgregory.net/rapid"

	"motcua"
)

// A slip of one digit, and two neighbours that changed places, are always found.
func TestTrackingCodeFindsSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := motcua.NewTrackingCode(nil)
		if back, err := motcua.ParseTrackingCode(" " + code.String() + "\u00a0"); err != nil || back != code {
			t.Fatalf("%s is read as %s, %v", code, back, err)
		}
		at := rapid.IntRange(0, len(code)-1).Draw(t, "at")
		wrong := []byte(code)
		wrong[at] = '0' + (wrong[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if _, err := motcua.ParseTrackingCode(string(wrong)); err == nil {
			t.Errorf("%s was taken for %s", wrong, code)
		}
		next := rapid.IntRange(0, len(code)-2).Draw(t, "next")
		swapped := []byte(code)
		swapped[next], swapped[next+1] = swapped[next+1], swapped[next]
		if _, err := motcua.ParseTrackingCode(string(swapped)); err == nil && string(swapped) != string(code) {
			t.Errorf("%s was taken for %s", swapped, code)
		}
	})
}

func TestParseTrackingCode(t *testing.T) {
	for _, wrong := range []string{"", "1234", "4821-3390-1175-604x", "48213390117560421", "０１２３４５６７８９０１２３４５"} {
		if code, err := motcua.ParseTrackingCode(wrong); motcua.KindOf(err) != motcua.KindInvalid {
			t.Errorf("%q: %s, %v", wrong, code, err)
		}
	}
}
