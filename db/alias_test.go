package db_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
)

func colloquial(form, means string) motcua.Alias {
	return motcua.Alias{Form: form, Means: means, Kind: motcua.AliasColloquial, Weight: 1}
}

// curated lists what officials made of the vocabulary.
func curated(t *testing.T, d *db.DB) (v motcua.Vocabulary) {
	t.Helper()
	err := pgx.BeginFunc(t.Context(), d.Pool(), func(tx pgx.Tx) error {
		all, err := db.Vocabulary(t.Context(), tx)
		if err != nil {
			return err
		}
		v.Pins = all.Pins
		for _, a := range all.Aliases {
			if a.Source != motcua.SourceDefault {
				v.Aliases = append(v.Aliases, a)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// curations lists the log of curation, without the seeding.
func curations(t *testing.T, d *db.DB) []string {
	t.Helper()
	return strs(t, d.Pool(), `
		select format('%s %s %s %s', actor, action, entity, coalesce(detail->>'form', detail->>'query'))
		from curation where action <> 'SEED' order by id`)
}

type queryer interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func strs(t *testing.T, q queryer, sql string) []string {
	t.Helper()
	rows, err := q.Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAddAndRetireAlias(t *testing.T) {
	d := open(t)
	typed := motcua.Alias{
		// Decomposed, in capitals, with a stray space: as a keyboard may give it.
		Form: " Giấy  XYZ", Means: "giấy phép môi trường", Kind: motcua.AliasAbbreviation, Weight: 0.5,
		Valid: motcua.Period{From: day("2025-07-01"), To: day("2026-07-01")}, Note: ptr("chỉ ở đây"),
	}
	added, err := d.AddAlias(t.Context(), typed, "an")
	if err != nil {
		t.Fatal(err)
	}
	want := typed
	want.ID, want.Form, want.Source = added.ID, "giấy xyz", "an"
	if diff := cmp.Diff([]motcua.Alias{want}, curated(t, d).Aliases); diff != "" || added.ID == "" {
		t.Errorf("id %q: %s", added.ID, diff)
	}
	if _, err := d.AddAlias(t.Context(), typed, "binh"); motcua.KindOf(err) != motcua.KindConflict {
		t.Errorf("added twice: %v", err)
	}
	if err := d.RetireAlias(t.Context(), added.ID, "binh"); err != nil {
		t.Fatal(err)
	}
	if err := d.RetireAlias(t.Context(), added.ID, "binh"); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("retired twice: %v", err)
	}
	if _, err := d.AddAlias(t.Context(), typed, "chi"); err != nil {
		t.Errorf("added again after it was retired: %v", err)
	}
	if diff := cmp.Diff([]string{"an ADD ALIAS giấy xyz", "binh RETIRE ALIAS giấy xyz", "chi ADD ALIAS giấy xyz"}, curations(t, d)); diff != "" {
		t.Error(diff)
	}
}

func TestSeveralMeaningsOfOneForm(t *testing.T) {
	d := open(t)
	for _, means := range []string{"một", "hai"} {
		if _, err := d.AddAlias(t.Context(), colloquial("xyz", means), "an"); err != nil {
			t.Fatal(err)
		}
	}
	if got := curated(t, d).Aliases; len(got) != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestAliasIsRefused(t *testing.T) {
	d := open(t)
	fees, strange := motcua.IntentFees, motcua.Intent("PRICE")
	for name, tt := range map[string]struct {
		field  string
		change func(*motcua.Alias)
	}{
		"no form":                  {"form", func(a *motcua.Alias) { a.Form = " \t" }},
		"a form of signs":          {"form", func(a *motcua.Alias) { a.Form = "?!" }},
		"a long form":              {"form", func(a *motcua.Alias) { a.Form = strings.Repeat("ệ", 101) }},
		"a hostile form":           {"form", func(a *motcua.Alias) { a.Form = strings.Repeat("a", 1<<20) }},
		"a form with NUL":          {"form", func(a *motcua.Alias) { a.Form = "a\x00b" }},
		"a form that is not UTF-8": {"form", func(a *motcua.Alias) { a.Form = "a\xff" }},
		"a hidden character":       {"form", func(a *motcua.Alias) { a.Form = "a\u200bb" }},
		"no meaning":               {"means", func(a *motcua.Alias) { a.Means = "" }},
		"a meaning of itself":      {"means", func(a *motcua.Alias) { a.Means = "XYZ " }},
		"no kind":                  {"kind", func(a *motcua.Alias) { a.Kind = "" }},
		"an unknown kind":          {"kind", func(a *motcua.Alias) { a.Kind = "SLANG" }},
		"no weight":                {"weight", func(a *motcua.Alias) { a.Weight = 0 }},
		"a weight above 1":         {"weight", func(a *motcua.Alias) { a.Weight = 1.01 }},
		"a weight that is none":    {"weight", func(a *motcua.Alias) { a.Weight = math.NaN() }},
		"too heavy for RELATED":    {"weight", func(a *motcua.Alias) { a.Kind = motcua.AliasRelated }},
		"no days":                  {"valid", func(a *motcua.Alias) { a.Valid = motcua.Period{From: day("2026-01-01"), To: day("2026-01-01")} }},
		"INTENT without one":       {"intent", func(a *motcua.Alias) { a.Kind = motcua.AliasIntent }},
		"an intent without INTENT": {"intent", func(a *motcua.Alias) { a.Intent = &fees }},
		"an unknown intent":        {"intent", func(a *motcua.Alias) { a.Kind, a.Intent = motcua.AliasIntent, &strange }},
		"nowhere to go":            {"reason", func(a *motcua.Alias) { a.Kind, a.Reason = motcua.AliasNotAProcedure, ptr("vì sao") }},
		"a reason without a kind":  {"reason", func(a *motcua.Alias) { a.Reason = ptr("vì sao") }},
		"an empty note":            {"note", func(a *motcua.Alias) { a.Note = ptr("") }},
	} {
		a := colloquial("xyz", "giấy phép môi trường")
		tt.change(&a)
		_, err := d.AddAlias(t.Context(), a, "an")
		wantInvalid(t, name, tt.field, err)
	}
	for _, by := range []string{"", " ", motcua.SourceDefault} {
		_, err := d.AddAlias(t.Context(), colloquial("xyz", "abc"), by)
		wantInvalid(t, "by "+by, "by", err)
	}
	wantInvalid(t, "an id that is none", "id", d.RetireAlias(t.Context(), "7", "an"))
	if diff := cmp.Diff([]string{}, curations(t, d), cmpopts.EquateEmpty()); diff != "" {
		t.Error("what was refused is in the log:", diff)
	}
}

func TestPinAndUnpin(t *testing.T) {
	d := open(t)
	r := record("birth", "1.001193", "Đăng ký khai sinh", "163/QĐ-BTP", day("2026-01-16"))
	publish(t, d, clockAt("2026-07-18"), r)
	typed := motcua.Pin{Query: "Làm  khai sinh", Procedure: r.Procedure, Valid: motcua.Period{To: day("2027-01-01")}, Note: ptr("hay bị nhầm")}
	pinned, err := d.PinResult(t.Context(), typed, "an")
	if err != nil {
		t.Fatal(err)
	}
	want := typed
	want.ID, want.Query, want.Source = pinned.ID, "làm khai sinh", "an"
	if diff := cmp.Diff([]motcua.Pin{want}, curated(t, d).Pins); diff != "" {
		t.Error(diff)
	}
	if _, err := d.PinResult(t.Context(), typed, "an"); motcua.KindOf(err) != motcua.KindConflict {
		t.Errorf("pinned twice: %v", err)
	}
	if err := d.Unpin(t.Context(), pinned.ID, "binh"); err != nil {
		t.Fatal(err)
	}
	if got := curated(t, d).Pins; len(got) != 0 {
		t.Errorf("still pinned: %+v", got)
	}
	if diff := cmp.Diff([]string{"an ADD PIN làm khai sinh", "binh RETIRE PIN làm khai sinh"}, curations(t, d)); diff != "" {
		t.Error(diff)
	}
}

func TestPinIsRefused(t *testing.T) {
	d := open(t)
	hidden := motcua.DeriveID("nowhere")
	for name, tt := range map[string]struct {
		field string
		pin   motcua.Pin
	}{
		"no query":     {"query", motcua.Pin{Procedure: hidden}},
		"no procedure": {"procedure", motcua.Pin{Query: "khai sinh"}},
		"no days":      {"valid", motcua.Pin{Query: "khai sinh", Procedure: hidden, Valid: motcua.Period{From: day("2026-01-02"), To: day("2026-01-01")}}},
	} {
		_, err := d.PinResult(t.Context(), tt.pin, "an")
		wantInvalid(t, name, tt.field, err)
	}
	_, err := d.PinResult(t.Context(), motcua.Pin{Query: "khai sinh", Procedure: hidden}, "an")
	if motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("a procedure that is not public: %v", err)
	}
	if err := d.Unpin(t.Context(), hidden, "an"); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("unpin what is not there: %v", err)
	}
}

// The role that serves adds and retires; it rewrites nothing.
func TestCurationIsAppendOnly(t *testing.T) {
	url := pgtest.New(t)
	d := openAt(t, url.URL)
	if _, err := d.AddAlias(t.Context(), colloquial("xyz", "giấy phép"), "an"); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`update alias set means = 'khác'`, `delete from alias`, `update pin set query = 'khác'`, `delete from pin`,
		`update curation set actor = 'khác'`, `delete from curation`, `truncate curation`,
	} {
		if _, err := d.Pool().Exec(t.Context(), sql); err == nil {
			t.Errorf("%s: was allowed", sql)
		}
	}
}

func wantInvalid(t *testing.T, name, field string, err error) {
	t.Helper()
	var e *motcua.Error
	if !errors.As(err, &e) || e.Kind != motcua.KindInvalid || e.Field != field {
		t.Errorf("%s: %v, want an error about %q", name, err, field)
	}
}
