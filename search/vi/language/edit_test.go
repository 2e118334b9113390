package language

import (
	"testing"

	"pgregory.net/rapid"
)

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		typed, meant string
		want         int
	}{
		{"khai", "khai", 0},
		{"sihn", "sinh", costSwap},
		{"kyy", "ki", costY + costDouble},
		{"yk", "ki", costSwap},
		{"khaii", "khai", costDouble},
		{"kai", "khai", costSound},
		{"xinh", "sinh", costSound},
		{"trung", "chung", costSound},
		{"dai", "giai", costSound},
		{"nge", "nghe", costSound},
		{"nhan", "nhang", costSound},
		{"sunh", "sinh", costNeighbour},
		{"ainh", "sinh", costNeighbour + costFirst},
		{"inh", "sinh", costLetter + costFirst},
		{"abcdef", "uvwxyz", twoSlips},
		{"abcdefghijklmnop", "a", twoSlips},
		{"", "", 0},
	} {
		if got := distance(test.typed, test.meant, twoSlips); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.typed, test.meant, got, test.want)
		}
	}
}

// The early way out may not change what is within the limit.
func TestDistanceLimit(t *testing.T) {
	word := rapid.StringMatching(`[a-z]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		all := distance(a, b, 1000)
		for _, limit := range []int{1, oneSlip, twoSlips} {
			if got := distance(a, b, limit); got != min(limit, all) {
				t.Fatalf("distance(%q, %q, %d) = %d, want %d", a, b, limit, got, all)
			}
		}
		if back := distance(b, a, 1000); back != all {
			t.Fatalf("distance(%q, %q) = %d, the other way %d", a, b, all, back)
		}
	})
}

func TestMarks(t *testing.T) {
	for _, test := range []struct {
		typed, meant   string
		wrong, missing int
	}{
		{"dang", "đăng", 0, 2},
		{"thu4", "thu3", 1, 0},
		{"viêt", "viêt5", 0, 1},
		{"dương", "đương2", 0, 2},
		{"a10", "a1", 0, 1},
		{"ô5", "ơ5", 1, 1},
	} {
		wrong, missing := marksOf(test.typed).compare(marksOf(test.meant))
		if wrong != test.wrong || missing != test.missing {
			t.Errorf("%s for %s: %d wrong, %d missing", test.typed, test.meant, wrong, missing)
		}
	}
}
