package db

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// AddUsage adds counts to those that are kept. Choices of what is not public
// are left out. Rows are written in one order by every node, so that two never
// wait for each other.
func (d *DB) AddUsage(ctx context.Context, c motcua.UsageCounts) error {
	return d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if err := addSearches(ctx, tx, c.Searches); err != nil {
			return err
		}
		return addClicks(ctx, tx, c.Clicks)
	})
}

func addSearches(ctx context.Context, tx pgx.Tx, list []motcua.SearchCount) error {
	if len(list) == 0 {
		return nil
	}
	list = slices.SortedFunc(slices.Values(list), func(a, b motcua.SearchCount) int {
		return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Day, b.Day), cmp.Compare(number(a.Found), number(b.Found)))
	})
	_, err := tx.Exec(ctx, `
		insert into search_query_count as held (day, text, found, count)
		select c.day, c.text, c.found, c.count
		from unnest($1::date[], $2::text[], $3::bool[], $4::bigint[]) with ordinality as c (day, text, found, count, n)
		order by c.n
		on conflict (text, day, found) do update set count = held.count + excluded.count`,
		column(list, func(c motcua.SearchCount) motcua.Date { return c.Day }), column(list, func(c motcua.SearchCount) string { return c.Text }),
		column(list, func(c motcua.SearchCount) bool { return c.Found }), column(list, func(c motcua.SearchCount) int64 { return int64(c.Count) }))
	return wrap("count searches", err)
}

func addClicks(ctx context.Context, tx pgx.Tx, list []motcua.ClickCount) error {
	if len(list) == 0 {
		return nil
	}
	list = slices.SortedFunc(slices.Values(list), func(a, b motcua.ClickCount) int {
		return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Procedure, b.Procedure), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Place, b.Place))
	})
	_, err := tx.Exec(ctx, `
		insert into search_click_count as held (day, text, procedure, place, count)
		select c.day, c.text, c.procedure, c.place, c.count
		from unnest($1::date[], $2::text[], $3::uuid[], $4::text[], $5::bigint[]) with ordinality as c (day, text, procedure, place, count, n)
		where exists (select from public_procedure p where p.id = c.procedure)
		order by c.n
		on conflict (text, procedure, day, place) do update set count = held.count + excluded.count`,
		column(list, func(c motcua.ClickCount) motcua.Date { return c.Day }), column(list, func(c motcua.ClickCount) string { return c.Text }),
		column(list, func(c motcua.ClickCount) string { return string(c.Procedure) }), column(list, func(c motcua.ClickCount) string { return string(c.Place) }),
		column(list, func(c motcua.ClickCount) int64 { return int64(c.Count) }))
	return wrap("count choices", err)
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func column[T, V any](list []T, of func(T) V) []V {
	out := make([]V, len(list))
	for i, item := range list {
		out[i] = of(item)
	}
	return out
}

// TrimUsage drops what is older than the rules keep, and of texts that never
// came over the threshold what is older than they keep those, and the oldest
// and least frequent of them where there are too many.
func (d *DB) TrimUsage(ctx context.Context, rules motcua.UsageRules, today motcua.Date) error {
	rare, kept := today.AddDays(-rules.RareDays), today.AddDays(-rules.KeptDays)
	for _, sql := range []string{`
		delete from search_query_count where text in (
			select text from search_query_count group by text having sum(count) < $1
			order by max(day) desc, sum(count) desc, text offset $2)`, `
		delete from search_click_count where (text, procedure) in (
			select text, procedure from search_click_count group by text, procedure having sum(count) < $1
			order by max(day) desc, sum(count) desc, text, procedure offset $2)`} {
		if _, err := d.pool.Exec(ctx, sql, rules.Threshold, rules.RareTexts); err != nil {
			return wrap("trim rare texts", err)
		}
	}
	for _, sql := range []string{`
		delete from search_query_count where day < $1 or day < $2 and text in (
			select text from search_query_count group by text having sum(count) < $3)`, `
		delete from search_click_count where day < $1 or day < $2 and (text, procedure) in (
			select text, procedure from search_click_count group by text, procedure having sum(count) < $3)`} {
		if _, err := d.pool.Exec(ctx, sql, kept, rare, rules.Threshold); err != nil {
			return wrap("trim what was counted", err)
		}
	}
	return nil
}

// insights are the statements that say what people look for: since $1, counted
// at least $2 times, at most $3 of them.
var insights = map[motcua.InsightKind]string{
	motcua.InsightNotFound: `
		select text, sum(count)::int as n, max(day), null, null, null::int
		from search_query_count where day >= $1 and not found
		group by text having sum(count) >= $2
		order by n desc, text limit $3`,
	motcua.InsightPopular: `
		select text, sum(count)::int as n, max(day), null, null, null::int
		from search_query_count where day >= $1
		group by text having sum(count) >= $2
		order by n desc, text limit $3`,
	motcua.InsightClicked: `
		select c.text, sum(c.count)::int as n, max(c.day), c.procedure::text, p.code,
		       coalesce(sum(c.count) filter (where c.place in ('PAGE', 'BEYOND')), 0)::int
		from search_click_count c join procedure p on p.id = c.procedure
		where c.day >= $1 and exists (select from public_procedure u where u.id = c.procedure)
		group by c.text, c.procedure, p.code having sum(c.count) >= $2
		order by n desc, c.text, c.procedure limit $3`,
}

// SearchInsights lists the texts that were counted since a day at least as
// often as the threshold says, the most frequent first.
func (d *DB) SearchInsights(ctx context.Context, q motcua.InsightQuery) ([]motcua.SearchInsight, error) {
	sql, ok := insights[q.Kind]
	if !ok {
		return nil, motcua.Invalid("kind", "%q is not asked of searches", q.Kind)
	}
	rows, err := d.pool.Query(ctx, sql, q.Since, q.Threshold, q.First)
	if err != nil {
		return nil, wrap("list insights", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.SearchInsight])
	return list, wrap("list insights", err)
}
