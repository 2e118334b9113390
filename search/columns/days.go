package columns

import "math"

// Days is the half-open range [From, To) of day numbers. The epoch is the
// caller's choice.
type Days struct{ From, To int32 }

// Always is the range without bounds.
var Always = Days{From: math.MinInt32, To: math.MaxInt32}

// On tells where the range stands on a day.
func (d Days) On(day int32) Status {
	switch {
	case day < d.From:
		return NotYet
	case day >= d.To && d.To != math.MaxInt32:
		return Expired
	default:
		return InForce
	}
}

// Status is where a range of days stands on one day: exactly one of three.
type Status uint8

// The statuses, in the order in which [Selection.FacetStatus] counts them.
const (
	InForce Status = iota
	NotYet
	Expired
	statuses = 3
)

// String returns the name of the status, for logs and tests.
func (s Status) String() string {
	return [...]string{"in force", "not yet in force", "expired"}[s]
}
