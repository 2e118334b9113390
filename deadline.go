package motcua

import (
	"context"
	"io"
	"time"
)

// DueAtStatus says why a day stands in dueAt, or why none does.
type DueAtStatus string

// The values of DueAtStatus.
const (
	DueSet             DueAtStatus = "SET"
	DueNone            DueAtStatus = "NONE"
	DueCalendarMissing DueAtStatus = "CALENDAR_MISSING"
)

var dueAtStatuses = &enum[DueAtStatus]{"DueAtStatus", []enumValue[DueAtStatus]{
	{DueSet, "đã tính được"},
	{DueNone, "không tính thời hạn"},
	{DueCalendarMissing, "chưa có lịch làm việc của năm"},
}}

// DueAtStatuses lists the values in their order.
func DueAtStatuses() []DueAtStatus { return dueAtStatuses.list() }

// Label is the Vietnamese term.
func (s DueAtStatus) Label() string { return dueAtStatuses.label(s) }

// MarshalText fails on an unknown value.
func (s DueAtStatus) MarshalText() ([]byte, error) { return dueAtStatuses.marshal(s) }

// UnmarshalText fails on an unknown value.
func (s *DueAtStatus) UnmarshalText(b []byte) error { return dueAtStatuses.unmarshal(b, s) }

// MarshalGQLContext writes the GraphQL enum.
func (s DueAtStatus) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return dueAtStatuses.write(w, s)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (s *DueAtStatus) UnmarshalGQLContext(_ context.Context, v any) error {
	return dueAtStatuses.read(v, s)
}

// DeadlineStage is a step that has a time limit of its own (formula of Index 766,
// section 5).
type DeadlineStage string

// The values of DeadlineStage.
const (
	StageRefuse     DeadlineStage = "REFUSE"
	StageSupplement DeadlineStage = "SUPPLEMENT"
	StageAnswer     DeadlineStage = "ANSWER"
	StagePublish    DeadlineStage = "PUBLISH"
)

var deadlineStages = &enum[DeadlineStage]{"DeadlineStage", []enumValue[DeadlineStage]{
	{StageRefuse, "từ chối tiếp nhận"},
	{StageSupplement, "yêu cầu bổ sung"},
	{StageAnswer, "trả lời"},
	{StagePublish, "công khai"},
}}

// DeadlineStages lists the values in their order.
func DeadlineStages() []DeadlineStage { return deadlineStages.list() }

// Label is the Vietnamese term.
func (s DeadlineStage) Label() string { return deadlineStages.label(s) }

// MarshalText fails on an unknown value.
func (s DeadlineStage) MarshalText() ([]byte, error) { return deadlineStages.marshal(s) }

// UnmarshalText fails on an unknown value.
func (s *DeadlineStage) UnmarshalText(b []byte) error { return deadlineStages.unmarshal(b, s) }

// MarshalGQLContext writes the GraphQL enum.
func (s DeadlineStage) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return deadlineStages.write(w, s)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (s *DeadlineStage) UnmarshalGQLContext(_ context.Context, v any) error {
	return deadlineStages.read(v, s)
}

// DeadlineClock is the time limit that runs: for which step, and since when. The
// zero value is none.
type DeadlineClock struct {
	Stage DeadlineStage
	From  time.Time
}

// Due gives the day by which the step of a clock is due. Without the calendar
// of a year on the way the day is not known; a submission is no worse for it.
func (r RuleSet) Due(clock DeadlineClock, calendar *WorkingCalendar) (*Date, DueAtStatus) {
	if clock.Stage == "" {
		return nil, DueNone
	}
	due, known := calendar.Add(DateOf(clock.From), r.Days(clock.Stage))
	if !known {
		return nil, DueCalendarMissing
	}
	return &due, DueSet
}

// Overdue says whether the day by which the next step was due has passed.
func (s *Standing) Overdue(day Date) bool { return s.DueAt != nil && *s.DueAt < day }

// DaysLeft is the number of calendar days until the next step is due: 0 on the
// day itself, negative when it has passed, nil where no day is known.
func (s *Standing) DaysLeft(day Date) *int {
	if s.DueAt == nil {
		return nil
	}
	n := int(*s.DueAt - day)
	return &n
}
