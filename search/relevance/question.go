package relevance

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"motcua"
)

// NotAProcedure is the kind of questions that no procedure answers (a divorce is
// the court's). They are left out of the metrics; see [CheckRefusals].
const NotAProcedure = "not-a-procedure"

// Question is a judged question.
type Question struct {
	ID       string   `json:"id"`
	Query    string   `json:"query"`
	Relevant []string `json:"relevant"` // the codes that answer it
	Kind     string   `json:"kind"`
}

// maxLine bounds a line of a file of questions, in bytes.
const maxLine = 1 << 20

// ReadFile reads the judged questions of a file; see [Read].
func ReadFile(path string) ([]Question, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	questions, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("read judged questions %s: %w", path, err)
	}
	return questions, nil
}

// Read reads judged questions, a JSON object a line. Codes become national
// codes, each once. Ids must differ, because folds and variants hang on them.
func Read(r io.Reader) ([]Question, error) {
	var questions []Question
	seen := map[string]bool{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var q Question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		q.Relevant = nationalCodes(q.Relevant)
		if err := q.check(); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if seen[q.ID] {
			return nil, fmt.Errorf("line %d: the id %q stands twice", n, q.ID)
		}
		seen[q.ID] = true
		questions = append(questions, q)
	}
	return questions, lines.Err()
}

func (q *Question) check() error {
	switch {
	case q.ID == "":
		return fmt.Errorf("no id")
	case strings.TrimSpace(q.Query) == "":
		return fmt.Errorf("question %q: no query", q.ID)
	case q.Kind == NotAProcedure && len(q.Relevant) > 0:
		return fmt.Errorf("question %q: of kind %s, yet it has relevant codes", q.ID, NotAProcedure)
	case q.Kind != NotAProcedure && len(q.Relevant) == 0:
		return fmt.Errorf("question %q: no relevant code, and not of kind %s", q.ID, NotAProcedure)
	}
	return nil
}

// nationalCodes gives the national codes among published ones, each once, in
// their order.
func nationalCodes(published []string) []string {
	var codes []string
	for _, p := range published {
		if c := motcua.NationalCode(p); !slices.Contains(codes, c) {
			codes = append(codes, c)
		}
	}
	return codes
}

// Absent gives the relevant codes that are not public, each once, in order:
// nothing can find them, and the metrics are lower for it.
func Absent(questions []Question, public func(code string) bool) []string {
	var codes []string
	for _, q := range questions {
		for _, code := range q.Relevant {
			if !public(code) {
				codes = append(codes, code)
			}
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
