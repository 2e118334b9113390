package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// MaxAnnouncedItems is how many procedures of a decision are told by name.
const MaxAnnouncedItems = 50

// Announced lists what decisions did to public procedures, the decision that
// was recorded last first.
func (d *DB) Announced(ctx context.Context, f motcua.AnnouncedFilter) (page motcua.AnnouncedPage, err error) {
	agencies, err := d.announcedAgencies(ctx, f.Agency, &page)
	if err != nil {
		return page, err
	}
	sectors, err := d.announcedSectors(ctx, f.Sector, &page)
	if err != nil {
		return page, err
	}
	var before *time.Time
	var beforeID *motcua.ID
	if f.Before != nil {
		before, beforeID = &f.Before.Updated, &f.Before.ID
	}
	var changed *time.Time
	if err := d.pool.QueryRow(ctx, `
		select greatest(max(lower(a.recorded)), max(upper(a.recorded)), (select max(upper(published)) from publication))
		from announcement a`).Scan(&changed); err != nil {
		return page, wrap("read when announcements changed", err)
	}
	if changed != nil {
		page.Changed = *changed
	}
	rows, err := d.pool.Query(ctx, `
		with told as (
			select a.decision, a.procedure, a.kind, a.from_day, a.version, a.ordinal, lower(a.recorded) as at
			from announcement a join public_procedure u on u.id = a.procedure
			where upper_inf(a.recorded)
		), decided as (
			select t.decision, min(t.at) as first, max(t.at) as last, count(distinct t.procedure)::int as total
			from told t join decision d on d.id = t.decision
			where ($1::uuid[] is null or d.agency = any($1))
			  and ($2::uuid[] is null or exists (
				select from procedure_version v where v.procedure = t.procedure and v.sector = any($2)
				  and (v.id = t.version or t.version is null)))
			group by t.decision
		)
		select r.id::text, r.number, r.signed_on, r.title, a.id::text, a.code, a.name, a.kind, x.first, x.last, x.total,
		       coalesce((select jsonb_agg(jsonb_build_object('procedure', i.procedure, 'kind', i.kind, 'code', i.code, 'name', i.name, 'from', i.from_day) order by i.code, i.procedure)
		        from (
		            select distinct on (t.procedure) t.procedure, t.kind, p.code, t.from_day,
		                   coalesce(v.name, (select l.name from procedure_version l where l.procedure = t.procedure order by l.created_at desc, l.id limit 1)) as name
		            from told t join procedure p on p.id = t.procedure left join procedure_version v on v.id = t.version
		            where t.decision = r.id order by t.procedure, t.ordinal desc limit $6
		        ) i), '[]')
		from decided x join decision r on r.id = x.decision join agency a on a.id = r.agency
		where $3::timestamptz is null or (x.last, r.id) < ($3, $4::uuid)
		order by x.last desc, r.id desc limit $5`, agencies, sectors, before, beforeID, f.Limit+1, MaxAnnouncedItems)
	if err != nil {
		return page, wrap("list announcements", err)
	}
	page.Decisions, err = pgx.CollectRows(rows, scanAnnounced)
	if err != nil {
		return page, wrap("list announcements", err)
	}
	if len(page.Decisions) > f.Limit {
		page.Decisions, page.HasMore = page.Decisions[:f.Limit], true
	}
	return page, nil
}

func scanAnnounced(row pgx.CollectableRow) (a motcua.AnnouncedDecision, err error) {
	var items []byte
	err = row.Scan(&a.ID, &a.Number, &a.Date, &a.Title, &a.Agency.ID, &a.Agency.Code, &a.Agency.Name, &a.Agency.Kind, &a.Published, &a.Updated, &a.Total, &items)
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(items, &a.Items); err != nil {
		return a, fmt.Errorf("decision %s: %w", a.ID, err)
	}
	return a, nil
}

// announcedAgencies gives the agency with a code and those under it; nil is
// every agency.
func (d *DB) announcedAgencies(ctx context.Context, code string, page *motcua.AnnouncedPage) ([]motcua.ID, error) {
	if code == "" {
		return nil, nil
	}
	a, err := d.Agency(ctx, code)
	if err != nil {
		return nil, err
	}
	page.Agency = a.Name
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return nil, err
	}
	return tree.WithUnits([]motcua.ID{a.ID}), nil
}

func (d *DB) announcedSectors(ctx context.Context, code string, page *motcua.AnnouncedPage) ([]motcua.ID, error) {
	if code == "" {
		return nil, nil
	}
	rows, err := d.pool.Query(ctx, `select id::text, name from sector where code = $1 order by id`, code)
	if err != nil {
		return nil, wrap("look up a sector", err)
	}
	var ids []motcua.ID
	var id motcua.ID
	if _, err := pgx.ForEachRow(rows, []any{&id, &page.Sector}, func() error { ids = append(ids, id); return nil }); err != nil {
		return nil, wrap("look up a sector", err)
	}
	if len(ids) == 0 {
		return nil, motcua.NotFound("sector", code)
	}
	return ids, nil
}
