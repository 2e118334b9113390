package db_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/db"
)

func TestImportTwiceChangesNothing(t *testing.T) {
	d := open(t)
	clock := clockAt("2026-07-18")
	r := record("birth", "1.001193", "Đăng ký khai sinh", "163/QĐ-BTP", day("2026-01-16"))
	if diff := cmp.Diff(db.ImportCounts{New: 1}, publish(t, d, clock, r)); diff != "" {
		t.Error("first import:", diff)
	}
	if diff := cmp.Diff(db.ImportCounts{Unchanged: 1}, publish(t, d, clock, r)); diff != "" {
		t.Error("second import:", diff)
	}
}
