package db

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"motcua"
)

const (
	decisionFrom    = `decision r join agency a on a.id = r.agency`
	decisionColumns = `r.id::text, r.number, r.signed_on, r.title, a.id::text, a.code, a.name, a.kind`
)

func scanDecision(row pgx.CollectableRow) (*motcua.Decision, error) {
	var d motcua.Decision
	err := row.Scan(decisionDest(&d)...)
	return &d, err
}

// decisionDest are where decisionColumns are read to.
func decisionDest(d *motcua.Decision) []any {
	return []any{&d.ID, &d.Number, &d.Date, &d.Title, &d.Agency.ID, &d.Agency.Code, &d.Agency.Name, &d.Agency.Kind}
}

// Decision gives the decision with a number; agency (a code) and date tell
// apart those that share it. Several that fit are ambiguous.
func (d *DB) Decision(ctx context.Context, number string, agency *string, date *motcua.Date) (*motcua.Decision, error) {
	rows, err := d.pool.Query(ctx, `
		select `+decisionColumns+` from `+decisionFrom+`
		where r.number_key = $1 and ($2::text is null or a.code_key = $2) and ($3::date is null or r.signed_on = $3)
		order by r.signed_on desc nulls last, r.id limit 20`, motcua.NumberKey(number), AgencyKey(agency), date)
	if err != nil {
		return nil, wrap("look up a decision", err)
	}
	found, err := pgx.CollectRows(rows, scanDecision)
	if err != nil {
		return nil, wrap("look up a decision", err)
	}
	return OneDecision(number, found)
}

// OneDecision is the only one found; several are ambiguous, told apart by agency
// and day.
func OneDecision(number string, found []*motcua.Decision) (*motcua.Decision, error) {
	if len(found) == 1 {
		return found[0], nil
	}
	return nil, Fits("decision", number, found, func(d *motcua.Decision) motcua.Candidate {
		label := d.Agency.Name
		if d.Date != nil {
			label += ", " + d.Date.String()
		}
		return motcua.Candidate{ID: d.ID, Label: label}
	})
}

// Decisions gives decisions by their ids, in one statement.
func (d *DB) Decisions(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Decision, error) {
	return byID(ctx, d, "decisions", `select `+decisionColumns+` from `+decisionFrom+` where r.id = any($1) order by r.id`, ids,
		scanDecision, func(d *motcua.Decision) motcua.ID { return d.ID })
}

// decisionSort puts the latest decisions first and those without a date last,
// in an ascending order, as keyset needs it.
const decisionSort = `coalesce(date '2200-01-01' - r.signed_on, 1000000)`

// ListDecisions gives a page of decisions, the latest first.
func (d *DB) ListDecisions(ctx context.Context, page motcua.Page, f motcua.DecisionFilter) (motcua.Listed[*motcua.Decision], error) {
	list := keyset[*motcua.Decision]{
		name: "decisions", from: decisionFrom, columns: decisionColumns,
		sort: decisionSort, where: decisionWhere, scan: scanDecision,
		id: func(d *motcua.Decision) motcua.ID { return d.ID },
	}
	args := decisionArgs(f)
	if f.Announced != nil || f.Publicised != nil {
		ids, err := d.timely(ctx, f, args)
		if err != nil {
			return motcua.Listed[*motcua.Decision]{}, err
		}
		args = append(args, ids)
		list.where += fmt.Sprintf(" and r.id = any($%d)", len(args))
	}
	return list.page(ctx, d, page, args...)
}

const decisionWhere = `($1::uuid is null or r.agency = $1)
	and ($2::text is null or starts_with(r.number_key, $2))
	and ($3::date is null or r.signed_on >= $3) and ($4::date is null or r.signed_on <= $4)
	and (not $5::boolean or r.based_on is not null)`

func decisionArgs(f motcua.DecisionFilter) []any {
	var number *string
	if f.Number != "" {
		number = numberKey(&f.Number)
	}
	return []any{f.Agency, number, f.From, f.To, f.Reannounced}
}

// timely gives the decisions that a filter lets through, told by their facts:
// the rule counts working days, which SQL does not.
func (d *DB) timely(ctx context.Context, f motcua.DecisionFilter, args []any) ([]motcua.ID, error) {
	facts, err := d.decisionFacts(ctx, decisionWhere, args...)
	if err != nil {
		return nil, err
	}
	rules, calendar, err := d.announcementRules(ctx)
	if err != nil {
		return nil, err
	}
	ids := []motcua.ID{}
	for _, one := range facts {
		if f.Announced != nil && one.Announced(rules, calendar).Outcome != *f.Announced ||
			f.Publicised != nil && one.Publicised(rules, calendar).Outcome != *f.Publicised {
			continue
		}
		ids = append(ids, one.ID)
	}
	return ids, nil
}

