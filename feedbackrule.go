package motcua

import (
	"fmt"
	"slices"
	"strings"
)

// feedbackRule says that an event is allowed in some states, to whom, where it
// leads, and what else must hold.
type feedbackRule struct {
	event  FeedbackEventKind
	states []FeedbackState // nil is every state
	roles  []Role
	to     FeedbackState // "" stays, or is told by [Standing.Apply]
	guard  func(*Standing) error
}

// anyOfficial are the roles that may write a note.
var anyOfficial = []Role{RoleReceiver, RoleHandler, RoleApprover, RolePublisher, RoleAdministrator}

// feedbackRules is the one table of the life of feedback. Whoever acts needs one
// of the roles for the agency that [Standing.ActsFor] names.
var feedbackRules = []feedbackRule{
	{EventReceived, []FeedbackState{StateSubmitted, StateForwarded}, []Role{RoleReceiver}, StateReceived, nil},
	{EventClassified, []FeedbackState{StateReceived, StateClassified, StateSupplemented}, []Role{RoleReceiver}, StateClassified, nil},
	{EventRefused, []FeedbackState{StateSubmitted, StateReceived, StateClassified, StateAwaitingSupplement, StateSupplemented}, []Role{RoleReceiver}, StateRefused, nil},
	{EventSupplementRequested, []FeedbackState{StateReceived, StateClassified, StateSupplemented, StateHandling}, []Role{RoleReceiver, RoleHandler}, StateAwaitingSupplement, nil},
	{EventSupplemented, []FeedbackState{StateAwaitingSupplement}, []Role{RoleCitizen, RoleReceiver}, StateSupplemented, nil},
	{EventForwarded, []FeedbackState{StateSubmitted, StateReceived, StateClassified, StateSupplemented, StateHandling}, []Role{RoleReceiver, RoleHandler}, StateForwarded, nil},
	{EventTakenBack, []FeedbackState{StateForwarded}, []Role{RoleReceiver, RoleHandler}, "", forwarded},
	{EventReturned, []FeedbackState{StateForwarded, StateReceived}, []Role{RoleReceiver}, StateReceived, forwarded},
	{EventAssigned, []FeedbackState{StateClassified, StateSupplemented, StateHandling}, []Role{RoleReceiver, RoleHandler}, StateHandling, hasClass},
	{EventAnswered, []FeedbackState{StateHandling}, []Role{RoleHandler}, StateAnswered, nil},
	{EventAnswerReturned, []FeedbackState{StateAnswered}, []Role{RoleApprover}, StateHandling, nil},
	{EventApproved, []FeedbackState{StateAnswered}, []Role{RoleApprover}, StateApproved, nil},
	{EventRedactionProposed, []FeedbackState{StateApproved}, []Role{RoleHandler, RolePublisher}, "", consented},
	{EventRedactionConfirmed, []FeedbackState{StateApproved}, []Role{RolePublisher}, "", proposed},
	{EventPublished, []FeedbackState{StateApproved}, []Role{RolePublisher}, StatePublished, confirmed},
	{EventUnpublished, []FeedbackState{StatePublished}, []Role{RolePublisher}, StateApproved, nil},
	{EventReopened, []FeedbackState{StateApproved, StatePublished, StateRefused, StateDuplicate}, []Role{RoleReceiver, RoleApprover}, StateReceived, nil},
	{EventWithdrawn, []FeedbackState{StateSubmitted, StateReceived, StateClassified, StateAwaitingSupplement, StateSupplemented, StateForwarded, StateHandling}, []Role{RoleCitizen, RoleReceiver}, StateWithdrawn, nil},
	{EventMarkedDuplicate, []FeedbackState{StateReceived, StateClassified, StateSupplemented, StateHandling}, []Role{RoleReceiver, RoleHandler}, StateDuplicate, nil},
	{EventRated, []FeedbackState{StateApproved, StatePublished}, []Role{RoleCitizen}, "", unrated},
	{EventNoted, nil, anyOfficial, "", nil},
	{EventDeadlineChanged, nil, nil, "", nil}, // by the system alone
	{EventSenderErased, []FeedbackState{StateApproved, StatePublished, StateRefused, StateWithdrawn, StateDuplicate}, []Role{RoleAdministrator}, "", unerased},
}

func (r *feedbackRule) from(s FeedbackState) bool {
	return r.states == nil || slices.Contains(r.states, s)
}

func (r *feedbackRule) by(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(have Role) bool { return slices.Contains(r.roles, have) })
}

func (r *feedbackRule) holds(s *Standing) error {
	if r.guard == nil {
		return nil
	}
	return r.guard(s)
}

func forwarded(s *Standing) error {
	if len(s.forwards) == 0 {
		return Invalid("", "no other agency forwarded it here")
	}
	return nil
}

func hasClass(s *Standing) error {
	if s.Class == nil {
		return Invalid("", "it is not classified yet")
	}
	return nil
}

func consented(s *Standing) error {
	if !s.consent {
		return Invalid("", "the sender did not consent to publication")
	}
	return nil
}

func proposed(s *Standing) error {
	if s.redaction == "" {
		return Invalid("", "no redaction was proposed")
	}
	return nil
}

func confirmed(s *Standing) error {
	if s.redaction != EventRedactionConfirmed {
		return Invalid("", "no redaction was confirmed")
	}
	return consented(s)
}

func unrated(s *Standing) error {
	if s.Rating != nil {
		return Invalid("", "the answer is rated already")
	}
	return nil
}

func unerased(s *Standing) error {
	if s.erased {
		return Invalid("", "the sender is erased already")
	}
	return nil
}

func ruleOf(kind FeedbackEventKind) *feedbackRule {
	for i := range feedbackRules {
		if feedbackRules[i].event == kind {
			return &feedbackRules[i]
		}
	}
	return nil
}

// RolesFor lists the roles that may make an event.
func RolesFor(kind FeedbackEventKind) []Role {
	if rule := ruleOf(kind); rule != nil {
		return rule.roles
	}
	return nil
}

// ActsFor is the agency for which who makes the event needs a role: the one that
// holds the feedback or, to take a forwarding back, the one that forwarded it.
func (s *Standing) ActsFor(kind FeedbackEventKind) ID {
	if kind == EventTakenBack && len(s.forwards) > 0 {
		return s.forwards[len(s.forwards)-1].Agency
	}
	return s.Agency
}

// Allows fails where the state does not allow an event, and names those that it
// allows to whoever has the roles of the refused one.
func (s *Standing) Allows(kind FeedbackEventKind) error {
	rule := ruleOf(kind)
	if rule == nil {
		return Invalid("", "%s is the first event and no other", kind)
	}
	why := ""
	if !rule.from(s.State) {
		why = "in the state " + string(s.State)
	} else if err := rule.holds(s); err != nil {
		why = "now: " + err.Error()
	} else {
		return nil
	}
	allowed := s.Moves(rule.roles...)
	return &Error{Kind: KindState, Allowed: allowed, Message: fmt.Sprintf("%s is not allowed %s; allowed are: %s", kind, why, kindNames(allowed))}
}

func kindNames(kinds []FeedbackEventKind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
