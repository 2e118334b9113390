package db

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// ranked reads pages of a list of what is counted over the procedures shown on
// a day ($1), the most frequent first and then by id. A cursor holds count and
// id, so it means something on a changed catalogue too.
type ranked[T any] struct {
	name    string
	sql     string // gives id and n of each item; "shown" holds procedure and version
	from    string // of the register, with the row's alias r
	columns string
	scan    func(row pgx.CollectableRow, rank *int64) (T, error) // the rank comes first
	id      func(T) motcua.ID
}

// shownOn are the public procedures with the versions that stand for them on
// the day, in today's knowledge.
const shownOn = `
	select distinct on (h.procedure) h.procedure, h.version
	from procedure_validity h join public_procedure u on u.id = h.procedure
	where upper_inf(h.recorded)
	order by h.procedure,
		coalesce(lower(h.legal) <= $1, true) desc,
		case when coalesce(lower(h.legal) <= $1, true) then lower(h.legal) end desc nulls last,
		lower(h.legal)`

func (k ranked[T]) page(ctx context.Context, d *DB, page motcua.Page, args ...any) (out motcua.Listed[T], err error) {
	limit, backwards := 0, page.Last != nil
	if backwards {
		limit = *page.Last
	} else if page.First != nil {
		limit = *page.First
	}
	where := "true"
	for _, bound := range []struct {
		field, op string
		cursor    *string
	}{{"after", ">", page.After}, {"before", "<", page.Before}} {
		if bound.cursor == nil {
			continue
		}
		n, id, err := DecodeRank(bound.field, k.name, *bound.cursor)
		if err != nil {
			return out, err
		}
		args = append(args, -n, id)
		where += fmt.Sprintf(" and (-c.n, c.id) %s ($%d::bigint, $%d::uuid)", bound.op, len(args)-1, len(args))
	}
	dir := "asc"
	if backwards {
		dir = "desc"
	}
	rows, err := d.pool.Query(ctx, fmt.Sprintf(`
		with shown as materialized (%s), counted as materialized (%s),
		page as (select c.id, c.n from counted c where %s order by -c.n %s, c.id %s limit %d)
		select (select count(*) from counted), p.n, %s
		from page p join %s on r.id = p.id order by -p.n %s, p.id %s`,
		shownOn, k.sql, where, dir, dir, limit+1, k.columns, k.from, dir, dir), args...)
	if err != nil {
		return out, wrap("list "+k.name, err)
	}
	var ranks []int64
	out.Items, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (T, error) {
		var rank int64
		item, err := k.scan(totalled{row, &out.Total}, &rank)
		ranks = append(ranks, rank)
		return item, err
	})
	if err != nil {
		return out, wrap("list "+k.name, err)
	}
	if len(out.Items) == 0 {
		err = d.pool.QueryRow(ctx, fmt.Sprintf(`with shown as materialized (%s), counted as (%s) select count(*) from counted`, shownOn, k.sql),
			args[:len(args)-bounds(page)]...).Scan(&out.Total)
	}
	k.finish(&out, ranks, limit, backwards, page)
	return out, wrap("count "+k.name, err)
}

// bounds is how many arguments the cursors of a page take.
func bounds(page motcua.Page) (n int) {
	if page.After != nil {
		n += 2
	}
	if page.Before != nil {
		n += 2
	}
	return n
}

// totalled reads the total before the rest of a row.
type totalled struct {
	pgx.CollectableRow
	total *int
}

func (r totalled) Scan(dest ...any) error {
	return r.CollectableRow.Scan(append([]any{r.total}, dest...)...)
}

func (k ranked[T]) finish(out *motcua.Listed[T], ranks []int64, limit int, backwards bool, page motcua.Page) {
	more := len(out.Items) > limit
	if more {
		out.Items, ranks = out.Items[:limit], ranks[:limit]
	}
	if backwards {
		slices.Reverse(out.Items)
		slices.Reverse(ranks)
		out.HasPrevious, out.HasNext = more, page.Before != nil
	} else {
		out.HasNext, out.HasPrevious = more, page.After != nil
	}
	for i, item := range out.Items {
		out.Cursors = append(out.Cursors, EncodeRank(k.name, ranks[i], k.id(item)))
	}
}

// DecodeRank reads the cursor of an item in the order of how often it is used,
// and then of the ids.
func DecodeRank(field, order, cursor string) (n int64, id motcua.ID, err error) {
	foreign := motcua.Invalid(field, "the cursor does not belong to this list and order")
	text, id, err := cursorParts(cursor)
	if err != nil {
		return 0, "", foreign
	}
	rank, ours := strings.CutPrefix(text, order+":")
	n, err = strconv.ParseInt(rank, 10, 64)
	if !ours || err != nil {
		return 0, "", foreign
	}
	return n, id, nil
}

// EncodeRank makes the cursor of an item in that order.
func EncodeRank(order string, n int64, id motcua.ID) string {
	return EncodeCursor(order+":"+strconv.FormatInt(n, 10), id)
}

// likeWords makes patterns that each word of a search has to fit in a folded
// text; none fits anything.
func likeWords(search string) []string {
	patterns := []string{}
	for word := range strings.FieldsSeq(Fold(search)) {
		word = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word)
		patterns = append(patterns, "%"+word+"%")
	}
	return patterns
}
