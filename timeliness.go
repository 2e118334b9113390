package motcua

import (
	"context"
	"io"
	"strings"
)

// AnnouncementRule are the time limits of announcing and publishing decisions,
// in working days, from a day on.
type AnnouncementRule struct {
	ValidFrom Date
	Source    string // the act or text that sets the limits
	// Announce is how long before the text takes effect a decision has to be
	// signed; Publish how long after the signing it has to be public.
	AnnounceMinistry, AnnounceProvince int
	PublishMinistry, PublishProvince   int
}

// AnnouncementRules are in the order of their first days.
type AnnouncementRules []AnnouncementRule

// On gives the rule that holds on a day, nil where none does yet.
func (list AnnouncementRules) On(day Date) *AnnouncementRule {
	var held *AnnouncementRule
	for i := range list {
		if list[i].ValidFrom <= day {
			held = &list[i]
		}
	}
	return held
}

// DecisionFacts are what is known of a decision to tell whether it was in time.
type DecisionFacts struct {
	ID     ID
	Date   *Date
	Level  *Level  // of the agency; nil is not known
	Agency *string // its code
	// Effective is the first published day on which anything holds that it
	// announced; a day taken from the decision itself says nothing.
	Effective *Date
	// Published is the day on which all of it was public here. The national
	// portal's dates are those of its migration and do not count.
	Published *Date
}

// Timeliness says whether something was done in time.
type Timeliness struct {
	Outcome TimelinessOutcome
	Reason  *UndeterminedReason // why it cannot be told
	Due     *Date               // the last day in time
	Done    *Date
	Rule    *string // the source of the rule
}

// Announced says whether the decision was signed early enough before its text
// takes effect.
func (f DecisionFacts) Announced(rules AnnouncementRules, calendar *WorkingCalendar) Timeliness {
	if f.Date == nil {
		return undetermined(DecisionDateUnknown, nil)
	}
	rule, level, out := f.rule(rules)
	if rule == nil {
		return out
	}
	out = Timeliness{Done: f.Date, Rule: &rule.Source}
	if f.Effective == nil {
		return undetermined(EffectiveDateUnknown, &out)
	}
	limit := rule.AnnounceProvince
	if level == LevelMinistry {
		limit = rule.AnnounceMinistry
	}
	due, known := calendar.Before(*f.Effective, limit)
	return out.by(due, known)
}

// Publicised says whether the decision was public soon enough after its signing.
func (f DecisionFacts) Publicised(rules AnnouncementRules, calendar *WorkingCalendar) Timeliness {
	if f.Date == nil {
		return undetermined(DecisionDateUnknown, nil)
	}
	rule, level, out := f.rule(rules)
	if rule == nil {
		return out
	}
	limit := rule.PublishProvince
	if level == LevelMinistry {
		limit = rule.PublishMinistry
	}
	out = Timeliness{Done: f.Published, Rule: &rule.Source}
	due, known := calendar.Add(*f.Date, limit)
	if known {
		out.Due = &due
	}
	if f.Published == nil {
		return undetermined(PublicationDateUnknown, &out)
	}
	return out.by(due, known)
}

// rule gives the rule that held on the day of signing and the level for which.
// Where an agency's level is not registered its electronic identifier tells:
// G are ministries, H provinces (Decision 20/2020/QĐ-TTg).
func (f DecisionFacts) rule(rules AnnouncementRules) (*AnnouncementRule, Level, Timeliness) {
	rule := rules.On(*f.Date)
	if rule == nil {
		return nil, "", undetermined(NoRule, nil)
	}
	if f.Level != nil && (*f.Level == LevelMinistry || *f.Level == LevelProvince) {
		return rule, *f.Level, Timeliness{}
	}
	if f.Level == nil && f.Agency != nil {
		if code, ok := ParseAgencyCode(*f.Agency); ok {
			switch {
			case strings.HasPrefix(code.Root, "G"):
				return rule, LevelMinistry, Timeliness{}
			case strings.HasPrefix(code.Root, "H"):
				return rule, LevelProvince, Timeliness{}
			}
		}
	}
	return nil, "", undetermined(LevelUnknown, &Timeliness{Rule: &rule.Source})
}

// by compares the day on which it was done with the last day in time.
func (t Timeliness) by(due Date, known bool) Timeliness {
	if !known {
		return undetermined(CalendarUnknown, &t)
	}
	t.Due, t.Outcome = &due, OutcomeOnTime
	if *t.Done > due {
		t.Outcome = OutcomeLate
	}
	return t
}

func undetermined(reason UndeterminedReason, known *Timeliness) Timeliness {
	out := Timeliness{}
	if known != nil {
		out = *known
	}
	out.Outcome, out.Reason = OutcomeUndetermined, &reason
	return out
}

