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

func actOf(a announcement) motcua.Act {
	return motcua.Act{Version: version(a), Decision: decisionOf(a), From: &a.day, Known: 100}
}

func TestTimelineAgreesWithTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := map[int]motcua.Date{} // a decision has one day, and no two share one here
		var known []announcement
		var acts motcua.Acts
		var timeline motcua.Timeline
		for range rapid.IntRange(1, 12).Draw(t, "announcements") {
			a := announcement{number: rapid.IntRange(0, 5).Draw(t, "decision"), content: rapid.IntRange(0, 3).Draw(t, "content")}
			if _, ok := days[a.number]; !ok {
				days[a.number] = motcua.Date(a.number*7 + rapid.IntRange(0, 6).Draw(t, "day"))
			}
			a.day = days[a.number]
			known = append(known, a)
			acts = append(acts, actOf(a))
			timeline = acts.Timeline()
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
		var acts motcua.Acts
		starts := rapid.SliceOfNDistinct(rapid.IntRange(0, 30), 1, 6, rapid.ID).Draw(t, "starts")
		for i, start := range starts {
			acts = append(acts, actOf(announcement{number: i, day: motcua.Date(start)}))
		}
		if rapid.Bool().Draw(t, "repealed") {
			acts = append(acts, ending(motcua.Date(rapid.IntRange(1, 40).Draw(t, "repeal"))))
		}
		timeline := acts.Timeline()
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

// ending is a decision after which nothing holds.
func ending(day motcua.Date) motcua.Act {
	number := "end " + day.String()
	return motcua.Act{Decision: motcua.NewDecision(&number, &day, motcua.Agency{}), From: &day}
}

func TestEndings(t *testing.T) {
	act := func(number int, day motcua.Date, content int) motcua.Act {
		a := actOf(announcement{number: number, day: 3, content: content})
		a.From = &day
		return a
	}
	first, second := version(announcement{number: 1}), version(announcement{number: 2})
	for _, tt := range []struct {
		name string
		acts motcua.Acts
		want map[motcua.Date]motcua.ID // by day; "" is nothing
	}{
		{"a late decision before a repeal ends with it", motcua.Acts{act(1, 0, 0), ending(20), act(2, 10, 0)},
			map[motcua.Date]motcua.ID{9: first, 19: second, 20: ""}},
		{"a repeal stands even where it left nothing", motcua.Acts{act(1, 10, 0), ending(5), act(2, 0, 0)},
			map[motcua.Date]motcua.ID{4: second, 5: "", 10: ""}},
		{"a correction brings nothing back that was repealed", motcua.Acts{act(1, 10, 0), ending(5), act(1, 12, 0)},
			map[motcua.Date]motcua.ID{4: "", 12: ""}},
		{"announced anew after a repeal", motcua.Acts{act(1, 0, 0), ending(5), act(2, 8, 0)},
			map[motcua.Date]motcua.ID{4: first, 5: "", 8: second}},
		{"what a mistaken day took away comes back with its correction", motcua.Acts{act(1, 3, 0), act(2, 3, 0), act(2, 8, 0)},
			map[motcua.Date]motcua.ID{3: first, 8: second}},
	} {
		for day, want := range tt.want {
			if h, _ := tt.acts.Timeline().At(day); h.Version != want {
				t.Errorf("%s: day %d: %q holds, want %q", tt.name, day, h.Version, want)
			}
		}
	}
}
