package db_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/jackc/pgx/v5"

	"motcua/db"
	"motcua/db/pgtest"
)

// A program works with a schema that a later one made, as long as that says so;
// it never takes a schema back.
func TestSchemaOfAnotherProgram(t *testing.T) {
	own := db.SchemaVersion()
	for name, tt := range map[string]struct {
		sql  string
		args []any
		want string // of the refusal; "" is none
	}{
		"its own":                    {`select`, nil, ""},
		"expanded by a later one":    {`insert into goose_db_version (version_id, is_applied) values ($1, true)`, []any{own + 1}, ""},
		"contracted for this one":    {`with later as (insert into goose_db_version (version_id, is_applied) values ($1, true)) update schema_floor set version = $1 - 1`, []any{own + 1}, ""},
		"contracted without it":      {`with later as (insert into goose_db_version (version_id, is_applied) values ($1, true)) update schema_floor set version = $1`, []any{own + 1}, "too new"},
		"of a program beside it":     {`update goose_db_version set version_id = $1 where version_id = $2`, []any{own + 1, own}, "lacks migration"},
		"of the program before this": {`delete from goose_db_version where version_id = $1`, []any{own}, "too old"},
	} {
		t.Run(name, func(t *testing.T) {
			url := pgtest.New(t)
			conn, err := pgx.Connect(t.Context(), url.Owner)
			if err != nil {
				t.Fatal(err)
			}
			_, err = conn.Exec(t.Context(), tt.sql, tt.args...)
			if err != nil {
				t.Fatal(err)
			}
			if err := conn.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			d, err := db.Open(t.Context(), url.URL, db.Options{})
			if err == nil {
				d.Close()
			}
			refused(t, "open", err, tt.want)
			if tt.want == "too old" {
				return // migrate runs what is there already
			}
			applied, err := db.Migrate(t.Context(), url.Owner)
			refused(t, "migrate", err, tt.want)
			if len(applied) > 0 {
				t.Errorf("it ran migrations %v", applied)
			}
		})
	}
}

func refused(t *testing.T, what string, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !contains(err.Error(), want)) {
		t.Errorf("%s: %v, want … %s …", what, err, want)
	}
}

// floorSince is the migration that made the floor.
const floorSince = "0082_schema_floor.sql"

var contracts = regexp.MustCompile(`(?i)\bdrop\s+(table|column|view|type)\b|\brename\b|\bset\s+not\s+null\b`)

// A migration that takes something away from the programs before says which can
// do without.
func TestContractingMigrationsRaiseTheFloor(t *testing.T) {
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(file) > floorSince && contracts.Match(text) && !contains(string(text), "update schema_floor") {
			t.Errorf("%s takes something away (%s) and does not raise the floor", file, contracts.Find(text))
		}
	}
}
