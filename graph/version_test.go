package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua"
)

// amended is the full procedure as later decisions have it: first a correction
// under the old decision, then an amendment from a day to come.
func amended() (corrected, announced *motcua.Record) {
	corrected = full()
	corrected.Content.Note = ptr("Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi, theo Luật.")
	announced = full()
	c := &announced.Content
	c.Decision = motcua.NewDecision(ptr("99/QĐ-BTP"), day("2026-06-20"), ministry)
	c.Note = corrected.Content.Note
	c.Methods[0].TimeLimit = motcua.TimeLimit{Amount: ptr(motcua.Decimal("1")), Unit: ptr(motcua.UnitWorkingDay), Text: ptr("Ngay trong ngày")}
	c.Methods[0].Fees[0].Amount = ptr(motcua.Decimal("20000000000"))
	c.Cases[0].Components = append(c.Cases[0].Components, motcua.Component{Name: "Giấy khám sức khỏe", Kind: motcua.ComponentPaper, Originals: 1})
	c.Executing[1] = province
	return corrected, announced
}

func historicWorld(t *testing.T) *world {
	corrected, announced := amended()
	return newWorldOver(t, catalogue(), []*motcua.Record{corrected}, []*motcua.Record{announced})
}

type toldVersion struct {
	ID           string
	Kind         string
	Decision     struct{ Number string }
	Corrects     *struct{ Kind string }
	ValidFrom    *string
	ValidTo      *string
	RecordedFrom time.Time
	RecordedTo   *time.Time
	Holdings     []struct{ ValidFrom, ValidTo *string }
	Procedure    struct{ Note string }
	Changes      *struct{ Changes []struct{ Sentence string } }
}

func TestHistory(t *testing.T) {
	w := historicWorld(t)
	var got struct {
		Procedure struct {
			Version struct{ ID string }
			History struct {
				TotalCount int
				Nodes      []toldVersion
			}
		}
	}
	w.get(t, &got, `{ procedure(code: "1.000894") { version { id } history { totalCount nodes {
		id kind decision { number } corrects { kind } validFrom validTo recordedFrom recordedTo
		holdings { validFrom validTo } procedure { note } changes { changes { sentence } } } } } }`, nil)
	var lines []string
	for _, v := range got.Procedure.History.Nodes {
		line := fmt.Sprint(v.Kind, " ", v.Decision.Number, " from ", *v.ValidFrom, " holdings ", len(v.Holdings), " right ", v.RecordedTo == nil)
		if v.Changes != nil {
			for _, c := range v.Changes.Changes {
				line += "\n  " + c.Sentence
			}
		}
		lines = append(lines, line)
	}
	want := []string{
		"ANNOUNCEMENT 1872/QĐ-BTP from 2020-09-04 holdings 1 right false",
		"CORRECTION 1872/QĐ-BTP from 2020-09-04 holdings 2 right true\n" +
			"  Note changed from “Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi.” to “Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi, theo Luật.”.",
		"ANNOUNCEMENT 99/QĐ-BTP from 2026-06-20 holdings 1 right true\n" +
			"  Decision changed from “1872/QĐ-BTP 04/09/2020” to “99/QĐ-BTP 20/06/2026”.\n" +
			"  Time limit (in person) cut from 1.5 working days to 1 working day.\n" +
			"  Charge (in person) raised from 17,500,000,000 VND to 20,000,000,000 VND.\n" +
			"  Component added: “Giấy khám sức khỏe”.\n" +
			"  Executing agency “Ủy ban nhân dân cấp xã” replaced by “UBND tỉnh Tuyên Quang”.",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	if now := got.Procedure.History.Nodes[1]; now.ID != got.Procedure.Version.ID || *now.ValidTo != "2026-06-20" {
		t.Errorf("the version of today is not the corrected one, until the next: %+v", now)
	}
}

func TestChangesBetweenVersionsAndDays(t *testing.T) {
	w := historicWorld(t)
	var history struct {
		Procedure struct{ History struct{ Nodes []toldVersion } }
	}
	w.get(t, &history, `{ procedure(code: "1.000894") { history { nodes { id recordedFrom recordedTo holdings { validFrom validTo } } } } }`, nil)
	v := history.Procedure.History.Nodes
	for _, tt := range []struct {
		name, from, to string
		want           int // changes
	}{
		{"by days", `{day: "2026-06-19"}`, `{day: "2026-06-20"}`, 5},
		{"the same day", `{day: "2026-06-19"}`, `{day: "2021-01-01"}`, 0},
		{"to this one", `{day: "2026-07-01"}`, ``, 5},
		{"by versions", `{version: "` + v[0].ID + `"}`, `{version: "` + v[2].ID + `"}`, 6},
		{"by what was known", `{day: "2026-06-15", knownAt: "` + v[0].RecordedFrom.Format(time.RFC3339Nano) + `"}`, `{day: "2026-06-15"}`, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			to := ""
			if tt.to != "" {
				to = ", to: " + tt.to
			}
			var got struct {
				Procedure struct {
					Changes struct {
						Changes []struct {
							Part, Kind string
							Words      []struct{ Text, Mark string }
						}
					}
				}
			}
			w.get(t, &got, `{ procedure(code: "1.000894") { changes(from: `+tt.from+to+`) { changes { part kind words { text mark } } } } }`, nil)
			if n := len(got.Procedure.Changes.Changes); n != tt.want {
				t.Errorf("%d changes, want %d: %v", n, tt.want, got)
			}
		})
	}
	for _, tt := range []struct{ name, from, want string }{
		{"neither", `{}`, "BAD_USER_INPUT"},
		{"both", `{day: "2026-01-01", version: "` + v[0].ID + `"}`, "BAD_USER_INPUT"},
		{"no id", `{version: "x"}`, "BAD_USER_INPUT"},
		{"before anything was known", `{day: "2026-06-15", knownAt: "2001-01-01T00:00:00Z"}`, "NOT_FOUND"},
	} {
		answer := string(w.ask(t, `{ procedure(code: "1.000894") { changes(from: `+tt.from+`) { from { id } } } }`, nil).body)
		if !strings.Contains(answer, `"`+tt.want+`"`) {
			t.Errorf("%s: %s", tt.name, answer)
		}
	}
}

