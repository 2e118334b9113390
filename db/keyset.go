package db

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// keyset reads pages of one register in the order of a sort column and the id.
// A cursor names the order and the row: its place is looked up, so that a cursor
// is short however long the sort key. Registers lose no rows.
type keyset[T any] struct {
	name    string // of the order; cursors of another one are refused
	from    string // the from clause, with the row's alias r
	columns string
	sort    string // an expression over r that is never null
	where   string // a condition over r and $1…; "true" is none
	scan    func(pgx.CollectableRow) (T, error)
	id      func(T) motcua.ID
}

// EncodeCursor makes the cursor of a row in an order.
func EncodeCursor(order string, id motcua.ID) string {
	return base64.RawURLEncoding.EncodeToString([]byte(order + ":" + string(id)))
}

// cursorParts takes a cursor apart without looking at its order.
func cursorParts(s string) (order string, id motcua.ID, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	i := strings.LastIndex(string(raw), ":")
	if err != nil || i < 0 {
		return "", "", motcua.Invalid("", "no cursor of ours")
	}
	id, err = motcua.ParseID(string(raw[i+1:]))
	return string(raw[:i]), id, err
}

// DecodeCursor reads the cursor of a row in an order; field names the argument.
func DecodeCursor(field, order, s string) (motcua.ID, error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	rest, ours := strings.CutPrefix(string(raw), order+":")
	id, idErr := motcua.ParseID(rest)
	if err != nil || !ours || idErr != nil {
		return "", motcua.Invalid(field, "the cursor does not belong to this list and order")
	}
	return id, nil
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
		id, err := DecodeCursor(field, k.name, *text)
		if err != nil {
			return err
		}
		args = append(args, id)
		where += fmt.Sprintf(" and (%s, r.id) %s (select %s, r.id from %s where r.id = $%d::uuid)", k.sort, op, k.sort, k.from, len(args))
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
		out.Cursors = append(out.Cursors, EncodeCursor(k.name, k.id(item)))
	}
}
