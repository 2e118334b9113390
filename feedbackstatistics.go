package motcua

import (
	"context"
	"io"
)

// StatisticsRule names how feedback is counted. There is one; figures say by
// which they were made, so that they can be compared when there are more.
const StatisticsRule = "PORTAL_766_EPISODES"

// FeedbackStatistics are what is told of a period (thống kê phản ánh, kiến nghị).
type FeedbackStatistics struct {
	Agency   *ID  // with those under it; nil is the whole country
	From, To Date // the period is [From, To)
	// Figures is nil where nothing is known: an agency that never held anything
	// until the end of the period did not report nothing, it did not report.
	Figures *FeedbackFigures
}

// Rule names how the figures were made.
func (*FeedbackStatistics) Rule() string { return StatisticsRule }

// Status says whether there is anything to tell.
func (s *FeedbackStatistics) Status() ReportStatus { return reported(s.Figures) }

// FeedbackFigures are the counts of a period, as things stood at its end.
//
// By the rule PORTAL_766_EPISODES an agency's figures count episodes, since what
// was forwarded was received twice, and national ones count feedback by the
// agency that held it last. Handled is what the agency has nothing more to do
// about: answered, refused, forwarded, returned, withdrawn, a duplicate or, as
// the national portal counts, waiting for the sender. What was taken back in the
// period in which it came never counts; taken back later it counts as returned.
// So, always, and for the same agency from one period to the next:
//
//	Received = CarriedOver + New = Handled + InProgress
//	InProgress = InTime + Overdue + NoDueDate
//	CarriedOver of a period = InProgress of the one before
type FeedbackFigures struct {
	Received    int
	CarriedOver int // in progress when the period began
	New         int // received in the period, or reopened or supplemented in it

	Handled            int
	Answered           int
	Refused            int
	Forwarded          int
	Returned           int
	Withdrawn          int
	Duplicate          int
	AwaitingSupplement int

	InProgress int // at the end of the period
	InTime     int
	Overdue    int // on the last day of the period
	NoDueDate  int

	Regulations  int // of Received: about mechanisms, policies and procedures
	Conduct      int
	Unclassified int
}

// Balanced says whether the figures hold what they must.
func (s *FeedbackFigures) Balanced() bool {
	return s.Received == s.CarriedOver+s.New && s.Received == s.Handled+s.InProgress &&
		s.Handled == s.Answered+s.Refused+s.Forwarded+s.Returned+s.Withdrawn+s.Duplicate+s.AwaitingSupplement &&
		s.InProgress == s.InTime+s.Overdue+s.NoDueDate && s.Received == s.Regulations+s.Conduct+s.Unclassified
}

func reported(f *FeedbackFigures) ReportStatus {
	if f == nil {
		return NotReported
	}
	return Reported
}

// LocalityFigures are those of one locality.
type LocalityFigures struct {
	Agency  ID
	Figures *FeedbackFigures // nil where it did not report
}

// Status says whether the locality reported.
func (l *LocalityFigures) Status() ReportStatus { return reported(l.Figures) }

// LocalityCheck compares how many localities (địa phương: provinces and cities)
// received feedback with how many handled it: who handled must have received,
// and a total of all must be that of those who reported.
type LocalityCheck struct{ List []LocalityFigures }

// Received counts the localities that received feedback.
func (c *LocalityCheck) Received() (n int) {
	return c.count(func(f *FeedbackFigures) bool { return f != nil && f.Received > 0 })
}

// Handled counts those that handled some.
func (c *LocalityCheck) Handled() (n int) {
	return c.count(func(f *FeedbackFigures) bool { return f != nil && f.Handled > 0 })
}

// NotReported counts those of which nothing is known.
func (c *LocalityCheck) NotReported() (n int) {
	return c.count(func(f *FeedbackFigures) bool { return f == nil })
}

// Consistent says that no locality handled what it had not received, and that
// the figures of each add up.
func (c *LocalityCheck) Consistent() bool {
	return c.count(func(f *FeedbackFigures) bool { return f != nil && (f.Handled > f.Received || !f.Balanced()) }) == 0
}

func (c *LocalityCheck) count(of func(*FeedbackFigures) bool) (n int) {
	for i := range c.List {
		if of(c.List[i].Figures) {
			n++
		}
	}
	return n
}

// SatisfactionRule says how satisfaction is reckoned, from a day on: by the
// portal (formula of Index 766, section 5.3) it is the share of feedback without
// more dislikes than likes, without further feedback, and not overdue. It is no
// survey, so it is told with its formula.
type SatisfactionRule struct {
	ValidFrom Date
	Source    string
	// DissatisfiedAtMost is the highest of the sender's ratings that stands for
	// more dislikes than likes; 0 where ratings do not count.
	DissatisfiedAtMost int
}

// Check says what is wrong with a rule.
func (r SatisfactionRule) Check() error {
	switch {
	case r.DissatisfiedAtMost < 0 || r.DissatisfiedAtMost > 5:
		return Invalid("satisfactionRule", "ratings are 1 to 5")
	case r.Source == "":
		return Invalid("satisfactionRule", "the source is missing")
	}
	return nil
}

// Satisfaction is the satisfaction with the handling of a period's feedback, each
// counted once. What nobody has received yet is not counted.
type Satisfaction struct {
	Rule         SatisfactionRule
	Counted      int
	Dissatisfied int // rated low
	Further      int // reopened, or sent again after the answer
	Late         int // a step was late, or is overdue at the end of the period
	Satisfied    int // none of the three
}

// Percent is the share of what satisfied; nil where nothing was counted.
func (s *Satisfaction) Percent() *float64 {
	if s.Counted == 0 {
		return nil
	}
	percent := float64(s.Satisfied) / float64(s.Counted) * 100
	return &percent
}

// ReportStatus says whether figures are known.
type ReportStatus string

// The values of ReportStatus.
const (
	Reported    ReportStatus = "REPORTED"
	NotReported ReportStatus = "NOT_REPORTED"
)

var reportStatuses = &enum[ReportStatus]{"ReportStatus", []enumValue[ReportStatus]{
	{Reported, "có số liệu"},
	{NotReported, "không có số liệu"},
}}

// ReportStatuses lists the values in their order.
func ReportStatuses() []ReportStatus { return reportStatuses.list() }

// Label is the Vietnamese term.
func (s ReportStatus) Label() string { return reportStatuses.label(s) }

// MarshalText fails on an unknown value.
func (s ReportStatus) MarshalText() ([]byte, error) { return reportStatuses.marshal(s) }

// UnmarshalText fails on an unknown value.
func (s *ReportStatus) UnmarshalText(b []byte) error { return reportStatuses.unmarshal(b, s) }

// MarshalGQLContext writes the GraphQL enum.
func (s ReportStatus) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return reportStatuses.write(w, s)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (s *ReportStatus) UnmarshalGQLContext(_ context.Context, v any) error {
	return reportStatuses.read(v, s)
}
