package db

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"motcua"
)

// What officials read of the vocabulary: every row that is not retired, also a
// default one whose place an official's has taken.

func scanAlias(row pgx.CollectableRow) (*motcua.Alias, error) {
	var a motcua.Alias
	err := row.Scan(&a.ID, &a.Form, &a.Means, (*string)(&a.Kind), &a.Weight, &a.Valid.From, &a.Valid.To,
		&a.Intent, &a.Reason, &a.GoTo, &a.Note, &a.Source)
	return &a, err
}

// ListAliases gives a page of aliases by form: of those that begin with a text,
// of one kind; nil is any.
func (d *DB) ListAliases(ctx context.Context, page motcua.Page, form *string, kind *motcua.AliasKind) (motcua.Listed[*motcua.Alias], error) {
	return keyset[*motcua.Alias]{
		name: "aliases", from: "alias r",
		columns: `r.id::text, r.form, r.means, r.kind, r.weight, lower(r.valid), upper(r.valid), r.intent, r.reason, r.go_to, r.note, r.created_by`,
		sort:    "r.form",
		where:   "r.retired_at is null and starts_with(r.form, $1) and ($2::text is null or r.kind = $2)",
		scan:    scanAlias,
		id:      func(a *motcua.Alias) motcua.ID { return a.ID },
	}.page(ctx, d, page, beginning(form), (*string)(kind))
}

func scanPin(row pgx.CollectableRow) (*motcua.Pin, error) {
	var p motcua.Pin
	err := row.Scan(&p.ID, &p.Query, &p.Procedure, &p.Valid.From, &p.Valid.To, &p.Note, &p.Source)
	return &p, err
}

// ListPins gives a page of pins by query: of those that begin with a text; nil
// is any.
func (d *DB) ListPins(ctx context.Context, page motcua.Page, query *string) (motcua.Listed[*motcua.Pin], error) {
	return keyset[*motcua.Pin]{
		name: "pins", from: "pin r",
		columns: `r.id::text, r.query, r.procedure::text, lower(r.valid), upper(r.valid), r.note, r.created_by`,
		sort:    "r.query",
		where:   "r.retired_at is null and starts_with(r.query, $1)",
		scan:    scanPin,
		id:      func(p *motcua.Pin) motcua.ID { return p.ID },
	}.page(ctx, d, page, beginning(query))
}

// beginning brings what was typed into the form in which texts are stored.
func beginning(text *string) string {
	if text == nil {
		return ""
	}
	return strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(*text)), " "))
}
