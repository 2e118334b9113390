package db_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

// life makes a random history of feedback by the rules of the root package.
func (o *office) life(r *rand.Rand, i int, agencies []motcua.ID, rules motcua.RuleSets, calendar *motcua.WorkingCalendar) motcua.WholeFeedback {
	w := motcua.WholeFeedback{Words: submission().Words, Sender: submission().Sender}
	f := &w.Feedback
	f.ID, f.Code, f.Channel, f.Origin = motcua.DeriveID("life", fmt.Sprint(i)), motcua.NewTrackingCode(nil), motcua.FeedbackWeb, motcua.OriginGenerated
	f.Consent = r.IntN(3) > 0
	now := day("2026-01-05").Start().Add(time.Duration(r.IntN(100*24)) * time.Hour)
	f.SubmittedAt = now
	take := func(e motcua.FeedbackEvent) {
		e.Feedback, e.At = f.ID, now
		e.Actor = motcua.Actor{Kind: motcua.ActorSystem}
		next, err := f.Standing.Next(e, rules, calendar)
		if err != nil {
			return // the state does not allow it
		}
		if err := f.Standing.Apply(&next); err != nil {
			panic(err)
		}
		w.Events = append(w.Events, next)
		w.Episodes = w.Episodes.Apply(&next, &f.Standing)
	}
	take(motcua.FeedbackEvent{Kind: motcua.EventSubmitted, Agency: agencies[r.IntN(len(agencies))], Consent: &f.Consent})
	kinds := slices.DeleteFunc(motcua.FeedbackEventKinds(), func(k motcua.FeedbackEventKind) bool {
		return k == motcua.EventPublished || k == motcua.EventMarkedDuplicate || k == motcua.EventSenderErased
	})
	for range r.IntN(40) {
		now = now.Add(time.Duration(1+r.IntN(72)) * time.Hour)
		e := motcua.FeedbackEvent{Kind: kinds[r.IntN(len(kinds))]}
		to, class, rating, reason, who := agencies[r.IntN(len(agencies))], motcua.FeedbackClasses()[r.IntN(4)], 1+r.IntN(5), motcua.RefusalUnclear, "iss|a"
		switch e.Kind {
		case motcua.EventForwarded:
			if to == f.Standing.Agency {
				continue
			}
			e.To = &to
		case motcua.EventClassified:
			e.Class = &class
		case motcua.EventRated:
			e.Rating = &rating
		case motcua.EventRefused:
			e.Refusal = &reason
		case motcua.EventAssigned:
			e.Assignee = &who
		}
		take(e)
	}
	return w
}

// figuresOf counts as the statistics must, by folding what was known at the end
// of a period.
func figuresOf(lives []motcua.WholeFeedback, agency *motcua.ID, from, to motcua.Date) *motcua.FeedbackFigures {
	out, any := &motcua.FeedbackFigures{}, false
	for _, w := range lives {
		past := foldedUntil(w, to.Start())
		before := foldedUntil(w, from.Start())
		if len(past.Episodes) == 0 {
			continue
		}
		counted := past.Episodes
		if agency == nil { // that of who holds it
			for i := len(past.Episodes) - 1; i >= 0; i-- {
				if past.Episodes[i].Counts() && past.Episodes[i].Agency == past.Feedback.Agency {
					counted = past.Episodes[i : i+1]
					break
				}
			}
		}
		for _, e := range counted {
			if agency != nil && e.Agency != *agency {
				continue
			}
			any = true
			carried := slices.ContainsFunc(before.Episodes, func(b motcua.Episode) bool { return b.Outcome == nil && (agency == nil || b.Number == e.Number) })
			outcome := e.Outcome
			if !carried && (outcome != nil && e.Ended.Before(from.Start()) || !e.Counts()) {
				continue
			}
			out.Received++
			if carried {
				out.CarriedOver++
			} else {
				out.New++
			}
			countOutcome(out, outcome, past.Feedback.DueAt, to.AddDays(-1))
			switch class := past.Feedback.Class; {
			case class == nil:
				out.Unclassified++
			case *class == motcua.ClassConduct:
				out.Conduct++
			default:
				out.Regulations++
			}
		}
	}
	if !any {
		return nil
	}
	return out
}

func countOutcome(out *motcua.FeedbackFigures, outcome *motcua.EpisodeOutcome, due *motcua.Date, last motcua.Date) {
	if outcome == nil {
		out.InProgress++
		switch {
		case due == nil:
			out.NoDueDate++
		case *due < last:
			out.Overdue++
		default:
			out.InTime++
		}
		return
	}
	out.Handled++
	*map[motcua.EpisodeOutcome]*int{
		motcua.OutcomeAnswered: &out.Answered, motcua.OutcomeRefused: &out.Refused, motcua.OutcomeForwarded: &out.Forwarded,
		motcua.OutcomeReturned: &out.Returned, motcua.OutcomeTakenBack: &out.Returned, motcua.OutcomeWithdrawn: &out.Withdrawn,
		motcua.OutcomeDuplicate: &out.Duplicate, motcua.OutcomeAwaitingSupplement: &out.AwaitingSupplement,
	}[*outcome]++
}

func foldedUntil(w motcua.WholeFeedback, at time.Time) motcua.WholeFeedback {
	var past motcua.WholeFeedback
	for i := range w.Events {
		if !w.Events[i].At.Before(at) {
			break
		}
		if err := past.Feedback.Standing.Apply(&w.Events[i]); err != nil {
			panic(err)
		}
		past.Episodes = past.Episodes.Apply(&w.Events[i], &past.Feedback.Standing)
	}
	return past
}

// TestFiguresOfPastPeriods: figures of every period are those that were known at
// its end, whatever happened since; they add up, and what one period leaves in
// progress the next one carries over.
func TestFiguresOfPastPeriods(t *testing.T) {
	o := newOffice(t)
	rules, err := o.RuleSets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	years, err := o.CalendarYears(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	agencies := []motcua.ID{unit.ID, ministry.ID, province.ID}
	r := rand.New(rand.NewPCG(20, 26))
	var lives []motcua.WholeFeedback
	for i := range 150 {
		lives = append(lives, o.life(r, i, agencies, rules, motcua.NewWorkingCalendar(years)))
	}
	if err := o.LoadFeedback(t.Context(), lives); err != nil {
		t.Fatal(err)
	}
	for _, agency := range []*motcua.ID{nil, &unit.ID, &ministry.ID} {
		left := 0
		for from := *day("2025-12-20"); from < *day("2026-05-20"); from = from.AddDays(13) {
			s, err := o.FeedbackStatistics(t.Context(), agency, from, from.AddDays(13))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(figuresOf(lives, agency, from, from.AddDays(13)), s.Figures); diff != "" {
				t.Errorf("%v from %s (-want +got):\n%s", agency, from, diff)
			}
			if s.Figures == nil {
				if s.Status() != motcua.NotReported || from > *day("2026-01-05") {
					t.Errorf("%v from %s: %s", agency, from, s.Status())
				}
				continue
			}
			if !s.Figures.Balanced() || s.Figures.CarriedOver != left {
				t.Errorf("%v from %s: %+v, %d were left", agency, from, s.Figures, left)
			}
			left = s.Figures.InProgress
		}
	}
}
