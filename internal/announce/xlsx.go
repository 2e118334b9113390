package announce

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"motcua"
)

// maxUnzipped bounds what a spreadsheet may unfold to.
const maxUnzipped = 100 << 20

// ParseXLSX reads a spreadsheet made from the template: it is turned into the
// JSON form, so that both are held to the same rules, and a fault's path into
// the sheet and row that it came from.
func ParseXLSX(doc []byte) (*motcua.Announcement, error) {
	var faults motcua.Faults
	if len(doc) > MaxBytes {
		faults.Add("tệp", "", "%d bytes; expected at most %d", len(doc), MaxBytes)
		return nil, faults
	}
	file, err := excelize.OpenReader(bytes.NewReader(doc), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped})
	if err != nil {
		faults.Add("tệp", "", "not an .xlsx spreadsheet: %v", err)
		return nil, faults
	}
	defer func() { _ = file.Close() }() // nothing is written
	b := &book{decision: node{}, items: map[string]*bookItem{}, cells: map[string]string{}, faults: &faults}
	for _, s := range sheets {
		b.read(file, s)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return b.parse()
}

// node is an object of the JSON form while it is made.
type node map[string]any

// set puts a value at a path of keys.
func (n node) set(key string, value any) {
	head, rest, deeper := strings.Cut(key, ".")
	if !deeper {
		n[head] = value
		return
	}
	inner, ok := n[head].(node)
	if !ok {
		inner = node{}
		n[head] = inner
	}
	inner.set(rest, value)
}

type bookItem struct {
	node
	place string // of its row
	cases map[string]node
}

// book is the spreadsheet as it is read.
type book struct {
	decision node
	items    map[string]*bookItem // by code
	order    []string
	cells    map[string]string // from paths of the JSON form to places in the sheets
	faults   *motcua.Faults
}

// record notes where what stands at a path came from.
func (b *book) record(code, path, place string) { b.cells[code+"\x00"+path] = place }

func (b *book) read(file *excelize.File, s sheet) {
	rows, err := file.GetRows(s.name)
	if err != nil {
		var missing excelize.ErrSheetNotExist
		if errors.As(err, &missing) && s.name != sheetDecision && s.name != sheetProcedures {
			return // a part that no procedure gives
		}
		b.faults.Add(s.name, "", "the sheet is missing; expected the sheets of the template")
		return
	}
	if s.name == sheetDecision {
		b.readDecision(rows, s)
		return
	}
	b.readRows(rows, s)
}

// readDecision reads a sheet of labels and values.
func (b *book) readDecision(rows [][]string, s sheet) {
	for r, cells := range rows {
		if len(cells) < 2 || strings.TrimSpace(cells[1]) == "" {
			continue
		}
		for _, c := range s.columns {
			if fold(cells[0]) == fold(c.label) {
				place := fmt.Sprintf("%s!B%d", s.name, r+1)
				if v, ok := b.value(c, cells[1], place, ""); ok {
					b.decision.set(c.key, v)
					b.record("", "decision."+c.key, place)
				}
			}
		}
	}
}

// row is a row of a sheet, its cells by the keys of their columns.
type row struct {
	values map[string]any
	place  string // of the row
	code   string
	gone   bool // says that the procedure has no more of the part
}

func (r row) text(key string) string { s, _ := r.values[key].(string); return s }

func (b *book) readRows(rows [][]string, s sheet) {
	if len(rows) == 0 {
		b.faults.Add(s.name, "", "empty; expected the headings of the template in the first row")
		return
	}
	at := b.headings(rows[0], s)
	for n, cells := range rows[1:] {
		if r, ok := b.row(cells, at, s, n+2); ok {
			b.take(s.name, r)
		}
	}
}

// headings gives the place of each column.
func (b *book) headings(cells []string, s sheet) map[int]column {
	at := map[int]column{}
	for i, cell := range cells {
		for _, c := range s.columns {
			if fold(cell) == fold(c.label) {
				at[i] = c
			}
		}
		if _, ok := at[i]; !ok && strings.TrimSpace(cell) != "" {
			b.faults.Add(fmt.Sprintf("%s!%s1", s.name, columnName(i)), "", "unknown heading %q; expected those of the template", cell)
		}
	}
	return at
}

