package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The floors are what nobody would call a server yet: F1 writes a body that is
// there already, F2 runs one statement and sends what the database made of it.
// They read no GraphQL, check nothing and log nothing.

// The best single statements for the questions. Those of procedures send the
// stored documents as they are, without reading them: the limit comes before the
// join, and nothing is built in the database.
const (
	floorQ1 = `
		select v.content::text
		from procedure p
		join publication u on u.procedure = p.id and upper_inf(u.published)
		join procedure_validity h on h.procedure = p.id and upper_inf(h.recorded) and h.legal @> current_date
		join procedure_version v on v.id = h.version
		where p.code = $1 limit 1`
	floorQ2 = `
		select v.content::text
		from (
			select v.id from procedure_version v
			where v.sector = $1 order by v.sort_key, v.id limit 20
		) first
		join procedure_version v using (id)
		order by v.sort_key, v.id`
	floorQ3 = `
		with hit as materialized (
			select f.id, f.due_at from feedback f where f.state = any($2) and %s
		), page as (
			select id from hit order by due_at nulls last, id limit 50
		)
		select (select count(*) from hit), f.code, f.state, f.class, f.channel, f.due_at::text, f.submitted_at, coalesce(f.due_at < $3::date, false), a.code, a.name
		from page join feedback f using (id) join agency a on a.id = f.agency
		order by f.due_at nulls last, f.id`
	floorQ4 = `
		select f.state, count(*) from feedback f where f.state = any($2) and %s group by f.state order by f.state`
	floorM = `
		with u as (
			update feedback set events = events + 1, changed_at = now() where id = $1 and events = $2 returning id, code, agency, events, due_at, due_at_status
		), e as (
			insert into feedback_event (feedback, seq, kind, at, actor_kind, actor_subject, actor_name, actor_role, agency, due_at, due_at_status)
			select id, events, 'NOTED', now(), 'OFFICIAL', 'bench', 'bench', 'HANDLER', agency, due_at, due_at_status from u
		)
		select code, events from u`
)

// What the filters of Q3 and Q4 come to. Who asks for one of the caller's own
// agencies sees all that it holds; else what the caller's agencies hold or held.
const (
	oneAgency   = `f.agency = any($1::uuid[])`
	wholeScope  = `exists (select from feedback_assignment a where a.feedback = f.id and a.agency = any($1::uuid[]) and coalesce(a.outcome, '') <> 'TAKEN_BACK')`
	dueBetween  = ` and f.due_at >= %s::date and f.due_at < %s::date`
	floorConns  = 10 // as many as motcua has by default
	floorMemory = 1 << 20
)

// floorAnswers make the answers of F2 from the variables.
var floorAnswers = map[string]func(ctx context.Context, pool *pgxpool.Pool, variables []byte) ([]byte, error){
	"Q1": documents(floorQ1), "Q2": documents(floorQ2), "Q3": backlog, "Q4": counts, "M": note,
}

// serveFloors serves the floors over a database and says where, until the
// context ends.
func serveFloors(ctx context.Context, database string) error {
	cfg, err := pgxpool.ParseConfig(database)
	if err != nil {
		return err
	}
	cfg.MaxConns = floorConns
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return err
	}
	defer pool.Close()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /f1/{size}", fixed())
	for name, answer := range floorAnswers {
		mux.HandleFunc("POST /f2/"+name, func(w http.ResponseWriter, r *http.Request) {
			variables, err := io.ReadAll(r.Body)
			if err == nil {
				variables, err = answer(r.Context(), pool, variables)
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			writeBody(w, variables)
		})
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, listener.Addr())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: startTimeout}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	_ = server.Serve(listener) // ends with the context
	return nil
}

