package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

const legalBasisColumns = `r.id::text, r.number, r.title, r.signed_on`

func scanLegalBasis(row pgx.CollectableRow) (*motcua.LegalBasis, error) {
	var b motcua.LegalBasis
	err := row.Scan(&b.ID, &b.Number, &b.Title, &b.Date)
	return &b, err
}

// LegalBasis gives the legal document with a number, white space and case
// aside. Several that fit are ambiguous.
func (d *DB) LegalBasis(ctx context.Context, number string) (*motcua.LegalBasis, error) {
	rows, err := d.pool.Query(ctx, `
		select `+legalBasisColumns+` from legal_basis r where r.number_key = $1 order by r.id limit 20`, motcua.NumberKey(number))
	if err != nil {
		return nil, wrap("look up a legal basis", err)
	}
	found, err := pgx.CollectRows(rows, scanLegalBasis)
	if err != nil {
		return nil, wrap("look up a legal basis", err)
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return nil, fits("legal basis", number, found, func(b *motcua.LegalBasis) motcua.Candidate {
		c := motcua.Candidate{ID: b.ID, Label: b.Number}
		if b.Title != nil {
			c.Label += ", " + *b.Title
		}
		return c
	})
}

// LegalBases gives legal documents by their ids, in one statement.
func (d *DB) LegalBases(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.LegalBasis, error) {
	return byID(ctx, d, "legal bases", `select `+legalBasisColumns+` from legal_basis r where r.id = any($1) order by r.id`, ids,
		scanLegalBasis, func(b *motcua.LegalBasis) motcua.ID { return b.ID })
}
