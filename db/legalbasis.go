package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// legalBasisColumns are of a record r and its issuer i, with the ids of all
// records of the same document.
const (
	legalBasisFrom    = `legal_basis r left join agency i on i.id = r.issuer`
	legalBasisColumns = `r.id::text, r.number, r.title, r.signed_on, r.effective_on, i.id::text, i.code, i.name, i.kind,
		array(select o.id::text from legal_basis o where ` + sameDocument + ` order by o.id)`
	// sameDocument says that records o and r are of one document. An issuer that
	// is not published is any.
	sameDocument = `o.document_key = r.document_key and (o.issuer is null or r.issuer is null or o.issuer = r.issuer)`
)

func scanLegalBasis(row pgx.CollectableRow) (*motcua.LegalBasis, error) {
	var b motcua.LegalBasis
	return &b, scanLegalBasisTo(&b, row.Scan)
}

// scanLegalBasisTo reads legalBasisColumns, and before them what else is asked.
func scanLegalBasisTo(b *motcua.LegalBasis, scan func(...any) error, before ...any) error {
	var issuer struct {
		id   *motcua.ID
		code *string
		name *string
		kind *motcua.AgencyKind
	}
	err := scan(append(before, &b.ID, &b.Number, &b.Title, &b.Date, &b.EffectiveOn,
		&issuer.id, &issuer.code, &issuer.name, &issuer.kind, &b.SourceIDs)...)
	if err == nil && issuer.id != nil {
		b.Issuer = &motcua.Agency{ID: *issuer.id, Code: issuer.code, Name: *issuer.name, Kind: *issuer.kind}
	}
	return err
}

// LegalBasis gives the legal document with a number, however it is written;
// issuer (a code or name) tells apart documents that share it. Records of one
// document are one answer, the first of them. Several documents are ambiguous.
func (d *DB) LegalBasis(ctx context.Context, number string, issuer *string) (*motcua.LegalBasis, error) {
	rows, err := d.pool.Query(ctx, `
		select `+legalBasisColumns+` from `+legalBasisFrom+`
		where r.document_number = $1 and ($2::text is null or i.code_key = $3 or folded(i.name) = folded($2))
		order by r.id limit 50`, motcua.DocumentNumber(number), issuer, AgencyKey(issuer))
	if err != nil {
		return nil, wrap("look up a legal basis", err)
	}
	found, err := pgx.CollectRows(rows, scanLegalBasis)
	if err != nil {
		return nil, wrap("look up a legal basis", err)
	}
	return OneLegalBasis(number, found)
}

// OneLegalBasis is the only document among the records found, in the order of
// their ids; several are ambiguous.
func OneLegalBasis(number string, found []*motcua.LegalBasis) (*motcua.LegalBasis, error) {
	found = documents(found)
	if len(found) == 1 {
		return found[0], nil
	}
	return nil, Fits("legal basis", number, found, func(b *motcua.LegalBasis) motcua.Candidate {
		c := motcua.Candidate{ID: b.ID, Label: b.Number}
		if b.Issuer != nil {
			c.Label += ", " + b.Issuer.Name
		}
		if b.Title != nil {
			c.Label += ", " + *b.Title
		}
		return c
	})
}

// documents keeps the first record of each document.
func documents(records []*motcua.LegalBasis) []*motcua.LegalBasis {
	var out []*motcua.LegalBasis
	seen := map[motcua.ID]bool{}
	for _, b := range records {
		if !seen[b.ID] {
			out = append(out, b)
		}
		for _, id := range b.SourceIDs {
			seen[id] = true
		}
	}
	return out
}

// LegalBases gives records of legal documents by their ids, in one statement.
func (d *DB) LegalBases(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.LegalBasis, error) {
	return byID(ctx, d, "legal bases", `select `+legalBasisColumns+` from `+legalBasisFrom+` where r.id = any($1) order by r.id`, ids,
		scanLegalBasis, func(b *motcua.LegalBasis) motcua.ID { return b.ID })
}

// ListLegalBases gives a page of legal documents on which procedures rest on
// the day, those with most procedures first.
func (d *DB) ListLegalBases(ctx context.Context, f motcua.LegalBasisFilter, page motcua.Page, day motcua.Date) (motcua.Listed[*motcua.LegalBasisUse], error) {
	list := ranked[*motcua.LegalBasisUse]{
		name: "legal bases",
		// One record stands for all of its document: the first.
		sql: `
			select min(r.id::text)::uuid as id, count(distinct s.procedure) as n
			from shown s
			join version_legal_basis l on l.version = s.version
			join legal_basis o on o.id = l.legal_basis
			join legal_basis r on ` + sameDocument + `
			left join agency i on i.id = r.issuer
			group by o.document_key, coalesce(o.issuer, r.issuer)
			having bool_or(r.folded like all($2)) and ($3::text is null or bool_or(i.code_key = $4 or folded(i.name) = folded($3)))`,
		columns: legalBasisColumns, from: legalBasisFrom,
		scan: func(row pgx.CollectableRow, rank *int64) (*motcua.LegalBasisUse, error) {
			u := motcua.LegalBasisUse{Day: day}
			err := scanLegalBasisTo(&u.LegalBasis, row.Scan, rank)
			u.Procedures = int(*rank)
			return &u, err
		},
		id: func(u *motcua.LegalBasisUse) motcua.ID { return u.ID },
	}
	return list.page(ctx, d, page, day, likeWords(f.Search), f.Issuer, AgencyKey(f.Issuer))
}
