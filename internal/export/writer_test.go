package export

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"motcua"
)

// Texts by which a program for sheets would do something stay texts, in every
// form, and each file ends with its count.
func TestFormulasAreDefused(t *testing.T) {
	rows := [][]any{
		{"=1+1", "+84 912 345 678", -3}, {"-2+3", "@SUM(A1)", 3.5}, {"\t=1", "\r=1", true}, {" =1", "\u00a0=1", nil},
		{"＝1", "\ufeff=1", "thường"}, {"a=b", "xem - hỏi", "dòng\nhai, \"ngoặc\""},
	}
	want := [][]string{
		{"a", "b", "c"}, {"'=1+1", "'+84 912 345 678", "-3"}, {"'-2+3", "'@SUM(A1)", "3.5"}, {"'\t=1", "'=1", "true"}, {"' =1", "'\u00a0=1", ""},
		{"'＝1", "'\ufeff=1", "thường"}, {"a=b", "xem - hỏi", "dòng\nhai, \"ngoặc\""}, {countName, "6"},
	}
	out := write(t, motcua.ExportCSV, rows)
	text, marked := strings.CutPrefix(out, "\ufeff")
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	got, err := r.ReadAll()
	if diff := cmp.Diff(want, got); diff != "" || err != nil || !marked {
		t.Errorf("%v, marked %t: %s", err, marked, diff)
	}
	book, err := excelize.OpenReader(strings.NewReader(write(t, motcua.ExportXLSX, rows)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }() // only read
	for _, cell := range []string{"A2", "B2", "A3", "B3", "A4"} {
		if formula, err := book.GetCellFormula("Sheet1", cell); err != nil || formula != "" {
			t.Errorf("%s is a formula: %q %v", cell, formula, err)
		}
	}
	if a, err := book.GetCellValue("Sheet1", "A2"); err != nil || a != "=1+1" {
		t.Errorf("%q %v", a, err)
	}
	if n, err := book.GetCellValue("Sheet1", "B8"); err != nil || n != "6" {
		t.Errorf("%q %v", n, err)
	}
	lines := strings.Split(strings.TrimSpace(write(t, motcua.ExportJSONL, rows)), "\n")
	if lines[0] != `{"a":"=1+1","b":"+84 912 345 678","c":-3}` || lines[6] != `{"#rows":6}` {
		t.Error(lines)
	}
}

func write(t *testing.T, format motcua.ExportFormat, rows [][]any) string {
	t.Helper()
	var out bytes.Buffer
	w, err := newWriter(format, &out, []string{"a", "b", "c"})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.end(len(rows)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
