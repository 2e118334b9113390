package motcua

import (
	"context"
	"io"
	"time"
)

// CalendarDayKind is how a day differs from the week's rule.
type CalendarDayKind string

// The values of CalendarDayKind.
const (
	DayHoliday    CalendarDayKind = "HOLIDAY"
	DaySwappedOff CalendarDayKind = "SWAPPED_OFF"
	DaySwappedOn  CalendarDayKind = "SWAPPED_ON"
)

var calendarDayKinds = &enum[CalendarDayKind]{"CalendarDayKind", []enumValue[CalendarDayKind]{
	{DayHoliday, "ngày nghỉ lễ, tết"},
	{DaySwappedOff, "ngày nghỉ hoán đổi"},
	{DaySwappedOn, "ngày làm bù"},
}}

// CalendarDayKinds lists the values in their order.
func CalendarDayKinds() []CalendarDayKind { return calendarDayKinds.list() }

// Label is the Vietnamese term.
func (k CalendarDayKind) Label() string { return calendarDayKinds.label(k) }

// MarshalText fails on an unknown value.
func (k CalendarDayKind) MarshalText() ([]byte, error) { return calendarDayKinds.marshal(k) }

// UnmarshalText fails on an unknown value.
func (k *CalendarDayKind) UnmarshalText(b []byte) error { return calendarDayKinds.unmarshal(b, k) }

// MarshalGQLContext writes the GraphQL enum.
func (k CalendarDayKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return calendarDayKinds.write(w, k)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (k *CalendarDayKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return calendarDayKinds.read(v, k)
}

// CalendarDay is a day that differs from the week's rule.
type CalendarDay struct {
	Day  Date
	Kind CalendarDayKind
	Name string // what it is for
}

// CalendarYear is what is known of a year's working days (lịch làm việc):
// Monday to Friday, but for these days.
type CalendarYear struct {
	Year   int
	Source string // the announcement
	// Assumed says that the days were not announced when the year was written
	// down, and are to be replaced when they are.
	Assumed bool
	Days    []CalendarDay
}

// WorkingCalendar tells working days from others, in the years that it knows.
type WorkingCalendar struct {
	years map[int]bool
	days  map[Date]CalendarDayKind
}

// NewWorkingCalendar makes the calendar of some years.
func NewWorkingCalendar(years []CalendarYear) *WorkingCalendar {
	c := &WorkingCalendar{map[int]bool{}, map[Date]CalendarDayKind{}}
	for _, y := range years {
		c.years[y.Year] = true
		for _, d := range y.Days {
			c.days[d.Day] = d.Kind
		}
	}
	return c
}

// Knows says whether the calendar has the year.
func (c *WorkingCalendar) Knows(year int) bool { return c != nil && c.years[year] }

// Working says whether people work on the day; known is false in a year that
// the calendar does not have.
func (c *WorkingCalendar) Working(day Date) (working, known bool) {
	if !c.Knows(day.Year()) {
		return false, false
	}
	if kind, listed := c.days[day]; listed {
		return kind == DaySwappedOn, true
	}
	weekday := day.Weekday()
	return weekday != time.Saturday && weekday != time.Sunday, true
}

// maxStill bounds a row of days on which nobody works. Tết with its swapped days
// is the longest; a calendar with more is wrong.
const maxStill = 60

// Add gives the n-th working day after a day, which itself does not count; known
// is false where a year on the way is missing.
func (c *WorkingCalendar) Add(from Date, n int) (day Date, known bool) {
	day = from
	for still := 0; n > 0; {
		day = day.AddDays(1)
		working, known := c.Working(day)
		switch {
		case !known || still > maxStill:
			return 0, false
		case working:
			n--
			still = 0
		default:
			still++
		}
	}
	return day, true
}
