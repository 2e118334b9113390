package replica

import (
	"testing"
)

// Each kind of difference is named with its record, and mended by writing that
// record anew: no other document is touched, and nothing is rebuilt.
func TestRepair(t *testing.T) {
	key := func(n int) string { return string(idOf(n)) }
	for name, harm := range map[string]struct {
		do    func(h Held[*note, *noteView]) error
		where string
	}{
		"a document is missing": {func(h Held[*note, *noteView]) error { return h.Bleve().Delete(key(3)) }, WhereIndex},
		"a document is another": {func(h Held[*note, *noteView]) error {
			return h.Bleve().Index(key(3), newNote(key(3), "khac").Document())
		}, WhereIndex},
		"a document too many": {func(h Held[*note, *noteView]) error {
			return h.Bleve().Index(key(999), newNote(key(999), "thua").Document())
		}, WhereIndex},
		"a row is missing": {func(h Held[*note, *noteView]) error { h.Table().Apply(nil, []string{key(3)}); return nil }, WhereColumns},
		"the memory is another": {func(h Held[*note, *noteView]) error {
			h.Memory().Remember([]*note{newNote(key(3), "khac")}, nil)
			return nil
		}, WhereMemory},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRegister(30)
			x := openNotes(t, t.TempDir(), Options{})
			follow(t, x, r)
			await(t, x, r)
			generation := x.Status().Generation
			must(t, x.Hold(harm.do))
			for _, compare := range []func() (Report, error){
				func() (Report, error) { return x.Verify(t.Context(), r) },
				func() (Report, error) { return x.Repair(t.Context(), r) },
			} {
				report, err := compare()
				must(t, err)
				if len(report.Differences) != 1 || report.Differences[0].Where != harm.where || report.Differences[0].Key == "" {
					t.Fatalf("differences: %+v", report.Differences)
				}
			}
			answersRightly(t, x, r)
			if got := x.Status(); got.Generation != generation || got.Damages > 0 {
				t.Errorf("it was rebuilt: %+v", got)
			}
		})
	}
}
