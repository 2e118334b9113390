package motcua

// DueList is what falls due on a day (danh sách đến hạn), and what is overdue
// then, of what an agency and those under it hold.
type DueList struct {
	Day     Date
	Due     int // on the day
	Overdue int // due before it
	Parts   []DuePart
	Filter  FeedbackFilter // lists exactly what both count
}

// DuePart is what falls due for one person.
type DuePart struct {
	Assignee *string // subject; nil is nobody
	Due      int
	Overdue  int
	Filter   FeedbackFilter // lists exactly what both count
}

// DueFilter selects what is due by the end of a day, and of this what is due on
// it.
func DueFilter(agencies []string, day Date) (all, today FeedbackFilter) {
	next := day.AddDays(1)
	all = FeedbackFilter{Agencies: agencies, DueBefore: &next}
	today = all
	today.DueFrom = &day
	return all, today
}

// ForAssignee restricts a filter to one person's; nil is what nobody handles.
func (f FeedbackFilter) ForAssignee(subject *string) FeedbackFilter {
	if subject == nil {
		assigned := false
		f.Assigned = &assigned
	} else {
		f.AssignedTo = []string{*subject}
	}
	return f
}