// decisionFacts reads what tells whether decisions were in time. What counts of
// the publication is what was published here by the agency itself: the first
// day on which all that the decision says was recorded and public.
func (d *DB) decisionFacts(ctx context.Context, where string, args ...any) ([]motcua.DecisionFacts, error) {
	rows, err := d.pool.Query(ctx, `
		select r.id::text, r.signed_on, a.level, a.code, f.effective, (f.published at time zone 'Asia/Ho_Chi_Minh')::date
		from `+decisionFrom+`
		cross join lateral (
			select min(n.from_day) filter (where not n.assumed) as effective,
			       max(lower(n.recorded)) filter (where n.version is null or v.provenance->>'source' = '`+motcua.SourceDecision+`') as published
			from announcement n left join procedure_version v on v.id = n.version
			where n.decision = r.id and upper_inf(n.recorded)
		) f
		where `+where+` order by r.id`, args...)
	if err != nil {
		return nil, wrap("read the facts of decisions", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.DecisionFacts])
	return list, wrap("read the facts of decisions", err)
}

// announcementRules reads the rules and the calendar by which days are counted.
func (d *DB) announcementRules(ctx context.Context) (motcua.AnnouncementRules, *motcua.WorkingCalendar, error) {
	rules, err := announcementRules(ctx, d.pool)
	if err != nil {
		return nil, nil, err
	}
	years, err := d.CalendarYears(ctx)
	return rules, motcua.NewWorkingCalendar(years), err
}

func announcementRules(ctx context.Context, q querier) (motcua.AnnouncementRules, error) {
	rows, err := q.Query(ctx, `
		select valid_from, source, announce_ministry, announce_province, publish_ministry, publish_province
		from rule_set where announce_ministry is not null order by valid_from`)
	if err != nil {
		return nil, wrap("read the rules of announcing", err)
	}
	rules, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.AnnouncementRule])
	return rules, wrap("read the rules of announcing", err)
}

// DecisionRecords gives what decisions did to public procedures, what they
// announce again and whether they were in time, in five statements.
func (d *DB) DecisionRecords(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.DecisionRecord, error) {
	facts, err := d.decisionFacts(ctx, "r.id = any($1)", ids)
	if err != nil {
		return nil, err
	}
	rules, calendar, err := d.announcementRules(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[motcua.ID]*motcua.DecisionRecord, len(facts))
	for _, f := range facts {
		out[f.ID] = &motcua.DecisionRecord{Announced: f.Announced(rules, calendar), Publicised: f.Publicised(rules, calendar)}
	}
	if err := d.addActs(ctx, ids, out); err != nil {
		return nil, err
	}
	return out, d.addReannounced(ctx, ids, out)
}

// addActs adds what each decision said last of each procedure.
func (d *DB) addActs(ctx context.Context, ids []motcua.ID, out map[motcua.ID]*motcua.DecisionRecord) error {
	rows, err := d.pool.Query(ctx, `
		select x.decision::text, x.procedure::text, x.version::text, x.kind, x.from_day, x.assumed
		from (
			select distinct on (n.decision, n.procedure) n.decision, n.procedure, n.version, n.kind, n.from_day, n.assumed, p.code
			from announcement n
			join public_procedure u on u.id = n.procedure
			join procedure p on p.id = n.procedure
			where n.decision = any($1) and upper_inf(n.recorded)
			order by n.decision, n.procedure, n.ordinal desc
		) x
		order by x.decision, x.code, x.procedure`, ids)
	if err != nil {
		return wrap("read what decisions did", err)
	}
	acts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.DecisionAct])
	for _, a := range acts {
		if r := out[a.Decision]; r != nil {
			r.Acts = append(r.Acts, a)
		}
	}
	return wrap("read what decisions did", err)
}

func (d *DB) addReannounced(ctx context.Context, ids []motcua.ID, out map[motcua.ID]*motcua.DecisionRecord) error {
	rows, err := d.pool.Query(ctx, `
		select id::text, based_on::text from decision
		where based_on is not null and (id = any($1) or based_on = any($1)) order by signed_on, id`, ids)
	if err != nil {
		return wrap("read what decisions announce again", err)
	}
	var id, on motcua.ID
	_, err = pgx.ForEachRow(rows, []any{&id, &on}, func() error {
		if r := out[id]; r != nil && slices.Contains(ids, id) {
			based := on
			r.BasedOn = &based
		}
		if r := out[on]; r != nil {
			r.Reannounced = append(r.Reannounced, id)
		}
		return nil
	})
	return wrap("read what decisions announce again", err)
}
