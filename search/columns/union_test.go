package columns

import (
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// TestUnions: what was united is given again as long as it is kept, and no more
// than a number of unions are.
func TestUnions(t *testing.T) {
	made := 0
	unite := func(values []uint32) *roaring.Bitmap {
		made++
		return roaring.BitmapOf(values...)
	}
	u := newUnions()
	for round := range 2 {
		for i := range uint32(maxUnions) {
			if got := u.of([]uint32{i, i + 1}, unite).ToArray(); !slices.Equal(got, []uint32{i, i + 1}) {
				t.Errorf("round %d: union %d is %v", round, i, got)
			}
		}
	}
	if made != maxUnions {
		t.Errorf("%d unions were made %d times", maxUnions, made)
	}
	u.of([]uint32{1000}, unite)
	u.of([]uint32{1, 2}, unite) // used after the one before it
	if len(u.kept) != maxUnions || made != maxUnions+1 {
		t.Errorf("%d are kept of %d made", len(u.kept), made)
	}
	if u.of([]uint32{0, 1}, unite); made != maxUnions+2 {
		t.Error("the one that was used least recently was kept")
	}
}
