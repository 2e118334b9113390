package motcua_test

import (
	"testing"

	"motcua"
)

func TestTimeliness(t *testing.T) {
	at := func(s string) *motcua.Date {
		d, err := motcua.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return &d
	}
	rules := motcua.AnnouncementRules{
		{ValidFrom: *at("2010-10-14"), Source: "63/2010/NĐ-CP", AnnounceMinistry: 10, AnnounceProvince: 10, PublishMinistry: 5, PublishProvince: 5},
		{ValidFrom: *at("2025-01-01"), Source: "766", AnnounceMinistry: 20, AnnounceProvince: 5, PublishMinistry: 10, PublishProvince: 5},
	}
	calendar := motcua.NewWorkingCalendar([]motcua.CalendarYear{{Year: 2024}, {Year: 2025, Days: []motcua.CalendarDay{{Day: *at("2025-09-02"), Kind: motcua.DayHoliday}}}})
	ministry, province, commune := motcua.LevelMinistry, motcua.LevelProvince, motcua.LevelCommune
	h15, other := "000.00.00.H15", "UBNDCT"
	for _, tt := range []struct {
		name             string
		facts            motcua.DecisionFacts
		announced, due   string
		publicised, last string
	}{
		{"a province on the last day", motcua.DecisionFacts{Date: at("2025-08-25"), Level: &province, Effective: at("2025-09-01"), Published: at("2025-09-03")},
			"ON_TIME", "2025-08-25", "LATE", "2025-09-01"},
		{"a day too late", motcua.DecisionFacts{Date: at("2025-08-26"), Level: &province, Effective: at("2025-09-01"), Published: at("2025-09-03")},
			"LATE", "2025-08-25", "ON_TIME", "2025-09-03"},
		{"a ministry has more time to publish, over a holiday", motcua.DecisionFacts{Date: at("2025-08-20"), Level: &ministry, Effective: at("2025-09-18"), Published: at("2025-09-04")},
			"ON_TIME", "2025-08-20", "ON_TIME", "2025-09-04"},
		{"the rule of its day", motcua.DecisionFacts{Date: at("2024-06-03"), Level: &province, Effective: at("2024-06-14"), Published: at("2024-06-11")},
			"LATE", "2024-06-02", "LATE", "2024-06-10"},
		{"the level from the agency's identifier", motcua.DecisionFacts{Date: at("2025-08-25"), Agency: &h15, Effective: at("2025-09-01")},
			"ON_TIME", "2025-08-25", "PUBLICATION_DATE_UNKNOWN", "2025-09-01"},
		{"no effective date is never late", motcua.DecisionFacts{Date: at("2025-08-26"), Level: &province}, "EFFECTIVE_DATE_UNKNOWN", "", "PUBLICATION_DATE_UNKNOWN", "2025-09-03"},
		{"an agency of unknown level", motcua.DecisionFacts{Date: at("2025-08-26"), Agency: &other}, "LEVEL_UNKNOWN", "", "LEVEL_UNKNOWN", ""},
		{"a level without a rule", motcua.DecisionFacts{Date: at("2025-08-26"), Level: &commune, Agency: &h15}, "LEVEL_UNKNOWN", "", "LEVEL_UNKNOWN", ""},
		{"before there was a rule", motcua.DecisionFacts{Date: at("2009-08-26"), Level: &province}, "NO_RULE", "", "NO_RULE", ""},
		{"no date", motcua.DecisionFacts{Level: &province, Effective: at("2025-09-01")}, "DECISION_DATE_UNKNOWN", "", "DECISION_DATE_UNKNOWN", ""},
		{"a year without a calendar", motcua.DecisionFacts{Date: at("2026-08-26"), Level: &province, Effective: at("2026-09-01"), Published: at("2026-09-01")},
			"CALENDAR_UNKNOWN", "", "CALENDAR_UNKNOWN", ""},
	} {
		told := func(x motcua.Timeliness) (outcome, due string) {
			outcome = string(x.Outcome)
			if x.Reason != nil {
				outcome = string(*x.Reason)
			}
			if x.Due != nil {
				due = x.Due.String()
			}
			return outcome, due
		}
		if outcome, due := told(tt.facts.Announced(rules, calendar)); outcome != tt.announced || due != tt.due {
			t.Errorf("%s: announced %s, due %s, want %s, %s", tt.name, outcome, due, tt.announced, tt.due)
		}
		if outcome, due := told(tt.facts.Publicised(rules, calendar)); outcome != tt.publicised || due != tt.last {
			t.Errorf("%s: publicised %s, due %s, want %s, %s", tt.name, outcome, due, tt.publicised, tt.last)
		}
	}
}
