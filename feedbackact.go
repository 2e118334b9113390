package motcua

import (
	"slices"
	"strings"
)

// FeedbackAct is an event that somebody wants to make.
type FeedbackAct struct {
	Feedback ID
	// Expected is how many events there were when they looked; nil is for a
	// sender, whose own events do not depend on it.
	Expected *int
	// Event has the kind and what belongs to it; the rest is told where it is stored.
	Event FeedbackEvent
	// Redaction is for REDACTION_PROPOSED, where nil proposes what the scan makes,
	// and REDACTION_CONFIRMED, where nil confirms what was proposed.
	Redaction *Redaction
	// Template gives the note, instead of Event.Note.
	Template *TemplateUse
	Uploads  []ID // of files that go with the event
	Retry    *Retry
	// BySender says that the sender's secret was shown.
	BySender bool
}

// needsNote are the events that say something to somebody.
var needsNote = map[FeedbackEventKind]bool{
	EventRefused: true, EventSupplementRequested: true, EventSupplemented: true, EventReturned: true, EventAnswered: true,
	EventAnswerReturned: true, EventReopened: true, EventNoted: true, EventUnpublished: true,
}

// Check says what is wrong with the input, before the state is looked at.
func (a *FeedbackAct) Check() error {
	e := &a.Event
	if e.Note != nil {
		if err := checkWords("note", e.Note, 0, MaxNote); err != nil {
			return err
		}
	}
	if a.Template != nil {
		if e.Note != nil {
			return Invalid("template", "either a text or a template gives what is written, not both")
		}
	} else if needsNote[e.Kind] && (e.Note == nil || strings.TrimSpace(*e.Note) == "") {
		return Invalid("note", "%s needs a text", e.Kind)
	}
	if e.Rating != nil && (*e.Rating < 1 || *e.Rating > 5) {
		return Invalid("rating", "%d, 1 to 5 allowed", *e.Rating)
	}
	if e.DuplicateOf != nil && *e.DuplicateOf == a.Feedback {
		return Invalid("duplicateOf", "it cannot be a duplicate of itself")
	}
	return nil
}

// MayMake fails with KindForbidden unless the caller may make the event: as the
// sender, or in one of the event's roles for the agency that it is made for. An
// answer is drafted by the person it was assigned to, and approved by another
// than who drafted it.
func (s *Standing) MayMake(a *FeedbackAct, by Caller, tree *AgencyTree) (*Role, error) {
	kind := a.Event.Kind
	roles := RolesFor(kind)
	if a.BySender {
		for _, r := range roles {
			if r == RoleCitizen {
				return nil, nil
			}
		}
	}
	forbidden := func(why string) error { return &Error{Kind: KindForbidden, Message: why} }
	for _, r := range roles {
		if r == RoleCitizen || !by.Acts(r, s.ActsFor(kind), tree) {
			continue
		}
		switch {
		case kind == EventAnswered && s.Assignee != nil && by.Subject != *s.Assignee && !slices.Contains(by.StandsInFor, *s.Assignee):
			return nil, forbidden("another person handles it")
		case kind == EventApproved && s.answeredBy == by.Subject:
			return nil, forbidden("who drafted the answer does not approve it")
		}
		return &r, nil
	}
	return nil, forbidden("this needs the role " + roleNames(roles) + " for the agency")
}

// MovesOf lists the events that the caller may make now; bySender says that the
// secret was shown.
func (s *Standing) MovesOf(by Caller, tree *AgencyTree, bySender bool) []FeedbackEventKind {
	kinds := []FeedbackEventKind{}
	for _, kind := range s.Moves(Roles()...) {
		if _, err := s.MayMake(&FeedbackAct{Event: FeedbackEvent{Kind: kind}, BySender: bySender}, by, tree); err == nil {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}