// Before gives the last day from which n working days lie until a day, that day
// counted: from the decision to the day on which its text takes effect. known
// is false where a year on the way is missing.
func (c *WorkingCalendar) Before(day Date, n int) (last Date, known bool) {
	for last = day; n > 0; last = last.AddDays(-1) {
		working, known := c.Working(last)
		if !known || day-last > 3*maxStill+7*Date(n) {
			return 0, false
		}
		if working {
			n--
		}
	}
	return last, true
}

// TimelinessOutcome says whether something was done in time.
type TimelinessOutcome string

// The values of TimelinessOutcome.
const (
	OutcomeOnTime       TimelinessOutcome = "ON_TIME"
	OutcomeLate         TimelinessOutcome = "LATE"
	OutcomeUndetermined TimelinessOutcome = "UNDETERMINED"
)

var timelinessOutcomes = &enum[TimelinessOutcome]{"TimelinessOutcome", []enumValue[TimelinessOutcome]{
	{OutcomeOnTime, "đúng hạn"},
	{OutcomeLate, "quá hạn"},
	{OutcomeUndetermined, "chưa xác định"},
}}

// TimelinessOutcomes lists the values in their order.
func TimelinessOutcomes() []TimelinessOutcome { return timelinessOutcomes.list() }

// Label is the Vietnamese term.
func (o TimelinessOutcome) Label() string { return timelinessOutcomes.label(o) }

// MarshalText fails on an unknown value.
func (o TimelinessOutcome) MarshalText() ([]byte, error) { return timelinessOutcomes.marshal(o) }

// UnmarshalText fails on an unknown value.
func (o *TimelinessOutcome) UnmarshalText(b []byte) error { return timelinessOutcomes.unmarshal(b, o) }

// MarshalGQLContext writes the GraphQL enum.
func (o TimelinessOutcome) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return timelinessOutcomes.write(w, o)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (o *TimelinessOutcome) UnmarshalGQLContext(_ context.Context, v any) error {
	return timelinessOutcomes.read(v, o)
}

// UndeterminedReason says why it cannot be told whether something was in time.
type UndeterminedReason string

// The values of UndeterminedReason.
const (
	DecisionDateUnknown    UndeterminedReason = "DECISION_DATE_UNKNOWN"
	EffectiveDateUnknown   UndeterminedReason = "EFFECTIVE_DATE_UNKNOWN"
	PublicationDateUnknown UndeterminedReason = "PUBLICATION_DATE_UNKNOWN"
	LevelUnknown           UndeterminedReason = "LEVEL_UNKNOWN"
	NoRule                 UndeterminedReason = "NO_RULE"
	CalendarUnknown        UndeterminedReason = "CALENDAR_UNKNOWN"
)

var undeterminedReasons = &enum[UndeterminedReason]{"UndeterminedReason", []enumValue[UndeterminedReason]{
	{DecisionDateUnknown, "không rõ ngày quyết định"},
	{EffectiveDateUnknown, "không rõ ngày có hiệu lực"},
	{PublicationDateUnknown, "không rõ ngày công khai"},
	{LevelUnknown, "không rõ cấp của cơ quan"},
	{NoRule, "chưa có quy định về thời hạn"},
	{CalendarUnknown, "không có lịch làm việc của năm"},
}}

// UndeterminedReasons lists the values in their order.
func UndeterminedReasons() []UndeterminedReason { return undeterminedReasons.list() }

// Label is the Vietnamese term.
func (r UndeterminedReason) Label() string { return undeterminedReasons.label(r) }

// MarshalText fails on an unknown value.
func (r UndeterminedReason) MarshalText() ([]byte, error) { return undeterminedReasons.marshal(r) }

// UnmarshalText fails on an unknown value.
func (r *UndeterminedReason) UnmarshalText(b []byte) error {
	return undeterminedReasons.unmarshal(b, r)
}

// MarshalGQLContext writes the GraphQL enum.
func (r UndeterminedReason) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return undeterminedReasons.write(w, r)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (r *UndeterminedReason) UnmarshalGQLContext(_ context.Context, v any) error {
	return undeterminedReasons.read(v, r)
}

// DecisionFilter restricts a list of decisions.
type DecisionFilter struct {
	Agency      *ID
	Number      string // its beginning
	From, To    *Date  // the days of signing, both included
	Announced   *TimelinessOutcome
	Publicised  *TimelinessOutcome
	Reannounced bool // only those that announce another decision again
}

// DecisionAct is what a decision does to one procedure.
type DecisionAct struct {
	Decision  ID
	Procedure ID
	Version   *ID           // nil: nothing holds from the day on
	Kind      *DecisionKind // nil: the source does not say
	From      *Date
	Assumed   bool
}

// DecisionRecord is what is known of a decision beside itself.
type DecisionRecord struct {
	BasedOn               *ID  // the decision that it announces again
	Reannounced           []ID // those that announce it again
	Acts                  []DecisionAct
	Announced, Publicised Timeliness
}