// fixed writes bodies of the size that is asked for.
func fixed() http.HandlerFunc {
	body := []byte(strings.Repeat("x", floorMemory))
	return func(w http.ResponseWriter, r *http.Request) {
		size, err := strconv.Atoi(r.PathValue("size"))
		if err != nil || size > len(body) {
			http.Error(w, "size", http.StatusBadRequest)
			return
		}
		writeBody(w, body[:size])
	}
}

func writeBody(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the client is gone
}

// documents sends stored documents as they are.
func documents(statement string) func(context.Context, *pgxpool.Pool, []byte) ([]byte, error) {
	return func(ctx context.Context, pool *pgxpool.Pool, variables []byte) ([]byte, error) {
		var v struct{ K string }
		if err := json.Unmarshal(variables, &v); err != nil {
			return nil, err
		}
		rows, err := pool.Query(ctx, statement, v.K)
		if err != nil {
			return nil, err
		}
		list, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err == nil && len(list) == 0 {
			err = errors.New("nothing found")
		}
		return []byte("[" + strings.Join(list, ",") + "]"), err
	}
}

// where is the condition of a filter, with its arguments from $first on.
func (f filter) where(first int, args []any) (string, []any) {
	condition := wholeScope
	if f.Agencies != nil {
		condition = oneAgency
	}
	if f.From > "0001-01-01" || f.Before < "9999-01-01" {
		condition += fmt.Sprintf(dueBetween, "$"+strconv.Itoa(first), "$"+strconv.Itoa(first+1))
		args = append(args, f.From, f.Before)
	}
	return condition, args
}

func (f filter) agencies() []string {
	if f.Agencies != nil {
		return f.Agencies
	}
	return f.Scope
}

// item is a row of the backlog, as a hand would write it.
type item struct {
	Code        string    `json:"code"`
	State       string    `json:"state"`
	Class       *string   `json:"class"`
	Channel     string    `json:"channel"`
	DueAt       *string   `json:"dueAt"`
	SubmittedAt time.Time `json:"submittedAt"`
	Overdue     bool      `json:"overdue"`
	AgencyCode  *string   `json:"agencyCode"`
	AgencyName  string    `json:"agencyName"`
}

func backlog(ctx context.Context, pool *pgxpool.Pool, variables []byte) ([]byte, error) {
	var f filter
	if err := json.Unmarshal(variables, &f); err != nil {
		return nil, err
	}
	condition, args := f.where(4, []any{f.agencies(), f.States, f.Today})
	rows, err := pool.Query(ctx, fmt.Sprintf(floorQ3, condition), args...)
	if err != nil {
		return nil, err
	}
	total := 0
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (i item, err error) {
		return i, row.Scan(&total, &i.Code, &i.State, &i.Class, &i.Channel, &i.DueAt, &i.SubmittedAt, &i.Overdue, &i.AgencyCode, &i.AgencyName)
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		TotalCount int    `json:"totalCount"`
		Nodes      []item `json:"nodes"`
	}{total, list})
}

func counts(ctx context.Context, pool *pgxpool.Pool, variables []byte) ([]byte, error) {
	var f filter
	if err := json.Unmarshal(variables, &f); err != nil {
		return nil, err
	}
	// The counts of a facet do not know of the states that are chosen.
	condition, args := f.where(3, []any{f.agencies(), backlogStates})
	rows, err := pool.Query(ctx, fmt.Sprintf(floorQ4, condition), args...)
	if err != nil {
		return nil, err
	}
	type count struct {
		Value string `json:"value"`
		Count int    `json:"count"`
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[count])
	if err != nil {
		return nil, err
	}
	return json.Marshal(list)
}

func note(ctx context.Context, pool *pgxpool.Pool, variables []byte) ([]byte, error) {
	var v struct {
		ID     string
		Events int
	}
	if err := json.Unmarshal(variables, &v); err != nil {
		return nil, err
	}
	var code string
	if err := pool.QueryRow(ctx, floorM, v.ID, v.Events).Scan(&code, &v.Events); err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, `{"code":%q,"eventCount":%d}`, code, v.Events), nil
}
