package db_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/db"
)

func searched(text, on string, found bool, n int) motcua.UsageCounts {
	return motcua.UsageCounts{Searches: []motcua.SearchCount{{Day: *day(on), Text: text, Found: found, Count: n}}}
}

func addUsage(t *testing.T, d *db.DB, list ...motcua.UsageCounts) {
	t.Helper()
	for _, c := range list {
		if err := d.AddUsage(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

func insightsOf(t *testing.T, d *db.DB, q motcua.InsightQuery) (out []string) {
	t.Helper()
	list, err := d.SearchInsights(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range list {
		text := fmt.Sprint(i.Text, " ", i.Count, " ", i.LastDay)
		if i.Procedure != nil {
			text += fmt.Sprint(" ", *i.Code, " ", *i.Buried)
		}
		out = append(out, text)
	}
	return out
}

func TestInsights(t *testing.T) {
	d := open(t)
	r := record("birth", "1.001193", "Đăng ký khai sinh", "163/QĐ-BTP", day("2026-01-16"))
	publish(t, d, clockAt("2026-06-01"), r)
	click := func(id motcua.ID, place motcua.ClickPlace, n int) motcua.UsageCounts {
		return motcua.UsageCounts{Clicks: []motcua.ClickCount{{Day: *day("2026-06-02"), Text: "khai sinh", Procedure: id, Place: place, Count: n}}}
	}
	addUsage(t, d,
		searched("sổ đỏ", "2026-06-01", false, 3), searched("sổ đỏ", "2026-06-02", false, 2), searched("sổ đỏ", "2026-06-02", true, 4),
		searched("hiếm", "2026-06-02", false, 4), searched("khai sinh", "2026-06-03", true, 6), searched("cũ", "2026-05-01", false, 9),
		click(r.Procedure, motcua.PlaceFirst, 2), click(r.Procedure, motcua.PlaceBeyond, 3), click(motcua.DeriveID("nowhere"), motcua.PlaceFirst, 9))
	for _, c := range []struct {
		kind      motcua.InsightKind
		threshold int
		first     int
		want      []string
	}{
		{motcua.InsightNotFound, 5, 10, []string{"sổ đỏ 5 2026-06-02"}},
		{motcua.InsightNotFound, 4, 10, []string{"sổ đỏ 5 2026-06-02", "hiếm 4 2026-06-02"}},
		{motcua.InsightPopular, 5, 10, []string{"sổ đỏ 9 2026-06-02", "khai sinh 6 2026-06-03"}},
		{motcua.InsightPopular, 5, 1, []string{"sổ đỏ 9 2026-06-02"}},
		{motcua.InsightClicked, 5, 10, []string{"khai sinh 5 2026-06-02 1.001193 3"}},
		{motcua.InsightClicked, 6, 10, nil},
	} {
		got := insightsOf(t, d, motcua.InsightQuery{Kind: c.kind, Since: *day("2026-06-01"), First: c.first, Threshold: c.threshold})
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s from %d: %s", c.kind, c.threshold, diff)
		}
	}
	_, err := d.SearchInsights(t.Context(), motcua.InsightQuery{Kind: "ALL"})
	wantInvalid(t, "an unknown kind", "kind", err)
	if rows := strs(t, d.Pool(), `select entity from change where entity not in ('PROCEDURE', 'DECISION', 'AGENCY', 'SECTOR', 'LEGAL_BASIS', 'ALIAS', 'ANNOUNCEMENT', 'RULES')`); len(rows) > 0 {
		t.Errorf("counts are in the change log: %v", rows)
	}
}

func TestTrimUsage(t *testing.T) {
	d := open(t)
	addUsage(t, d,
		searched("hiếm", "2026-04-01", false, 4), searched("hiếm", "2026-06-10", true, 1), // over the threshold together
		searched("rất hiếm", "2026-04-01", false, 4), searched("mới", "2026-06-10", false, 1),
		searched("hay gặp", "2026-04-01", true, 50), searched("hay gặp", "2025-04-01", true, 50))
	if err := d.TrimUsage(t.Context(), motcua.UsageRules{Threshold: 5, RareDays: 30, KeptDays: 400, RareTexts: 100}, *day("2026-06-15")); err != nil {
		t.Fatal(err)
	}
	got := strs(t, d.Pool(), `select text || ' ' || day from search_query_count order by text, day`)
	want := []string{"hay gặp 2026-04-01", "hiếm 2026-04-01", "hiếm 2026-06-10", "mới 2026-06-10"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Made-up texts push out each other, not what many people search for.
func TestRareTextsAreBounded(t *testing.T) {
	d := open(t)
	addUsage(t, d, searched("hay gặp", "2026-06-10", true, 5), searched("hôm qua", "2026-06-14", true, 4))
	for i := range 20 {
		addUsage(t, d, searched(fmt.Sprintf("bịa %02d", i), "2026-06-15", false, 1))
	}
	addUsage(t, d, searched("bịa 19", "2026-06-15", true, 2))
	if err := d.TrimUsage(t.Context(), motcua.UsageRules{Threshold: 5, RareDays: 30, KeptDays: 400, RareTexts: 2}, *day("2026-06-15")); err != nil {
		t.Fatal(err)
	}
	got := strs(t, d.Pool(), `select distinct text from search_query_count order by text`)
	if diff := cmp.Diff([]string{"bịa 00", "bịa 19", "hay gặp"}, got); diff != "" {
		t.Error(diff)
	}
}

// Nodes that count the same texts at the same time lose none and never wait
// for each other.
func TestUsageOfSeveralNodes(t *testing.T) {
	d := open(t)
	var group sync.WaitGroup
	for node := range 4 {
		group.Go(func() {
			for range 5 {
				var c motcua.UsageCounts
				for i := range 50 {
					n := (i*7 + node*13) % 50 // each in an order of its own
					c.Searches = append(c.Searches, motcua.SearchCount{Day: *day("2026-06-15"), Text: fmt.Sprint("câu ", n), Found: true, Count: 1})
				}
				if err := d.AddUsage(t.Context(), c); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if got := strs(t, d.Pool(), `select format('%s %s', count(*), sum(count)) from search_query_count`); got[0] != "50 1000" {
		t.Error(got)
	}
}
