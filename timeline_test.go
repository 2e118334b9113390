package motcua_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"motcua"
)

// announcement is a decision of a day, with a content.
type announcement struct {
	number  int
	day     motcua.Date
	content int
}

// model answers by the rule itself: on a day that announcement holds which,
// among those known, has the latest day not after it; of several of one day the
// one that became known last; corrections change only the content.
func model(known []announcement, day motcua.Date) (best announcement, ok bool) {
	for _, a := range latestContents(known) {
		if a.day <= day && (!ok || a.day >= best.day) {
			best, ok = a, true
		}
	}
	return best, ok
}

// latestContents keeps, for each decision, its place and its last content.
func latestContents(known []announcement) []announcement {
	var out []announcement
	for _, a := range known {
		i := slices.IndexFunc(out, func(o announcement) bool { return o.number == a.number })
		if i < 0 {
			out = append(out, a)
			continue
		}
		out[i].content = a.content
	}
	return out
}

func version(a announcement) motcua.ID {
	return motcua.DeriveID(string(rune(a.number)), string(rune(a.content)))
}

func decisionOf(a announcement) motcua.Decision {
	number := string(rune('a' + a.number))
	return motcua.NewDecision(&number, &a.day, motcua.Agency{})
}

func TestTimelineAgreesWithTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := map[int]motcua.Date{} // a decision has one day, and no two share one here
		var known []announcement
		var timeline motcua.Timeline
		for range rapid.IntRange(1, 12).Draw(t, "announcements") {
			a := announcement{number: rapid.IntRange(0, 5).Draw(t, "decision"), content: rapid.IntRange(0, 3).Draw(t, "content")}
			if _, ok := days[a.number]; !ok {
				days[a.number] = motcua.Date(a.number*7 + rapid.IntRange(0, 6).Draw(t, "day"))
			}
			a.day = days[a.number]
			known = append(known, a)
			timeline = timeline.Publish(motcua.Holding{Version: version(a), Decision: decisionOf(a), Legal: motcua.Period{From: &a.day}}, 100)
			checkOrder(t, timeline)
		}
		for day := motcua.Date(-2); day < 50; day++ {
			want, ok := model(known, day)
			got, found := timeline.At(day)
			if ok != found || ok && got.Version != version(want) {
				t.Fatalf("day %d: holds %v (%t), the rule says %v (%t)\nknown %v\ntimeline %v", day, got.Version, found, want, ok, known, timeline)
			}
		}
	})
}

func checkOrder(t *rapid.T, timeline motcua.Timeline) {
	for i, h := range timeline {
		if h.Legal.Empty() {
			t.Fatalf("holding %d has no day: %v", i, h)
		}
		if i > 0 && (timeline[i-1].Legal.To == nil || h.Legal.From == nil || *timeline[i-1].Legal.To > *h.Legal.From) {
			t.Fatalf("holdings %d and %d overlap: %v", i-1, i, timeline)
		}
	}
}

// On every day exactly one version is shown, and where one holds it is that.
func TestShownCoversEveryDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var timeline motcua.Timeline
		starts := rapid.SliceOfNDistinct(rapid.IntRange(0, 30), 1, 6, rapid.ID).Draw(t, "starts")
		for i, start := range starts {
			day := motcua.Date(start)
			a := announcement{number: i, day: day}
			timeline = timeline.Publish(motcua.Holding{Version: version(a), Decision: decisionOf(a), Legal: motcua.Period{From: &day}}, 0)
		}
		if rapid.Bool().Draw(t, "repealed") {
			timeline = timeline.Repeal(motcua.Date(rapid.IntRange(1, 40).Draw(t, "repeal")))
		}
		shown := timeline.Shown()
		for day := motcua.Date(-3); len(timeline) > 0 && day < 45; day++ {
			var on []int
			for i, p := range shown {
				if p.Contains(day) {
					on = append(on, i)
				}
			}
			if len(on) != 1 {
				t.Fatalf("day %d: shown are %v of %v", day, on, timeline)
			}
			if h, ok := timeline.At(day); ok && h.Version != timeline[on[0]].Version {
				t.Fatalf("day %d: %v holds and %v is shown", day, h, timeline[on[0]])
			}
		}
	})
}

func TestLateDecisionBeforeARepealEndsWithIt(t *testing.T) {
	from, late, end := motcua.Date(0), motcua.Date(10), motcua.Date(20)
	timeline := motcua.Timeline{}.
		Publish(motcua.Holding{Version: "a", Decision: decisionOf(announcement{number: 1, day: from}), Legal: motcua.Period{From: &from}}, 0).
		Repeal(end).
		Publish(motcua.Holding{Version: "b", Decision: decisionOf(announcement{number: 2, day: late}), Legal: motcua.Period{From: &late}}, 0)
	last, ok := timeline.At(end - 1)
	if !ok || last.Version != "b" {
		t.Errorf("the day before the repeal: %v, %t", last, ok)
	}
	if h, ok := timeline.At(end); ok {
		t.Errorf("the repeal is undone: %v holds", h)
	}
}
