package export

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"motcua"
)

// writer writes rows in a format, below the names of their columns, and how
// many there were at the end: a file without the count is not whole.
type writer interface {
	row(cells []any) error
	end(rows int) error
}

// countName stands before the count, in a language that both read.
const countName = "#rows"

func newWriter(format motcua.ExportFormat, to io.Writer, columns []string) (writer, error) {
	switch format {
	case motcua.ExportCSV:
		return newCSV(to, columns)
	case motcua.ExportJSONL:
		buffered := bufio.NewWriter(to)
		return &jsonlWriter{buffered, json.NewEncoder(buffered), columns}, nil
	case motcua.ExportXLSX:
		return newXLSX(to, columns)
	}
	return nil, motcua.Invalid("format", "%q is not a format", format)
}

// csvWriter writes RFC 4180, with a mark at the beginning by which Excel knows
// UTF-8.
type csvWriter struct {
	out  *csv.Writer
	text []string
}

func newCSV(to io.Writer, columns []string) (writer, error) {
	if _, err := io.WriteString(to, "\ufeff"); err != nil {
		return nil, fmt.Errorf("write CSV: %w", err)
	}
	w := &csvWriter{out: csv.NewWriter(to)}
	w.out.UseCRLF = true
	return w, w.write(columns)
}

func (w *csvWriter) write(cells []string) error {
	if err := w.out.Write(cells); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

func (w *csvWriter) row(cells []any) error {
	w.text = w.text[:0]
	for _, c := range cells {
		w.text = append(w.text, csvText(c))
	}
	return w.write(w.text)
}

func (w *csvWriter) end(rows int) error {
	if err := w.write([]string{countName, strconv.Itoa(rows)}); err != nil {
		return err
	}
	w.out.Flush()
	return w.out.Error()
}

// csvText gives a cell. Numbers stay as they are.
func csvText(cell any) string {
	switch c := cell.(type) {
	case nil:
		return ""
	case string:
		return defuse(c)
	}
	return fmt.Sprint(cell)
}

// formulaBegins are the letters by which programs for sheets take a text for a
// formula, in the forms that they treat alike (OWASP, CSV injection).
const formulaBegins = "=+-@\t\r\n＝＋－＠"

// defuse keeps a text from being run as a formula by a program for sheets: a
// quote before it makes it text. Spaces before do not help an attacker.
func defuse(text string) string {
	if begin := strings.TrimLeft(text, " \u00a0\u3000\ufeff"); begin != "" && strings.ContainsRune(formulaBegins, []rune(begin)[0]) {
		return "'" + text
	}
	return text
}

// jsonlWriter writes an object for each row, with the columns in their order.
type jsonlWriter struct {
	out     *bufio.Writer
	encoder *json.Encoder
	columns []string
}

func (w *jsonlWriter) row(cells []any) error {
	return w.write(w.columns, cells)
}

func (w *jsonlWriter) write(names []string, cells []any) error {
	for i, c := range cells {
		begin := byte(',')
		if i == 0 {
			begin = '{'
		}
		value, err := json.Marshal(c)
		if err != nil {
			return fmt.Errorf("write JSON: %w", err)
		}
		name, err := json.Marshal(names[i])
		if err != nil {
			return fmt.Errorf("write JSON: %w", err)
		}
		_ = w.out.WriteByte(begin) // the buffer keeps its first error for Flush
		_, _ = w.out.Write(name)
		_ = w.out.WriteByte(':')
		_, _ = w.out.Write(value)
	}
	if _, err := w.out.WriteString("}\n"); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

func (w *jsonlWriter) end(rows int) error {
	if err := w.write([]string{countName}, []any{rows}); err != nil {
		return err
	}
	return w.out.Flush()
}

// xlsxWriter writes a sheet. Texts are cells of the type text, which no program
// takes for a formula. The library keeps rows in a file until the end: the form
// is an archive that begins with what is known last.
type xlsxWriter struct {
	file *excelize.File
	out  *excelize.StreamWriter
	next int // number of the next row
}

func newXLSX(to io.Writer, columns []string) (writer, error) {
	file := excelize.NewFile()
	// The library would keep the whole archive in memory first.
	file.ZipWriter = func(io.Writer) excelize.ZipWriter { return zip.NewWriter(to) }
	out, err := file.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, fmt.Errorf("write XLSX: %w", err)
	}
	w := &xlsxWriter{file, out, 1}
	names := make([]any, len(columns))
	for i, c := range columns {
		names[i] = c
	}
	return w, w.row(names)
}

func (w *xlsxWriter) row(cells []any) error {
	at, err := excelize.CoordinatesToCellName(1, w.next)
	if err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	w.next++
	if err := w.out.SetRow(at, cells); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return nil
}

func (w *xlsxWriter) end(rows int) error {
	if err := w.row([]any{countName, rows}); err != nil {
		return err
	}
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	if _, err := w.file.WriteTo(io.Discard); err != nil { // it writes to the archive above
		return fmt.Errorf("write XLSX: %w", err)
	}
	return w.file.Close()
}
