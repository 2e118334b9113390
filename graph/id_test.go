package graph

import (
	"testing"

	"motcua"
)

// A global id survives the round trip, and whatever else is read as one is one
// that this API would give.
func FuzzGlobalID(f *testing.F) {
	f.Add(globalID(typeProcedure, motcua.DeriveID("x")))
	for _, s := range []string{"", "x", "UHJvY2VkdXJl", "UHJvY2VkdXJlOg==", globalID("Query", motcua.DeriveID("x")), globalID(typeAgency, "1' or '1'='1")} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		typ, id, err := parseGlobalID(s)
		if err != nil {
			if motcua.KindOf(err) != motcua.KindInvalid {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		again, same, err := parseGlobalID(globalID(typ, id))
		if err != nil || again != typ || same != id {
			t.Fatalf("%q: %s %s, then %s %s: %v", s, typ, id, again, same, err)
		}
	})
}
