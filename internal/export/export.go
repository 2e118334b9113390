// Package export writes lists as files: the rows of a filter, all of one moment,
// in the forms that people work with. It owns columns and forms; which rows a
// filter selects and who may see them it asks.
package export

import (
	"context"
	"fmt"
	"io"
	"time"

	"motcua"
)

// batch is how many rows are loaded at once.
const batch = 500

// Procedures finds procedures and loads what was found.
type Procedures interface {
	Search(ctx context.Context, query motcua.ProcedureQuery) (*motcua.ProcedureResult, error)
}

// ProcedureRows loads versions of procedures, whose content never changes.
type ProcedureRows interface {
	ProcedureVersions(ctx context.Context, versions []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error)
}

// Feedback finds feedback.
type Feedback interface {
	Search(ctx context.Context, query motcua.FeedbackQuery) (*motcua.FeedbackResult, error)
}

// FeedbackRows reads feedback that the reader sees, all in one snapshot: each in
// its turn, with the agency that holds it. What the reader does not see is left
// out.
type FeedbackRows interface {
	FeedbackSnapshot(ctx context.Context, reader motcua.FeedbackReader, ids []motcua.ID, each func(*motcua.Feedback, *motcua.Agency) error) error
}

// Exporter writes exports.
type Exporter struct {
	Procedures    Procedures
	ProcedureRows ProcedureRows
	Feedback      Feedback // nil where the server keeps no feedback
	FeedbackRows  FeedbackRows
	Clock         motcua.Clock
}

// Export writes a list and says how many rows it has. The rows are chosen at
// one moment, before the first is written, and read as they are at one moment
// right after it; one that ceases to be visible between the two is left out, and
// not counted.
func (x *Exporter) Export(ctx context.Context, e motcua.Export, to io.Writer) (rows int, err error) {
	if e.Procedures != nil {
		return x.procedures(ctx, e, to)
	}
	if x.Feedback == nil || e.Feedback == nil {
		return 0, &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server keeps no feedback"}
	}
	return x.feedback(ctx, e, to)
}

func limit(format motcua.ExportFormat) *int {
	n := motcua.MaxExportRows
	if format == motcua.ExportXLSX {
		n = min(n, motcua.MaxExportRowsXLSX)
	}
	return &n
}

func tooMany(total, allowed int) error {
	return motcua.Invalid("filter", "%d rows, %d allowed in one file: restrict the filter", total, allowed)
}

// day gives a day as people of all formats read it; empty is not known.
func day(d *motcua.Date) any {
	if d == nil {
		return nil
	}
	return d.String()
}

func moment(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.In(motcua.Zone).Format(time.RFC3339)
}

func text[T ~string](s *T) any {
	if s == nil {
		return nil
	}
	return string(*s)
}

// chunks runs f over parts of a list.
func chunks[T any](list []T, f func([]T) error) error {
	for len(list) > 0 {
		n := min(batch, len(list))
		if err := f(list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("export %s: %w", what, err)
}
