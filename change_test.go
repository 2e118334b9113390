package motcua_test

import (
	"testing"

	"motcua"
)

func TestPosition(t *testing.T) {
	p := motcua.Position{System: "7300", Timeline: 1, Epoch: 1790000000, XID: 900, ID: 12}
	got, err := motcua.ParsePosition(p.String())
	if err != nil || got != p {
		t.Errorf("%v is read as %v, %v", p, got, err)
	}
	later, other := p, p
	later.XID, later.ID = 901, 0
	other.Epoch++
	if !later.Reached(p) || p.Reached(later) || other.Reached(p) || !p.Reached(p) {
		t.Error("positions are compared wrongly")
	}
	for _, s := range []string{"", "x", "a/b/c/d/e", "1/2/3"} {
		if p, err := motcua.ParsePosition(s); err == nil {
			t.Errorf("%q was read as %v", s, p)
		}
	}
}

func TestNumberKey(t *testing.T) {
	for _, s := range []string{"31/2024/QH15", "31/2024/QH15 ", " 31/2024/qh15"} {
		if got := motcua.NumberKey(s); got != "31/2024/QH15" {
			t.Errorf("%q: %q", s, got)
		}
	}
}
