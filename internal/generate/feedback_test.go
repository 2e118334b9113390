package generate_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"motcua"
	"motcua/internal/generate"
)

func feedbackWorld() generate.FeedbackWorld {
	w := generate.FeedbackWorld{
		Rules:    motcua.RuleSets{{Source: "test", Refuse: 2, Supplement: 5, Answer: 15, Publish: 2}},
		Calendar: motcua.NewWorkingCalendar([]motcua.CalendarYear{{Year: 2024}, {Year: 2025}, {Year: 2026}}),
		Until:    time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC),
	}
	for _, code := range []string{"G15", "H41", "H05", "H60"} {
		w.Agencies = append(w.Agencies, motcua.Agency{ID: motcua.DeriveID("agency", code), Code: &code, Name: code, Kind: motcua.AgencyDepartment})
	}
	for _, name := range []string{"Thủ tục đăng ký kết hôn", "Cấp phiếu lý lịch tư pháp"} {
		w.Procedures = append(w.Procedures, motcua.Procedure{ID: motcua.DeriveID("procedure", name), Content: motcua.Content{Name: name}})
	}
	return w
}

// Made-up feedback has lived a life that the rules allow, whatever is made
// first, says plainly that nobody sent it, and would be taken if somebody did.
func TestMadeUpFeedback(t *testing.T) {
	maker, err := generate.NewFeedback(7, feedbackWorld())
	if err != nil {
		t.Fatal(err)
	}
	states := map[motcua.FeedbackState]int{}
	for i := range 2000 {
		w, err := maker.Make(i, 0)
		if err != nil {
			t.Fatal(err)
		}
		folded, err := motcua.Fold(w.Events)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(folded, w.Feedback.Standing, cmpopts.IgnoreUnexported(motcua.Standing{})); diff != "" {
			t.Fatal(diff)
		}
		s := motcua.Submission{Words: w.Words, Sender: w.Sender}
		if err := s.Check(); err != nil {
			t.Fatalf("%+v: %v", w.Words, err)
		}
		if not := motcua.RecognizeNotFeedback(w.Words); not != nil {
			t.Errorf("%+v is taken for %s", w.Words, not.Reason)
		}
		if _, err := motcua.ParseTrackingCode(string(w.Feedback.Code)); err != nil {
			t.Error(err)
		}
		states[w.Feedback.State]++
	}
	for _, state := range []motcua.FeedbackState{motcua.StateSubmitted, motcua.StateHandling, motcua.StateAwaitingSupplement,
		motcua.StateApproved, motcua.StatePublished, motcua.StateRefused, motcua.StateWithdrawn, motcua.StateDuplicate} {
		if states[state] == 0 {
			t.Errorf("none of 2000 is %s: %v", state, states)
		}
	}
	one, err := maker.Make(1234, 0)
	if err != nil {
		t.Fatal(err)
	}
	other, err := generate.NewFeedback(7, feedbackWorld())
	if err != nil {
		t.Fatal(err)
	}
	again, err := other.Make(1234, 0)
	if diff := cmp.Diff(one, again, cmpopts.IgnoreUnexported(motcua.Standing{})); diff != "" || err != nil {
		t.Errorf("the same seed made another one: %v %s", err, diff)
	}
}

func BenchmarkMakeFeedback(b *testing.B) {
	maker, err := generate.NewFeedback(7, feedbackWorld())
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := maker.Make(i, i); err != nil {
			b.Fatal(err)
		}
	}
}
