package motcua

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
)

// FormerAgency says of an agency as it was until a day who took over from it. A
// body that kept its name and code with another extent took over from itself.
type FormerAgency struct {
	Code      string
	Name      string
	Successor string // the code of who took over
	Level     Level
	On        Date   // the first day of the successor
	Act       string // that says so, such as Nghị quyết 202/2025/QH15
	Grade     SourceGrade
}

// SourceGrade says how sure a statement is that the program ships with.
type SourceGrade string

// The values of SourceGrade.
const (
	GradeOfficial   SourceGrade = "OFFICIAL"   // read in the act itself
	GradeReported   SourceGrade = "REPORTED"   // read in a text about it
	GradeRemembered SourceGrade = "REMEMBERED" // general knowledge, not checked: to be replaced
)

var sourceGrades = &enum[SourceGrade]{"SourceGrade", []enumValue[SourceGrade]{
	{GradeOfficial, "theo văn bản"},
	{GradeReported, "theo tài liệu"},
	{GradeRemembered, "chưa kiểm chứng"},
}}

// SourceGrades lists the values in their order.
func SourceGrades() []SourceGrade { return sourceGrades.list() }

// Label is the Vietnamese term.
func (g SourceGrade) Label() string { return sourceGrades.label(g) }

// MarshalText fails on an unknown value.
func (g SourceGrade) MarshalText() ([]byte, error) { return sourceGrades.marshal(g) }

// UnmarshalText fails on an unknown value.
func (g *SourceGrade) UnmarshalText(b []byte) error { return sourceGrades.unmarshal(b, g) }

// MarshalGQLContext writes the GraphQL enum.
func (g SourceGrade) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return sourceGrades.write(w, g)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (g *SourceGrade) UnmarshalGQLContext(_ context.Context, v any) error {
	return sourceGrades.read(v, g)
}

var formerAgencyColumns = []string{"code", "name", "successor", "level", "on", "act", "grade"}

// ReadFormerAgencies reads a table with the columns code, name, successor,
// level, on, act and grade, separated by tabs.
func ReadFormerAgencies(r io.Reader) ([]FormerAgency, error) {
	var list []FormerAgency
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Split(lines.Text(), "\t")
		if n == 1 {
			if !slices.Equal(fields, formerAgencyColumns) {
				return nil, Invalid("", "the columns are %q, expected %q", fields, formerAgencyColumns)
			}
			continue
		}
		a, err := formerAgency(fields)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		list = append(list, a)
	}
	return list, lines.Err()
}

func formerAgency(f []string) (a FormerAgency, err error) {
	if len(f) != len(formerAgencyColumns) || slices.Contains(f, "") {
		return a, Invalid("", "%d columns with a text each are needed", len(formerAgencyColumns))
	}
	a = FormerAgency{Code: f[0], Name: f[1], Successor: f[2], Act: f[5]}
	if err = a.Level.UnmarshalText([]byte(f[3])); err != nil {
		return a, err
	}
	if a.On, err = ParseDate(f[4]); err != nil {
		return a, err
	}
	return a, a.Grade.UnmarshalText([]byte(f[6]))
}
