package announce

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"motcua"
)

// fold brings what people type in headings and lists of choices to one form.
func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.TrimSuffix(strings.TrimSpace(norm.NFC.String(s)), "*")), " "))
}

func split(s string) []string {
	var out []string
	for one := range strings.SplitSeq(s, ";") {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// dateOf reads a day as people and spreadsheets write it: 16/01/2026,
// 2026-01-16, or the number of days that a cell of dates holds.
func dateOf(s string) (motcua.Date, bool) {
	for _, layout := range []string{"2/1/2006", "2-1-2006", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return motcua.NewDate(t.Date()), true
		}
	}
	serial, err := strconv.ParseFloat(s, 64)
	if err != nil || serial < 20000 || serial > 100000 {
		return 0, false
	}
	t, err := excelize.ExcelDateToTime(math.Floor(serial), false)
	if err != nil {
		return 0, false
	}
	return motcua.NewDate(t.Date()), true
}

// decimalOf reads a number of a cell, which a spreadsheet may hold as 1E+05.
func decimalOf(s string) (motcua.Decimal, bool) {
	if d, err := motcua.ParseDecimal(s); err == nil {
		return d, true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.Abs(f) > 1e15 {
		return "", false
	}
	d, err := motcua.ParseDecimal(strconv.FormatFloat(f, 'f', -1, 64))
	return d, err == nil
}

// columnName gives A for 0.
func columnName(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return "?"
	}
	return name
}

// choices lists the Vietnamese terms of an enumeration.
func (c column) choices() string {
	seen := map[string]string{}
	for label, name := range c.enum {
		if label != fold(name) {
			seen[name] = label
		}
	}
	var list []string
	for _, label := range seen {
		list = append(list, label)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}
