package db

import (
	"context"

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

// Decision gives the decision with a number; agency (a code) and date tell
// apart those that share it. Several that fit are ambiguous.
func (d *DB) Decision(ctx context.Context, number string, agency *string, date *motcua.Date) (*motcua.Decision, error) {
	var agencyCode *string
	if agency != nil {
		key := motcua.AgencyCodeKey(*agency)
		agencyCode = &key
	}
	rows, err := d.pool.Query(ctx, `
		select `+decisionColumns+` from `+decisionFrom+`
		where r.number_key = $1 and ($2::text is null or a.code_key = $2) and ($3::date is null or r.signed_on = $3)
		order by r.signed_on desc nulls last, r.id limit 20`, motcua.NumberKey(number), agencyCode, date)
	if err != nil {
		return nil, wrap("look up a decision", err)
	}
	found, err := pgx.CollectRows(rows, scanDecision)
	if err != nil {
		return nil, wrap("look up a decision", err)
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return nil, fits("decision", number, found, func(d *motcua.Decision) motcua.Candidate {
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

// ListDecisions gives a page of decisions, the latest first; agency restricts
// it to those of one.
func (d *DB) ListDecisions(ctx context.Context, page motcua.Page, agency *motcua.ID) (motcua.Listed[*motcua.Decision], error) {
	return keyset[*motcua.Decision]{
		name: "decisions", from: decisionFrom, columns: decisionColumns,
		sort: decisionSort, where: "$1::uuid is null or r.agency = $1", scan: scanDecision,
		id: func(d *motcua.Decision) motcua.ID { return d.ID },
	}.page(ctx, d, page, agency)
}
