package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"motcua"
)

// doubtsShown is how many doubts of a kind are printed unless all are asked for.
const doubtsShown = 3

// report says what an import refuses and doubts: as text, and where asked as a
// file of JSON lines with all of it. A nil report says nothing.
type report struct {
	out     io.Writer
	verbose bool
	file    *os.File // nil is none
	lines   *bufio.Writer

	clear func() // takes a progress bar off the line before something is printed; nil where there is none

	records, refused, doubtful int
	kinds                      map[motcua.DoubtKind]int
	err                        error // of the file; the first one
}

// reportLine is a line of the report file.
type reportLine struct {
	Outcome string           `json:"outcome"` // "refused" or "doubtful"
	Line    int              `json:"line"`
	Code    string           `json:"code"`
	Kind    motcua.DoubtKind `json:"kind,omitempty"`
	Field   string           `json:"field"`
	Value   string           `json:"value"`
	Reason  string           `json:"reason"`
}

func newReport(path string, out io.Writer, verbose bool) (*report, error) {
	r := &report{out: out, verbose: verbose, kinds: map[motcua.DoubtKind]int{}}
	if path == "" {
		return r, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("write the report: %w", err)
	}
	r.file, r.lines = file, bufio.NewWriter(file)
	return r, nil
}

func (r *report) record(rec *motcua.Record) {
	if r == nil {
		return
	}
	r.records++
	if len(rec.Doubts) > 0 {
		r.doubtful++
	}
	for _, d := range rec.Doubts {
		r.doubt(rec.Line, rec.Content.Code, d)
	}
}

func (r *report) doubt(line int, code string, d motcua.Doubt) {
	if r == nil {
		return
	}
	r.kinds[d.Kind]++
	r.write(reportLine{"doubtful", line, code, d.Kind, d.Field, d.Value, d.Reason})
	if r.verbose || r.kinds[d.Kind] <= doubtsShown {
		r.print("doubtful  line %d  %s  %s  %s = %s: %s\n", line, strings.TrimSpace(code), d.Kind, d.Field, oneLine(d.Value), cmp.Or(d.Reason, d.Kind.Label()))
	}
}

func (r *report) refuse(f *motcua.Refusal) {
	if r == nil {
		return
	}
	r.records++
	r.refused++
	r.write(reportLine{"refused", f.Line, f.Code, "", f.Field, f.Value, f.Reason})
	r.print("refused   line %d  %s  %s = %s: %s\n", f.Line, f.Code, f.Field, oneLine(f.Value), f.Reason)
}

func (r *report) print(format string, args ...any) {
	if r.clear != nil {
		r.clear()
	}
	fmt.Fprintf(r.out, format, args...)
}

func (r *report) write(l reportLine) {
	if r.file == nil || r.err != nil {
		return
	}
	doc, err := json.Marshal(l)
	if err == nil {
		_, err = r.lines.Write(append(doc, '\n'))
	}
	r.err = err
}

// summary counts the doubts by kind, the most frequent first.
func (r *report) summary() {
	if r == nil {
		return
	}
	fmt.Fprintf(r.out, "%d records read: %d refused, %d with doubts\n", r.records, r.refused, r.doubtful)
	kinds := motcua.DoubtKinds()
	slices.SortStableFunc(kinds, func(a, b motcua.DoubtKind) int { return cmp.Compare(r.kinds[b], r.kinds[a]) })
	cut := false
	for _, kind := range kinds {
		if n := r.kinds[kind]; n > 0 {
			fmt.Fprintf(r.out, "%8d  %-26s %s\n", n, kind, kind.Label())
			cut = cut || n > doubtsShown && !r.verbose
		}
	}
	if cut && r.file == nil {
		fmt.Fprintf(r.out, "Only the first %d of each kind are printed; --verbose prints all, --report FILE writes them as JSON lines.\n", doubtsShown)
	}
}

// Close ends the file and gives the first error that writing it met.
func (r *report) Close() error {
	if r.file == nil {
		return nil
	}
	file := r.file
	r.file = nil
	err := cmp.Or(r.err, r.lines.Flush())
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// valueWidth is how many characters of a value are printed.
const valueWidth = 80

// oneLine quotes a value in a readable length.
func oneLine(s string) string {
	if utf8.RuneCountInString(s) > valueWidth {
		s = string([]rune(s)[:valueWidth]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
