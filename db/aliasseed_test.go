package db_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
)

// minDefaults guards against a table that was cut.
const minDefaults = 700

// What each row must be is checked where it is read; this holds the table as a
// whole to what its readers count on.
func TestDefaultAliases(t *testing.T) {
	list := defaults(t)
	if len(list) < minDefaults {
		t.Errorf("%d rows, want at least %d", len(list), minDefaults)
	}
	kinds := map[motcua.AliasKind]int{}
	for _, a := range list {
		kinds[a.Kind]++
		if words := len(strings.Fields(a.Form)); words > 8 {
			t.Errorf("%q has %d words: too long to be met in a question", a.Form, words)
		}
		if a.Kind == motcua.AliasIntent && a.Means != a.Intent.Label() {
			t.Errorf("%q means %q, but its intent is %q", a.Form, a.Means, a.Intent.Label())
		}
		if a.Kind == motcua.AliasPlace && a.Valid.From == nil {
			t.Errorf("%q has no day from which it is a part of %q", a.Form, a.Means)
		}
	}
	for _, k := range motcua.AliasKinds() {
		if kinds[k] == 0 {
			t.Errorf("no alias of kind %s", k)
		}
	}
	byForm := func(a, b motcua.Alias) int { return strings.Compare(a.Form, b.Form) }
	for _, kind := range motcua.AliasKinds() {
		of := slices.Collect(func(yield func(motcua.Alias) bool) {
			for _, a := range list {
				if a.Kind == kind && !yield(a) {
					return
				}
			}
		})
		if !slices.IsSortedFunc(of, byForm) {
			t.Errorf("the rows of kind %s are not in the order of their forms", kind)
		}
	}
}

func TestSeedingTwiceChangesNothing(t *testing.T) {
	url := pgtest.New(t)
	before := logged(t, url)
	if _, err := db.Migrate(t.Context(), url.Owner); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, logged(t, url)); diff != "" {
		t.Error(diff)
	}
	stored, err := openAt(t, url.URL).Aliases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byID := func(a, b motcua.Alias) int { return strings.Compare(string(a.ID), string(b.ID)) }
	want := slices.SortedFunc(slices.Values(defaults(t)), byID)
	if diff := cmp.Diff(want, slices.SortedFunc(slices.Values(stored), byID)); diff != "" {
		t.Error("what is stored is not the default:", diff)
	}
}

func TestSeedingFollowsTheDefault(t *testing.T) {
	url := pgtest.New(t)
	d := openAt(t, url.URL)
	list := slices.Clone(defaults(t)[:3])
	seed(t, url, list, db.SeedCounts{Retired: int64(len(defaults(t)) - 3)})
	own, err := d.AddAlias(t.Context(), colloquial("xyz", "giấy phép"), "an")
	if err != nil {
		t.Fatal(err)
	}

	changed := slices.Clone(list)
	changed[0].Weight, changed[0].Note = changed[0].Weight/2, ptr("khác đi")
	seed(t, url, changed, db.SeedCounts{Written: 1})
	seed(t, url, changed, db.SeedCounts{})
	seed(t, url, changed[1:], db.SeedCounts{Retired: 1})
	wantHeld(t, d, append(slices.Clone(changed[1:]), own)...)
	seed(t, url, list, db.SeedCounts{Written: 1}) // it comes back, as it was
	wantHeld(t, d, append(slices.Clone(list), own)...)

	// An official's retirement outlives the default, whatever becomes of the row.
	if err := d.RetireAlias(t.Context(), list[0].ID, "an"); err != nil {
		t.Fatal(err)
	}
	seed(t, url, list, db.SeedCounts{})
	seed(t, url, changed, db.SeedCounts{Written: 1})
	wantHeld(t, d, append(slices.Clone(list[1:]), own)...)
}

// An official's row counts instead of the default's of the same meaning.
func TestOfficialsRowCountsInsteadOfTheDefault(t *testing.T) {
	url := pgtest.New(t)
	d := openAt(t, url.URL)
	seed(t, url, nil, db.SeedCounts{Retired: int64(len(defaults(t)))})
	first := defaults(t)[0]
	own := first
	own.Weight, own.Note = 0.25, nil
	own, err := d.AddAlias(t.Context(), own, "an")
	if err != nil {
		t.Fatal(err)
	}
	seed(t, url, defaults(t)[:1], db.SeedCounts{Written: 1})
	wantHeld(t, d, own)
	if err := d.RetireAlias(t.Context(), own.ID, "an"); err != nil {
		t.Fatal(err)
	}
	wantHeld(t, d, first)
}

func defaults(t *testing.T) []motcua.Alias {
	t.Helper()
	list, err := db.DefaultAliases()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func seed(t *testing.T, url pgtest.Database, list []motcua.Alias, want db.SeedCounts) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url.Owner)
	if err != nil {
		t.Fatal(err)
	}
	var got db.SeedCounts
	err = pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
		got, err = db.SeedAliases(t.Context(), tx, list)
		return err
	})
	if err := errors.Join(err, conn.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("seeding changed %+v, want %+v", got, want)
	}
}

func wantHeld(t *testing.T, d *db.DB, want ...motcua.Alias) {
	t.Helper()
	got, err := d.Aliases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byID := func(a, b motcua.Alias) int { return strings.Compare(string(a.ID), string(b.ID)) }
	slices.SortFunc(got, byID)
	slices.SortFunc(want, byID)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// logged counts what the change log and the curation log hold.
func logged(t *testing.T, url pgtest.Database) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	return strs(t, conn, `select format('%s changes, %s curations', (select count(*) from change), (select count(*) from curation))`)
}
