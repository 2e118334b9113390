package db

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// keyset reads pages of one table in the order of a sort column and the id.
type keyset[T any] struct {
	name    string // of the order; cursors of another one are refused
	from    string // the from clause, with the row's alias r
	columns string
	sort    string // an expression over r that is never null
	sortAs  string // its type
	where   string // a condition over r and $1…; "true" is none
	scan    func(pgx.CollectableRow) (T, error)
	key     func(T) (sort string, id motcua.ID) // sort in the text form of its type
}

type cursor struct {
	Order string    `json:"o"`
	Sort  string    `json:"s"`
	ID    motcua.ID `json:"i"`
}

func (c cursor) encode() string { return base64.RawURLEncoding.EncodeToString(mustJSON(c)) }

func decodeCursor(field, order, s string) (c cursor, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err == nil {
		_, err = motcua.ParseID(string(c.ID))
	}
	if err != nil || c.Order != order {
		return cursor{}, motcua.Invalid(field, "the cursor does not belong to this list and order")
	}
	return c, nil
}

func (k keyset[T]) page(ctx context.Context, d *DB, page motcua.Page, args ...any) (out motcua.Listed[T], err error) {
	limit, backwards := 0, page.Last != nil
	if backwards {
		limit = *page.Last
	} else if page.First != nil {
		limit = *page.First
	}
	where := "(" + k.where + ")"
	bound := func(field, op string, text *string) error {
		if text == nil {
			return nil
		}
		c, err := decodeCursor(field, k.name, *text)
		if err != nil {
			return err
		}
		args = append(args, c.Sort, c.ID)
		where += fmt.Sprintf(" and (%s, r.id) %s ($%d::text::%s, $%d::uuid)", k.sort, op, len(args)-1, k.sortAs, len(args))
		return nil
	}
	total := fmt.Sprintf("select count(*) from %s where %s", k.from, k.where)
	totalArgs := slices.Clone(args)
	if err := bound("after", ">", page.After); err != nil {
		return out, err
	}
	if err := bound("before", "<", page.Before); err != nil {
		return out, err
	}
	dir := "asc"
	if backwards {
		dir = "desc"
	}
	sql := fmt.Sprintf("select %s from %s where %s order by %s %s, r.id %s limit %d", k.columns, k.from, where, k.sort, dir, dir, limit+1)
	batch := &pgx.Batch{}
	batch.Queue(total, totalArgs...).QueryRow(func(row pgx.Row) error { return row.Scan(&out.Total) })
	batch.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
		out.Items, err = pgx.CollectRows(rows, k.scan)
		return err
	})
	if err := d.pool.SendBatch(ctx, batch).Close(); err != nil {
		return out, wrap("list "+k.name, err)
	}
	k.finish(&out, limit, backwards, page)
	return out, nil
}

// finish cuts the one row that only told whether there are more.
func (k keyset[T]) finish(out *motcua.Listed[T], limit int, backwards bool, page motcua.Page) {
	more := len(out.Items) > limit
	if more {
		out.Items = out.Items[:limit]
	}
	if backwards {
		slices.Reverse(out.Items)
		out.HasPrevious, out.HasNext = more, page.Before != nil
	} else {
		out.HasNext, out.HasPrevious = more, page.After != nil
	}
	for _, item := range out.Items {
		sort, id := k.key(item)
		out.Cursors = append(out.Cursors, cursor{k.name, sort, id}.encode())
	}
}