// What was known shows nothing that is not public today.
func TestKnowledgeIsNoMoreVisibleThanToday(t *testing.T) {
	w := historicWorld(t)
	var known struct {
		Procedure struct{ History struct{ Nodes []toldVersion } }
	}
	w.get(t, &known, `{ procedure(code: "1.000894") { history { nodes { recordedFrom } } } }`, nil)
	at := known.Procedure.History.Nodes[0].RecordedFrom.Format(time.RFC3339Nano)
	query := `{ procedure(code: "1.000894", knownAt: "` + at + `") { note validTo } }`
	var got struct {
		Procedure struct {
			Note    string
			ValidTo *string
		}
	}
	w.get(t, &got, query, nil)
	if got.Procedure.Note != "Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi." || got.Procedure.ValidTo != nil {
		t.Errorf("as first known: %+v", got)
	}
	w.exec(t, `update publication set published = tstzrange(lower(published), clock_timestamp()) where procedure = $1`, full().Procedure)
	if answer := string(w.ask(t, query, nil).body); !strings.Contains(answer, `"NOT_FOUND"`) {
		t.Errorf("no longer public: %s", answer)
	}
}

func TestSuccessors(t *testing.T) {
	w := historicWorld(t)
	old, middle, next := motcua.DeriveID("procedure", "p0"), motcua.DeriveID("procedure", "p1"), full().Procedure
	w.exec(t, `insert into procedure_successor (predecessor, successor, on_day) values ($1, $2, '2025-07-01'), ($2, $3, '2026-01-01')`, old, middle, next)
	var got struct {
		Procedure struct {
			Successors []struct {
				On        string
				Successor struct {
					Code       string
					Successors []struct{ Successor struct{ Code string } }
				}
			}
			Predecessors []struct{ On string }
		}
	}
	query := `{ procedure(code: " 2.000800") { successors { on successor { code } } } }`
	w.get(t, &got, strings.Replace(query, " 2.000800", "2.000800", 1), nil)
	if s := got.Procedure.Successors; len(s) != 1 || s[0].Successor.Code != "2.000801" || s[0].On != "2025-07-01" {
		t.Errorf("successors: %+v", got)
	}
	w.get(t, &got, `{ procedure(code: "1.000894") { predecessors { on } } }`, nil)
	if p := got.Procedure.Predecessors; len(p) != 1 || p[0].On != "2026-01-01" {
		t.Errorf("predecessors: %+v", got)
	}
	// A code whose procedure is not public any more leads to what is.
	w.exec(t, `update publication set published = tstzrange(lower(published), clock_timestamp()) where procedure = any($1)`, []motcua.ID{middle})
	var answer struct {
		Errors []struct {
			Extensions struct {
				Code       string
				Candidates []struct{ ID, Label string }
			}
		}
	}
	if err := json.Unmarshal(w.ask(t, `{ procedure(code: "2.000801") { name } }`, nil).body, &answer); err != nil || len(answer.Errors) != 1 {
		t.Fatalf("%v %+v", err, answer)
	}
	if e := answer.Errors[0].Extensions; e.Code != "NOT_FOUND" || len(e.Candidates) != 1 || e.Candidates[0].Label != "1.000894" {
		t.Errorf("%+v", e)
	}
}

// exec changes the database behind the catalogue's back, as its owner.
func (w *world) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), w.at.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func containsAll(s string, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(s, p) {
			return false
		}
	}
	return true
}
