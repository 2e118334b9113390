package motcua

// Fold gives where feedback stands after its events, in their order.
func Fold(events []FeedbackEvent) (Standing, error) {
	var s Standing
	for i := range events {
		if err := s.Apply(&events[i]); err != nil {
			return s, err
		}
	}
	return s, nil
}

// Apply takes the next event. It fails, and changes nothing, where the state
// does not allow the event. The day by which the next step is due comes with
// the event: what was due stays what it was when calendars change.
func (s *Standing) Apply(e *FeedbackEvent) error {
	if e.Kind == EventSubmitted {
		if s.State != "" {
			return s.Allows(e.Kind)
		}
		*s = Standing{State: StateSubmitted, consent: e.Consent != nil && *e.Consent}
		s.Agency = e.Agency
	} else if err := s.Allows(e.Kind); err != nil {
		return err
	}
	s.move(e)
	s.Clock = s.clockAfter(e)
	s.Events++
	s.ChangedAt = e.At
	s.DueAt, s.DueAtStatus = e.DueAt, e.DueAtStatus
	s.closeOrOpen(e)
	return nil
}

// move changes what the event says.
func (s *Standing) move(e *FeedbackEvent) {
	before := *s
	if rule := ruleOf(e.Kind); rule != nil && rule.to != "" {
		s.State = rule.to
	}
	switch e.Kind {
	case EventReceived:
		s.ReceivedAt = &e.At
	case EventClassified:
		s.Class = e.Class
	case EventRefused:
		s.Refusal = e.Refusal
	case EventSupplementRequested:
		s.classified = s.Class != nil
	case EventForwarded:
		s.forwards = append(s.forwards[:len(s.forwards):len(s.forwards)], before)
		s.Agency, s.Assignee, s.ReceivedAt = *e.To, nil, nil
	case EventTakenBack, EventReturned:
		s.back(e)
	case EventAssigned:
		s.Assignee = e.Assignee
	case EventAnswered:
		s.answeredBy = e.Actor.Subject
	case EventApproved:
		s.AnsweredAt = &e.At
	case EventRedactionProposed, EventRedactionConfirmed:
		s.redaction = e.Kind
	case EventReopened:
		s.reopen(e)
	case EventMarkedDuplicate:
		s.DuplicateOf = e.DuplicateOf
	case EventSenderErased:
		s.erased = true
	case EventRated:
		s.Rating = e.Rating
	}
}

// back ends the latest forwarding. Taken back, everything is as it was before;
// returned, the agency that forwarded has it anew.
func (s *Standing) back(e *FeedbackEvent) {
	last := s.forwards[len(s.forwards)-1]
	events := s.Events
	class := s.Class
	*s = last
	s.Events = events
	if e.Kind == EventReturned {
		s.State, s.Assignee, s.ReceivedAt, s.Class = StateReceived, nil, &e.At, class
	}
}

// reopen begins the handling anew; what the answer brought is gone.
func (s *Standing) reopen(e *FeedbackEvent) {
	s.ReceivedAt = &e.At
	s.Assignee, s.Refusal, s.DuplicateOf, s.Rating, s.AnsweredAt = nil, nil, nil, nil, nil
	s.answeredBy, s.redaction = "", ""
}

// clockAfter is the time limit that runs after an event has moved the standing.
// A transfer and a supplement begin the answer's time anew (formula of Index
// 766, section 5); while a supplement is waited for no time runs.
func (s *Standing) clockAfter(e *FeedbackEvent) DeadlineClock {
	switch e.Kind {
	case EventSubmitted, EventSupplemented, EventForwarded, EventReturned, EventReopened:
		return DeadlineClock{StageAnswer, e.At}
	case EventTakenBack:
		return s.Clock // as back restored it
	case EventApproved, EventUnpublished:
		if s.consent {
			return DeadlineClock{StagePublish, e.At}
		}
		return DeadlineClock{}
	}
	switch s.State {
	case StateAwaitingSupplement, StatePublished, StateRefused, StateWithdrawn, StateDuplicate:
		return DeadlineClock{}
	}
	return s.Clock
}

// closeOrOpen notes when there was nothing more to do.
func (s *Standing) closeOrOpen(e *FeedbackEvent) {
	switch {
	case s.State.Open() || s.State == StateAwaitingSupplement:
		s.ClosedAt = nil
	case s.ClosedAt == nil:
		s.ClosedAt = &e.At
	}
}

// Next gives the event as it is to be stored: with its number, the agency that
// holds the feedback, the day by which the next step is due and whether the
// step that it ends was on time.
func (s *Standing) Next(e FeedbackEvent, rules RuleSets, calendar *WorkingCalendar) (FeedbackEvent, error) {
	if s.Events > 0 {
		e.Agency = s.Agency
	}
	e.Seq = s.Events + 1
	after := *s
	if err := after.Apply(&e); err != nil {
		return e, err
	}
	e.DueAt, e.DueAtStatus = s.DueAt, s.DueAtStatus
	if s.movesDue(&e, &after) {
		e.DueAt, e.DueAtStatus = rules.On(DateOf(after.Clock.From)).Due(after.Clock, calendar)
	}
	e.OnTime = s.onTime(&e, rules, calendar)
	return e, nil
}

// NeedsDays says whether Next computes days for an event. For one that it does
// not, such as a note, it looks at neither rules nor calendar.
func (s *Standing) NeedsDays(e FeedbackEvent) bool {
	e.Seq = s.Events + 1
	if s.Events > 0 {
		e.Agency = s.Agency
	}
	after := *s
	if after.Apply(&e) != nil {
		return false // and Next says why
	}
	return s.movesDue(&e, &after) || s.endedBy(&e).Stage != ""
}

// movesDue says whether another day is due after an event.
func (s *Standing) movesDue(e *FeedbackEvent, after *Standing) bool {
	return after.Clock != s.Clock || e.Kind == EventDeadlineChanged || e.Kind == EventTakenBack
}

// endedBy is the time limit of the step that an event ends; none where it ends
// no step.
func (s *Standing) endedBy(e *FeedbackEvent) DeadlineClock {
	clock := s.Clock
	switch e.Kind {
	case EventRefused:
		clock.Stage = StageRefuse
	case EventSupplementRequested:
		clock.Stage = StageSupplement
		if s.ReceivedAt != nil {
			clock.From = *s.ReceivedAt
		}
	case EventApproved, EventPublished:
	default:
		return DeadlineClock{}
	}
	if clock.Stage == "" || clock.From.IsZero() {
		return DeadlineClock{}
	}
	return clock
}

// onTime says whether the step that the event ends was on time.
func (s *Standing) onTime(e *FeedbackEvent, rules RuleSets, calendar *WorkingCalendar) *bool {
	clock := s.endedBy(e)
	if clock.Stage == "" {
		return nil
	}
	due, status := rules.On(DateOf(clock.From)).Due(clock, calendar)
	if status != DueSet {
		return nil
	}
	onTime := DateOf(e.At) <= *due
	return &onTime
}
