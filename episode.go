package motcua

import (
	"context"
	"io"
	"time"
)

// Episode is the time for which an agency held feedback (lượt xử lý). Agencies'
// statistics count episodes, national ones feedback: what was forwarded is
// received twice, but sent once.
type Episode struct {
	Feedback ID
	Number   int // from 1
	Agency   ID
	Began    time.Time
	Ended    *time.Time
	Outcome  *EpisodeOutcome // nil while the agency has something to do
	// Gaps are the times within it in which there was nothing to do, in their
	// order: figures of a past day need how it stood then.
	Gaps []EpisodeGap
}

// EpisodeGap is a time in which an agency's part had ended, until it went on or
// ended otherwise.
type EpisodeGap struct {
	From, To time.Time
	Outcome  EpisodeOutcome
}

// EpisodeOutcome is how an agency's part came to an end.
type EpisodeOutcome string

// The values of EpisodeOutcome.
const (
	OutcomeAnswered           EpisodeOutcome = "ANSWERED"
	OutcomeRefused            EpisodeOutcome = "REFUSED"
	OutcomeForwarded          EpisodeOutcome = "FORWARDED"
	OutcomeReturned           EpisodeOutcome = "RETURNED"
	OutcomeWithdrawn          EpisodeOutcome = "WITHDRAWN"
	OutcomeDuplicate          EpisodeOutcome = "DUPLICATE"
	OutcomeAwaitingSupplement EpisodeOutcome = "AWAITING_SUPPLEMENT"
	OutcomeTakenBack          EpisodeOutcome = "TAKEN_BACK"
)

var episodeOutcomes = &enum[EpisodeOutcome]{"EpisodeOutcome", []enumValue[EpisodeOutcome]{
	{OutcomeAnswered, "đã trả lời"},
	{OutcomeRefused, "từ chối tiếp nhận"},
	{OutcomeForwarded, "đã chuyển cơ quan khác"},
	{OutcomeReturned, "đã trả lại cơ quan chuyển"},
	{OutcomeWithdrawn, "người gửi đã rút"},
	{OutcomeDuplicate, "trùng lặp"},
	{OutcomeAwaitingSupplement, "chờ bổ sung"},
	{OutcomeTakenBack, "bị rút lại, không tính"},
}}

// EpisodeOutcomes lists the values in their order.
func EpisodeOutcomes() []EpisodeOutcome { return episodeOutcomes.list() }

// Label is the Vietnamese term.
func (o EpisodeOutcome) Label() string { return episodeOutcomes.label(o) }

// MarshalText fails on an unknown value.
func (o EpisodeOutcome) MarshalText() ([]byte, error) { return episodeOutcomes.marshal(o) }

// UnmarshalText fails on an unknown value.
func (o *EpisodeOutcome) UnmarshalText(b []byte) error { return episodeOutcomes.unmarshal(b, o) }

// MarshalGQLContext writes the GraphQL enum.
func (o EpisodeOutcome) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return episodeOutcomes.write(w, o)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (o *EpisodeOutcome) UnmarshalGQLContext(_ context.Context, v any) error {
	return episodeOutcomes.read(v, o)
}

// Counts says whether the episode counts as received. One that was taken back
// before the agency acted never was the agency's.
func (e *Episode) Counts() bool { return e.Outcome == nil || *e.Outcome != OutcomeTakenBack }

// Episodes are those of one feedback, in their order.
type Episodes []Episode

// Apply takes the event that led to a standing. An agency that gets feedback
// back, because it took a forwarding back, the other agency returned it, the
// sender supplemented it or it was reopened, goes on with the episode that it
// had: it received the feedback once.
func (list Episodes) Apply(e *FeedbackEvent, after *Standing) Episodes {
	switch e.Kind {
	case EventSubmitted, EventForwarded:
		list.current(e.Agency).end(OutcomeForwarded, e) // of nobody, for the first
		return append(list, Episode{Feedback: e.Feedback, Number: len(list) + 1, Agency: after.Agency, Began: e.At})
	case EventTakenBack:
		list.current(e.Agency).end(OutcomeTakenBack, e)
	case EventReturned:
		list.current(e.Agency).end(OutcomeReturned, e)
	}
	current := list.current(after.Agency)
	switch outcome := after.outcome(); {
	case outcome == "":
		current.leave(e)
		current.Ended, current.Outcome = nil, nil
	case current.Outcome == nil || *current.Outcome != outcome:
		current.end(outcome, e)
	}
	return list
}

// current is the latest episode of an agency that holds the feedback or gets it
// back.
func (list Episodes) current(agency ID) *Episode {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Agency == agency && list[i].Counts() {
			return &list[i]
		}
	}
	return &Episode{} // events that begin with SUBMITTED always have one
}

func (e *Episode) end(outcome EpisodeOutcome, event *FeedbackEvent) {
	e.leave(event)
	e.Ended, e.Outcome = &event.At, &outcome
}

// leave notes how it had ended, before it goes on or ends otherwise.
func (e *Episode) leave(event *FeedbackEvent) {
	if e.Ended != nil {
		e.Gaps = append(e.Gaps[:len(e.Gaps):len(e.Gaps)], EpisodeGap{*e.Ended, event.At, *e.Outcome})
	}
}

// OutcomeAt is how it had ended by a moment; nil while there was something to do.
func (e *Episode) OutcomeAt(at time.Time) *EpisodeOutcome {
	for i := len(e.Gaps) - 1; i >= 0; i-- {
		if g := e.Gaps[i]; g.From.Before(at) && !g.To.Before(at) {
			return &g.Outcome
		}
	}
	if e.Ended != nil && e.Ended.Before(at) {
		return e.Outcome
	}
	return nil
}

// outcome is how the part of the agency that holds the feedback has ended; ""
// while it has something to do.
func (s *Standing) outcome() EpisodeOutcome {
	switch s.State {
	case StateApproved, StatePublished:
		return OutcomeAnswered
	case StateRefused:
		return OutcomeRefused
	case StateWithdrawn:
		return OutcomeWithdrawn
	case StateDuplicate:
		return OutcomeDuplicate
	case StateAwaitingSupplement:
		return OutcomeAwaitingSupplement
	}
	return ""
}
