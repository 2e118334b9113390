// Package document reads the national database's export of one procedure,
// ChiTietTTHC_<code>, by its labels ("Mã thủ tục", "Trình tự thực hiện" …), from
// HTML, also where its name ends in .doc, and from .docx. It knows nothing of
// where the result is stored.
//
// The form is not documented anywhere: what is read is what follows a label up
// to the next one, and the tables are told by their headings. A binary .doc is
// refused, because nothing sure can be said of it.
package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua"
)

// MaxBytes is how large a document may be.
const MaxBytes = 20 << 20

// block is a paragraph, or a table.
type block struct {
	text  string
	table [][]string
}

// labels are those of the export, in the form of fold, with the section that
// each begins.
var labels = map[string]string{
	"mã thủ tục": "code", "số quyết định": "number", "ngày quyết định": "date", "ngày ban hành quyết định": "date",
	"cơ quan ban hành": "agency", "cơ quan công bố": "agency",
	"tên thủ tục": "name", "cấp thực hiện": "levels", "loại thủ tục": "kind", "lĩnh vực": "sector",
	"trình tự thực hiện": "steps", "cách thức thực hiện": "methods", "thành phần hồ sơ": "cases", "đối tượng thực hiện": "audiences",
	"cơ quan thực hiện": "executing", "cơ quan có thẩm quyền": "competent", "cơ quan được ủy quyền": "delegated", "cơ quan phối hợp": "coordinating",
	"kết quả thực hiện": "results", "căn cứ pháp lý": "bases", "địa chỉ tiếp nhận hs": "address", "địa chỉ tiếp nhận hồ sơ": "address",
	"yêu cầu, điều kiện thực hiện": "requirements", "yêu cầu, điều kiện": "requirements", "từ khóa": "keywords", "mô tả": "description",
	"chi tiết thủ tục hành chính": "title", "thông tin liên quan": "related", "tt liên quan": "related",
}

// Parse reads one document; n is its number among those of an import.
func Parse(doc []byte, n int) (*motcua.Record, *motcua.Refusal) {
	refuse := func(field, reason string) (*motcua.Record, *motcua.Refusal) {
		return nil, &motcua.Refusal{Line: n, Field: field, Reason: reason}
	}
	if len(doc) > MaxBytes {
		return refuse("document", fmt.Sprintf("%d bytes; at most %d are read", len(doc), MaxBytes))
	}
	blocks, format, err := blocksOf(doc)
	if err != nil {
		return refuse("document", err.Error())
	}
	s := sectionsOf(blocks)
	r := &motcua.Record{Line: n, Provenance: motcua.Provenance{Source: motcua.SourceDocument}}
	if r.Raw, err = json.Marshal(map[string]any{"format": format, "sections": s.texts()}); err != nil {
		return refuse("document", err.Error())
	}
	c := &r.Content
	c.Code, c.Name, c.Kind = s.line("code"), s.line("name"), motcua.KindStandard
	if _, ok := motcua.ParseCode(c.Code); !ok {
		return refuse("Mã thủ tục", fmt.Sprintf("%.100q; expected a code such as 1.000894 behind the label: is this an export of the national database?", c.Code))
	}
	if c.Name == "" {
		return refuse("Tên thủ tục", "empty; every procedure has a name")
	}
	fill(r, s)
	for _, part := range c.MissingParts() {
		r.Doubts = append(r.Doubts, motcua.Doubt{Kind: motcua.DoubtPartMissing, Field: part.Field, Reason: part.Label})
	}
	return r, nil
}

// The beginnings of the forms that a document may have.
var (
	oleMagic = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	zipMagic = []byte("PK\x03\x04")
)

func blocksOf(doc []byte) (blocks []block, format string, err error) {
	switch {
	case bytes.HasPrefix(doc, oleMagic):
		return nil, "", fmt.Errorf("a binary Word document (.doc): open it and save it as .docx or as HTML")
	case bytes.HasPrefix(doc, []byte("{\\rtf")):
		return nil, "", fmt.Errorf("an RTF document: open it and save it as .docx or as HTML")
	case bytes.HasPrefix(doc, zipMagic):
		blocks, err = docxBlocks(doc)
		return blocks, "docx", err
	case !utf8.Valid(doc):
		return nil, "", fmt.Errorf("neither .docx nor HTML in UTF-8")
	case !bytes.Contains(bytes.ToLower(doc[:min(len(doc), 4096)]), []byte("<")):
		return nil, "", fmt.Errorf("neither .docx nor HTML")
	}
	blocks, err = htmlBlocks(doc)
	return blocks, "html", err
}

// sections are the blocks behind each label.
type sections map[string][]block

func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(s)), " "))
}

// labelOf tells whether a text begins with a label, and what follows it.
func labelOf(text string) (section, rest string, ok bool) {
	head, rest, colon := strings.Cut(text, ":")
	section, ok = labels[fold(head)]
	if !ok && !colon {
		return "", "", false
	}
	return section, strings.TrimSpace(rest), ok
}

func sectionsOf(blocks []block) sections {
	s := sections{}
	at := ""
	for _, b := range blocks {
		if b.table != nil {
			if rows, ok := labelled(b.table); ok {
				for _, row := range rows {
					at = row[0]
					s[at] = append(s[at], block{text: row[1]})
				}
				continue
			}
			s[at] = append(s[at], b)
			continue
		}
		if section, rest, ok := labelOf(b.text); ok {
			at = section
			if rest != "" {
				s[at] = append(s[at], block{text: rest})
			}
			continue
		}
		s[at] = append(s[at], b)
	}
	return s
}

// labelled tells a table that only lays labels and values out beside each other.
func labelled(table [][]string) (rows [][2]string, ok bool) {
	for _, row := range table {
		if len(row) != 2 {
			return nil, false
		}
		section, known := labels[fold(strings.TrimSuffix(strings.TrimSpace(row[0]), ":"))]
		if !known {
			return nil, false
		}
		rows = append(rows, [2]string{section, strings.TrimSpace(row[1])})
	}
	return rows, len(rows) > 0
}

func (s sections) texts() map[string][]any {
	out := map[string][]any{}
	for name, blocks := range s {
		for _, b := range blocks {
			if b.table != nil {
				out[name] = append(out[name], b.table)
			} else {
				out[name] = append(out[name], b.text)
			}
		}
	}
	return out
}

// line is the first text of a section.
func (s sections) line(name string) string {
	for _, b := range s[name] {
		if b.text != "" {
			return b.text
		}
	}
	return ""
}

// text is all text of a section; nil is none, and so is what the export writes
// for none.
func (s sections) text(name string) *string {
	var lines []string
	for _, b := range s[name] {
		if b.text != "" {
			lines = append(lines, b.text)
		}
	}
	text := strings.Join(lines, "\n")
	switch fold(text) {
	case "", "không có thông tin", "không có", "không":
		return nil
	}
	return &text
}

// items are the names in a section: a line each, or with commas or semicolons.
func (s sections) items(name string) (out []string) {
	text := s.text(name)
	if text == nil {
		return nil
	}
	for line := range strings.Lines(*text) {
		for _, one := range strings.FieldsFunc(line, func(r rune) bool { return r == ';' || r == ',' }) {
			if one = strings.Trim(strings.TrimSpace(one), "-–•. "); one != "" {
				out = append(out, one)
			}
		}
	}
	return out
}

func dayOf(s string) (motcua.Date, bool) {
	for _, layout := range []string{"2/1/2006", "2-1-2006", time.DateOnly} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return motcua.NewDate(t.Date()), true
		}
	}
	return 0, false
}

func count(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
