package motcua_test

import (
	"testing"

	"motcua"
)

func TestDeriveID(t *testing.T) {
	a := motcua.DeriveID("decision", "1404/QĐ-UBND", "x")
	if a != motcua.DeriveID("decision", "1404/QĐ-UBND", "x") {
		t.Error("the same parts give different ids")
	}
	if a == motcua.DeriveID("decision", "1404/QĐ-UBNDx", "") {
		t.Error("parts run into each other")
	}
	if _, err := motcua.ParseID(string(a)); err != nil {
		t.Error(err)
	}
}

func TestParseID(t *testing.T) {
	got, err := motcua.ParseID("019D2BFD-8E22-77EF-819F-E49460350904")
	if err != nil || got != "019d2bfd-8e22-77ef-819f-e49460350904" {
		t.Errorf("%s, %v", got, err)
	}
	for _, s := range []string{"", "019d2bfd8e2277ef819fe49460350904", "019d2bfd-8e22-77ef-819f-e4946035090g", "019d2bfd-8e22-77ef-819f-e494603509045"} {
		if id, err := motcua.ParseID(s); motcua.KindOf(err) != motcua.KindInvalid {
			t.Errorf("%q: %s, %v", s, id, err)
		}
	}
}
