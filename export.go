package motcua

import (
	"context"
	"io"
	"time"
)

// Bounds of exports.
const (
	ExportLifetime    = 10 * time.Minute // to fetch it once it was asked for
	MaxExportsAnHour  = 20               // of one caller
	MaxExportRows     = 1_000_000
	MaxExportRowsXLSX = 1_048_574 // a sheet has 1,048,576 rows: the names and the count take two
)

// Export is a list that somebody may fetch once as a file. Its id is the right
// to do so.
type Export struct {
	ID        ID
	Format    ExportFormat
	ExpiresAt time.Time
	// What is listed: exactly one of both.
	Procedures *ProcedureQuery
	Feedback   *FeedbackQuery
	By         Caller // whose list it is, with the rights that they had when they asked
}

// ExportFormat is the form of a file.
type ExportFormat string

// The values of ExportFormat.
const (
	ExportCSV   ExportFormat = "CSV"
	ExportJSONL ExportFormat = "JSONL"
	ExportXLSX  ExportFormat = "XLSX"
)

var exportFormats = &enum[ExportFormat]{"ExportFormat", []enumValue[ExportFormat]{
	{ExportCSV, "bảng phân cách bằng dấu phẩy"},
	{ExportJSONL, "mỗi dòng một đối tượng JSON"},
	{ExportXLSX, "bảng tính Excel"},
}}

// ExportFormats lists the values in their order.
func ExportFormats() []ExportFormat { return exportFormats.list() }

// Label is the Vietnamese term.
func (f ExportFormat) Label() string { return exportFormats.label(f) }

// MediaType is what an answer of the format is sent as.
func (f ExportFormat) MediaType() string {
	switch f {
	case ExportCSV:
		return "text/csv; charset=utf-8"
	case ExportJSONL:
		return "application/jsonl; charset=utf-8"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// Ending is that of a file of the format.
func (f ExportFormat) Ending() string {
	switch f {
	case ExportCSV:
		return ".csv"
	case ExportJSONL:
		return ".jsonl"
	}
	return ".xlsx"
}

// MarshalText fails on an unknown value.
func (f ExportFormat) MarshalText() ([]byte, error) { return exportFormats.marshal(f) }

// UnmarshalText fails on an unknown value.
func (f *ExportFormat) UnmarshalText(b []byte) error { return exportFormats.unmarshal(b, f) }

// MarshalGQLContext writes the GraphQL enum.
func (f ExportFormat) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return exportFormats.write(w, f)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (f *ExportFormat) UnmarshalGQLContext(_ context.Context, v any) error {
	return exportFormats.read(v, f)
}
