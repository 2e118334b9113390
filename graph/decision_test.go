package graph_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

func TestDecisionTellsWhatItDidAndWhen(t *testing.T) {
	w := newWorldOver(t, catalogue(), func() []*motcua.Record { _, r := amended(); return []*motcua.Record{r} }())
	mine, based := motcua.NewDecision(ptr("99/QĐ-BTP"), day("2026-06-20"), ministry), motcua.NewDecision(ptr("1872/QĐ-BTP"), day("2020-09-04"), ministry)
	w.exec(t, `insert into working_year (year, source, assumed) values (2020, 'test', false), (2026, 'test', false) on conflict do nothing`)
	w.exec(t, `update decision set based_on = $2 where id = $1`, mine.ID, based.ID)
	// Published with a day of its own, and here.
	w.exec(t, `update announcement set assumed = false, from_day = '2026-06-29' where decision = $1`, mine.ID)
	w.exec(t, `update procedure_version set provenance = '{"source": "decision"}' where decision = $1`, mine.ID)
	w.exec(t, `update announcement set recorded = tstzrange('2026-07-01T03:00:00Z', null) where decision = $1`, mine.ID)

	type timeliness struct {
		Outcome string
		Reason  *string
		Due     *string
		Done    *string
	}
	type decision struct {
		Acts struct {
			TotalCount int
			Nodes      []struct {
				Kind      *string
				ValidFrom *string
				Procedure struct{ Code string }
				Version   *struct{ Kind string }
			}
		}
		BasedOn          *struct{ Number string }
		ReannouncedBy    []struct{ Number string }
		AnnouncedInTime  timeliness
		PublicisedInTime timeliness
	}
	const fields = ` { acts { totalCount nodes { kind validFrom procedure { code } version { kind } } } basedOn { number } reannouncedBy { number }
		announcedInTime { outcome reason due done } publicisedInTime { outcome reason due done } }`
	var got struct{ Mine, Based decision }
	w.get(t, &got, `{ mine: decision(number: "99/QĐ-BTP", agency: "G15")`+fields+` based: decision(number: "1872/QĐ-BTP")`+fields+` }`, nil)
	if a := got.Mine.Acts; a.TotalCount != 1 || *a.Nodes[0].Kind != "AMENDED" || a.Nodes[0].Procedure.Code != "1.000894" || *a.Nodes[0].ValidFrom != "2026-06-29" || a.Nodes[0].Version.Kind != "ANNOUNCEMENT" {
		t.Errorf("%+v", a)
	}
	if got.Mine.BasedOn == nil || got.Mine.BasedOn.Number != "1872/QĐ-BTP" || len(got.Based.ReannouncedBy) != 1 {
		t.Errorf("%+v %+v", got.Mine.BasedOn, got.Based.ReannouncedBy)
	}
	want := []timeliness{
		{"LATE", nil, ptr("2026-06-01"), ptr("2026-06-20")}, {"ON_TIME", nil, ptr("2026-07-03"), ptr("2026-07-01")},
		{"UNDETERMINED", ptr("EFFECTIVE_DATE_UNKNOWN"), nil, ptr("2020-09-04")}, {"UNDETERMINED", ptr("PUBLICATION_DATE_UNKNOWN"), ptr("2020-09-11"), nil},
	}
	if diff := cmp.Diff(want, []timeliness{got.Mine.AnnouncedInTime, got.Mine.PublicisedInTime, got.Based.AnnouncedInTime, got.Based.PublicisedInTime}); diff != "" {
		t.Error(diff)
	}
	for filter, want := range map[string]int{
		`announced: LATE`: 1, `announced: ON_TIME`: 0, `publicised: ON_TIME`: 1, `reannounced: true`: 1,
		`number: "99/", announced: LATE`: 1, `number: "1872"`: 1, `signedFrom: "2026-06-20"`: 1, `signedTo: "2020-12-31"`: 1,
	} {
		var list struct {
			Decisions struct {
				TotalCount int
				Nodes      []struct{ Number string }
			}
		}
		w.get(t, &list, `{ decisions(agency: "G15", filter: { `+filter+` }) { totalCount nodes { number } } }`, nil)
		if list.Decisions.TotalCount != want || len(list.Decisions.Nodes) != want {
			t.Errorf("%s: %+v, want %d", filter, list.Decisions, want)
		}
	}
}
