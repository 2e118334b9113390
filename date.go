package motcua

import (
	"database/sql/driver"
	"fmt"
	"io"
	"strconv"
	"time"
	_ "time/tzdata" // the zone must be there on machines without a zone database
)

// Zone is the zone of all legal days: Asia/Ho_Chi_Minh.
var Zone = func() *time.Location {
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		panic(err) // the database is embedded above
	}
	return zone
}()

// Date is a day in [Zone], counted from 1 January 1970.
type Date int32

const secondsPerDay = 24 * 60 * 60

// NewDate gives the day of a year, month and day of month.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// DateOf gives the day of a moment in [Zone].
func DateOf(t time.Time) Date {
	return NewDate(t.In(Zone).Date())
}

// DateOfMillis gives the day of a moment in milliseconds since 1970, the form
// of the national portal: 1768496400000 is 2026-01-15T17:00Z, so 16 January.
func DateOfMillis(ms int64) Date { return DateOf(time.UnixMilli(ms)) }

// ParseDate reads YYYY-MM-DD.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, Invalid("date", "%q is not a day of the form YYYY-MM-DD", s)
	}
	return NewDate(t.Date()), nil
}

// Start is the moment at which the day begins in [Zone].
func (d Date) Start() time.Time {
	y, m, day := d.utc().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, Zone)
}

// AddDays gives the day n days later.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Year gives the year.
func (d Date) Year() int { return d.utc().Year() }

// String gives YYYY-MM-DD.
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// DayFirst writes the day as people in Vietnam do: 02/09/2026.
func (d Date) DayFirst() string { return d.utc().Format("02/01/2006") }

func (d Date) utc() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// MarshalText gives YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}

// Scan reads a date column.
func (d *Date) Scan(src any) error {
	t, ok := src.(time.Time)
	if !ok {
		return fmt.Errorf("scan date: unexpected %T", src)
	}
	*d = NewDate(t.Date())
	return nil
}

// Value writes a date column.
func (d Date) Value() (driver.Value, error) { return d.utc(), nil }

// MarshalGQL writes the GraphQL scalar Date.
func (d Date) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, strconv.Quote(d.String())) // gqlgen's writer keeps its own error
}

// UnmarshalGQL reads the GraphQL scalar Date.
func (d *Date) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return Invalid("date", "expected a day of the form YYYY-MM-DD, got %T", v)
	}
	return d.UnmarshalText([]byte(s))
}

// Period is a half-open range of days [From, To). A nil bound is open.
type Period struct {
	From *Date `json:"from,omitempty"`
	To   *Date `json:"to,omitempty"`
}

// Contains says whether the day lies in the period.
func (p Period) Contains(d Date) bool {
	return (p.From == nil || *p.From <= d) && (p.To == nil || d < *p.To)
}

// Empty says whether no day lies in the period.
func (p Period) Empty() bool { return p.From != nil && p.To != nil && *p.From >= *p.To }

// Equal compares two periods by their days.
func (p Period) Equal(q Period) bool { return equalDate(p.From, q.From) && equalDate(p.To, q.To) }

func equalDate(a, b *Date) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// Clock tells the time. Whatever depends on the day takes one, so that a test
// can move it over midnight.
type Clock func() time.Time

// Today is the clock's day in [Zone].
func (c Clock) Today() Date { return DateOf(c()) }
