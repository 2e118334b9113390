package motcua_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"motcua"
)

// feedbackModel makes events at random: allowed ones are taken, others must be
// refused and change nothing.
type feedbackModel struct {
	agencies []motcua.ID
	rules    motcua.RuleSets
	calendar *motcua.WorkingCalendar
	now      time.Time
	standing motcua.Standing
	events   []motcua.FeedbackEvent
	episodes motcua.Episodes
}

func newFeedbackModel(t *rapid.T) *feedbackModel {
	m := &feedbackModel{
		rules:    motcua.RuleSets{{Source: "x", Refuse: 2, Supplement: 5, Answer: 15, Publish: 2}},
		calendar: motcua.NewWorkingCalendar([]motcua.CalendarYear{{Year: 2026}, {Year: 2027}}),
		now:      motcua.NewDate(2026, 1, 5).Start(),
	}
	for i := range 3 {
		m.agencies = append(m.agencies, motcua.DeriveID("agency", fmt.Sprint(i)))
	}
	consent := rapid.Bool().Draw(t, "consent")
	m.take(t, motcua.FeedbackEvent{Kind: motcua.EventSubmitted, Agency: rapid.SampledFrom(m.agencies).Draw(t, "to"), Consent: &consent})
	return m
}

func (m *feedbackModel) draw(t *rapid.T) motcua.FeedbackEvent {
	e := motcua.FeedbackEvent{Kind: rapid.SampledFrom(motcua.FeedbackEventKinds()).Draw(t, "kind")}
	to, rating, class := rapid.SampledFrom(m.agencies).Draw(t, "agency"), rapid.IntRange(1, 5).Draw(t, "rating"), rapid.SampledFrom(motcua.FeedbackClasses()).Draw(t, "class")
	person, reason := "iss|"+rapid.SampledFrom([]string{"a", "b"}).Draw(t, "person"), motcua.RefusalUnclear
	switch e.Kind {
	case motcua.EventForwarded:
		e.To = &to
	case motcua.EventRated:
		e.Rating = &rating
	case motcua.EventClassified:
		e.Class = &class
	case motcua.EventAssigned:
		e.Assignee = &person
	case motcua.EventRefused:
		e.Refusal = &reason
	case motcua.EventMarkedDuplicate:
		e.DuplicateOf = &to
	}
	return e
}

// take makes an event; it says whether the state allowed it.
func (m *feedbackModel) take(t *rapid.T, e motcua.FeedbackEvent) bool {
	m.now = m.now.Add(time.Duration(rapid.IntRange(0, 96).Draw(t, "hours")) * time.Hour)
	e.At, e.Feedback = m.now, motcua.DeriveID("feedback")
	if e.To != nil && *e.To == m.standing.Agency {
		return false // refused before the state is asked
	}
	before := m.standing
	next, err := m.standing.Next(e, m.rules, m.calendar)
	allowed := slices.Contains(before.Moves(append(motcua.RolesFor(e.Kind), motcua.Roles()...)...), e.Kind)
	if err != nil {
		if motcua.KindOf(err) != motcua.KindState && motcua.KindOf(err) != motcua.KindInvalid || allowed {
			t.Fatalf("%s in %s: %v", e.Kind, before.State, err)
		}
		return false
	}
	if !before.NeedsDays(e) {
		bare, err := before.Next(e, nil, nil)
		if diff := cmp.Diff(next, bare); err != nil || diff != "" {
			t.Fatalf("%s in %s needs no days, and is another without rules and calendar: %v\n%s", e.Kind, before.State, err, diff)
		}
	}
	if err := m.standing.Apply(&next); err != nil {
		t.Fatalf("%s was allowed, then not: %v", e.Kind, err)
	}
	m.events = append(m.events, next)
	m.episodes = m.episodes.Apply(&next, &m.standing)
	m.due(t, &before, &next)
	return true
}

// earlier are the events after which the next step may be due earlier than the
// one before: another step begins, an older time goes on, or a rule was changed.
var earlier = []motcua.FeedbackEventKind{motcua.EventApproved, motcua.EventTakenBack, motcua.EventDeadlineChanged, motcua.EventUnpublished}

// due holds that a due date never moves backwards but by the rules that say so.
func (m *feedbackModel) due(t *rapid.T, before *motcua.Standing, e *motcua.FeedbackEvent) {
	after := &m.standing
	if before.DueAt != nil && after.DueAt != nil && *after.DueAt < *before.DueAt && !slices.Contains(earlier, e.Kind) {
		t.Fatalf("%s moved the due date from %s to %s", e.Kind, before.DueAt, after.DueAt)
	}
	if (after.Clock.Stage == "") != (after.DueAtStatus == motcua.DueNone) {
		t.Fatalf("after %s the clock is %+v and the due date %s", e.Kind, after.Clock, after.DueAtStatus)
	}
}

// The standing is the fold of the events, whatever the events are.
func TestFeedbackFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newFeedbackModel(t)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			m.take(t, m.draw(t))
			folded, err := motcua.Fold(m.events)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(folded, m.standing, cmp.AllowUnexported(motcua.Standing{})); diff != "" {
				t.Fatal(diff)
			}
			if folded.Events != len(m.events) {
				t.Fatalf("%d events counted, %d made", folded.Events, len(m.events))
			}
		}
	})
}

// Received is handled and in progress together, for each agency and for all:
// what an agency received it has handed on, ended, or still holds; and feedback
// is in progress in one place or in none.
func TestReceivedIsHandledAndInProgress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		received, handled, progress := map[motcua.ID]int{}, map[motcua.ID]int{}, map[motcua.ID]int{}
		open, closed, all := 0, 0, rapid.IntRange(1, 5).Draw(t, "feedback")
		for range all {
			m := newFeedbackModel(t)
			for range rapid.IntRange(0, 30).Draw(t, "steps") {
				m.take(t, m.draw(t))
			}
			inHand := 0
			for i := range m.episodes {
				e := &m.episodes[i]
				if !e.Counts() {
					continue
				}
				received[e.Agency]++
				if e.Outcome == nil {
					progress[e.Agency]++
					inHand++
					if e.Agency != m.standing.Agency {
						t.Fatalf("%s has it in hand, %s holds it", e.Agency, m.standing.Agency)
					}
				} else {
					handled[e.Agency]++
				}
			}
			if inHand > 1 || (inHand == 1) != m.standing.State.Open() {
				t.Fatalf("in the state %s it is in hand %d times: %+v", m.standing.State, inHand, m.episodes)
			}
			open += inHand
			closed += 1 - inHand
		}
		for agency, n := range received {
			if n != handled[agency]+progress[agency] {
				t.Fatalf("%s received %d, handled %d, has %d", agency, n, handled[agency], progress[agency])
			}
		}
		if all != open+closed {
			t.Fatalf("%d sent, %d open, %d closed", all, open, closed)
		}
	})
}
