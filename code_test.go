package motcua_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

func TestParseCode(t *testing.T) {
	for in, want := range map[string]motcua.Code{
		"1.000894":                  {National: "1.000894"},
		" 1.014325":                 {National: "1.014325"},
		"2.000815.01":               {National: "2.000815", Variant: "01"},
		"2.000815.000.00.00.H55":    {National: "2.000815", Agency: "000.00.00.H55"},
		"2.000815.000.00.00.h55":    {National: "2.000815", Agency: "000.00.00.H55"},
		"2.000815.000.00.00.H55.02": {National: "2.000815", Agency: "000.00.00.H55", Variant: "02"},
	} {
		got, ok := motcua.ParseCode(in)
		if !ok {
			t.Errorf("%q was not read", in)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
	for _, in := range []string{"", "1.0133611", "1.014955-Xoa", "0.000894", "1.00894", "1872/QĐ-BTP", "1.000894.H55"} {
		if got, ok := motcua.ParseCode(in); ok {
			t.Errorf("%q was read as %+v", in, got)
		}
	}
}

func TestNationalCodeKeepsWhatItDoesNotKnow(t *testing.T) {
	for in, want := range map[string]string{
		" 1.014325": "1.014325", "1.0133611": "1.0133611", "1.014955-Xoa": "1.014955-Xoa", "2.000815.01": "2.000815",
	} {
		if got := motcua.NationalCode(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestAgencyCodesOfBothGenerations(t *testing.T) {
	for in, want := range map[string]struct{ code, parent string }{
		"H15":           {"H15", ""},
		"000.00.00.H15": {"H15", ""},
		"000.00.22.G12": {"G12.22", "G12"},
		"000.01.22.G12": {"G12.22.01", "G12.22"},
		"H60.13":        {"H60.13", "H60"},
		"H12.06.26":     {"H12.06.26", "H12.06"},
		"H55.242":       {"H55.242", "H55"},
	} {
		c, ok := motcua.ParseAgencyCode(in)
		if !ok || c.String() != want.code {
			t.Errorf("%q: %q, %t, want %q", in, c, ok, want.code)
		}
		parent, has := c.Parent()
		if has != (want.parent != "") || has && parent.String() != want.parent {
			t.Errorf("parent of %q: %q, want %q", in, parent, want.parent)
		}
	}
	for _, in := range []string{"UBNDCT", "BTC-CQT", "", "NgânhàngNhànướcKhuvực"} {
		if c, ok := motcua.ParseAgencyCode(in); ok {
			t.Errorf("%q was read as %q", in, c)
		}
	}
}

func ExampleParseCode() {
	code, ok := motcua.ParseCode("2.000815.000.00.00.H55.02")
	fmt.Println(code.National, code.Agency, code.Variant, ok)
	// Output: 2.000815 000.00.00.H55 02 true
}
