package motcua

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// ReadCalendar reads years of working days from the form of
// db/seed/working-days.tsv: a line YEAR, the year, ANNOUNCED or ASSUMED and the
// source, then a line for each day that differs from the week's rule.
func ReadCalendar(r io.Reader) ([]CalendarYear, error) {
	var years []CalendarYear
	seen := map[Date]bool{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), " \t\r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		var err error
		switch {
		case fields[0] == "YEAR":
			years, err = calendarYear(years, fields)
		case len(years) == 0:
			err = Invalid("calendar", "a day before the first YEAR")
		default:
			err = calendarDay(&years[len(years)-1], fields, seen)
		}
		if err != nil {
			return nil, Invalid("calendar", "line %d: %v", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(years) == 0 {
		return nil, Invalid("calendar", "there is no year in it")
	}
	return years, nil
}

func calendarYear(years []CalendarYear, f []string) ([]CalendarYear, error) {
	if len(f) != 4 || f[3] == "" || f[2] != "ANNOUNCED" && f[2] != "ASSUMED" {
		return nil, Invalid("calendar", "expected YEAR, a year, ANNOUNCED or ASSUMED, and a source, separated by tabs")
	}
	year, err := strconv.Atoi(f[1])
	if err != nil || year < 2000 || year > 2200 {
		return nil, Invalid("calendar", "%q is not a year", f[1])
	}
	for _, y := range years {
		if y.Year == year {
			return nil, Invalid("calendar", "the year %d stands in it twice", year)
		}
	}
	return append(years, CalendarYear{Year: year, Source: f[3], Assumed: f[2] == "ASSUMED"}), nil
}

func calendarDay(year *CalendarYear, f []string, seen map[Date]bool) error {
	if len(f) != 3 || f[2] == "" {
		return Invalid("calendar", "expected a day, what it is, and its name, separated by tabs")
	}
	day, err := ParseDate(f[0])
	if err != nil {
		return err
	}
	d := CalendarDay{Day: day, Name: f[2]}
	if err := d.Kind.UnmarshalText([]byte(f[1])); err != nil {
		return err
	}
	switch plain, _ := NewWorkingCalendar([]CalendarYear{{Year: day.Year()}}).Working(day); {
	case day.Year() != year.Year:
		return Invalid("calendar", "%s is not in the year %d", day, year.Year)
	case seen[day]:
		return Invalid("calendar", "%s stands in it twice", day)
	case plain == (d.Kind == DaySwappedOn):
		return Invalid("calendar", "%s is a %s: %s changes nothing", day, day.Weekday(), d.Kind)
	}
	seen[day] = true
	year.Days = append(year.Days, d)
	return nil
}