func (b *book) row(cells []string, at map[int]column, s sheet, number int) (r row, ok bool) {
	r = row{values: map[string]any{}, place: fmt.Sprintf("%s!%d", s.name, number)}
	empty := true
	for i, cell := range cells {
		c, known := at[i]
		if strings.TrimSpace(cell) == "" || !known {
			continue
		}
		empty = false
		if c.key == "code" {
			r.code = strings.TrimSpace(cell)
			continue
		}
		if fold(cell) == takenAway {
			r.gone = true
			r.values[c.key] = nil
			continue
		}
		if v, ok := b.value(c, cell, fmt.Sprintf("%s!%s%d", s.name, columnName(i), number), r.code); ok {
			r.values[c.key] = v
		}
	}
	switch {
	case empty:
		return r, false
	case r.code == "":
		b.faults.Add(r.place, "", "no code in the column %q; expected the procedure's", codeColumn.label)
		return r, false
	}
	if _, ok := motcua.ParseCode(r.code); !ok {
		b.faults.Add(r.place, r.code, "expected a code such as 1.000894; a spreadsheet that takes it for a number drops its last zeros: format the column as text")
		return r, false
	}
	return r, true
}

// value turns a cell into a value of the JSON form.
func (b *book) value(c column, cell, place, code string) (any, bool) {
	text := strings.TrimSpace(norm.NFC.String(cell))
	switch c.kind {
	case dateValue:
		if d, ok := dateOf(text); ok {
			return d.String(), true
		}
		b.faults.Add(place, code, "%s: %q; expected a day, dd/mm/yyyy", c.label, text)
	case decimalValue:
		if d, ok := decimalOf(text); ok {
			return string(d), true
		}
		b.faults.Add(place, code, "%s: %q; expected a number", c.label, text)
	case countValue:
		if n, err := strconv.Atoi(text); err == nil && n >= 0 {
			return n, true
		}
		b.faults.Add(place, code, "%s: %q; expected a whole number", c.label, text)
	case enumValue:
		if v, ok := c.enum[fold(text)]; ok {
			return v, true
		}
		b.faults.Add(place, code, "%s: %q; expected one of %s", c.label, text, c.choices())
	case enumsValue:
		var out []any
		for _, one := range split(text) {
			v, ok := c.enum[fold(one)]
			if !ok {
				b.faults.Add(place, code, "%s: %q; expected one of %s", c.label, one, c.choices())
				return nil, false
			}
			out = append(out, v)
		}
		return out, true
	case listValue:
		var out []any
		for _, one := range split(text) {
			out = append(out, one)
		}
		return out, true
	case flagValue:
		return fold(text) != "không" && text != "0", true
	default:
		return strings.TrimSpace(cell), true
	}
	return nil, false
}

// parse hands the book to the reader of the JSON form.
func (b *book) parse() (*motcua.Announcement, error) {
	procedures := make([]node, len(b.order))
	for i, code := range b.order {
		procedures[i] = b.items[code].node
	}
	doc, err := json.Marshal(map[string]any{"decision": b.decision, "procedures": procedures})
	if err != nil {
		return nil, fmt.Errorf("turn the spreadsheet into the JSON form: %w", err)
	}
	a, err := ParseJSON(doc)
	var faults motcua.Faults
	if errors.As(err, &faults) {
		for i := range faults {
			faults[i].Path = b.placeOf(faults[i].Path)
		}
		return nil, faults
	}
	if err != nil {
		return nil, err
	}
	for i := range a.Items {
		a.Items[i].Path = b.items[b.order[i]].place
	}
	return a, nil
}

// placeOf turns a path of the JSON form into the place of what is nearest.
func (b *book) placeOf(path string) string {
	var i int
	code, rest := "", path
	if _, err := fmt.Sscanf(path, "procedures[%d]", &i); err == nil && i < len(b.order) {
		code = b.order[i]
		_, rest, _ = strings.Cut(path, "]")
		rest = strings.TrimPrefix(rest, ".")
	}
	for at := rest; ; {
		if place, ok := b.cells[code+"\x00"+at]; ok {
			if at == rest {
				return place
			}
			return place + " (" + strings.TrimPrefix(rest[len(at):], ".") + ")"
		}
		cut := strings.LastIndexAny(at, ".[")
		if cut < 0 {
			break
		}
		at = at[:cut]
	}
	if code != "" {
		return b.items[code].place + " (" + rest + ")"
	}
	return path
}
