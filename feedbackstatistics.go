package motcua

// StatisticsRule names how feedback is counted. There is one; figures say by
// which they were made, so that they can be compared when there are more.
const StatisticsRule = "PORTAL_766_EPISODES"

// FeedbackStatistics are the figures of a period (thống kê phản ánh, kiến nghị).
//
// By the rule PORTAL_766_EPISODES an agency's figures count episodes, since what
// was forwarded was received twice, and national ones count feedback by the
// agency that held it last. Handled is what the agency has nothing more to do
// about: answered, refused, forwarded, returned, withdrawn, a duplicate or, as
// the national portal counts, waiting for the sender. What was taken back before
// the agency acted never counts. So, always:
//
//	Received = CarriedOver + New = Handled + InProgress
//	InProgress = InTime + Overdue + NoDueDate
type FeedbackStatistics struct {
	Agency   *ID  // nil is the whole country
	From, To Date // the period is [From, To)

	Received    int
	CarriedOver int // received before the period, and not handled before it
	New         int

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
	Overdue    int
	NoDueDate  int

	Regulations  int // of Received: about mechanisms, policies and procedures
	Conduct      int
	Unclassified int
}

// Rule names how the figures were made.
func (*FeedbackStatistics) Rule() string { return StatisticsRule }

// Balanced says whether the figures hold what they must.
func (s *FeedbackStatistics) Balanced() bool {
	return s.Received == s.CarriedOver+s.New && s.Received == s.Handled+s.InProgress &&
		s.Handled == s.Answered+s.Refused+s.Forwarded+s.Returned+s.Withdrawn+s.Duplicate+s.AwaitingSupplement &&
		s.InProgress == s.InTime+s.Overdue+s.NoDueDate && s.Received == s.Regulations+s.Conduct+s.Unclassified
}
