package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"motcua"
)

// write sends the noted rows in the order of their references.
func (p *publishing) write(ctx context.Context) error {
	if err := p.registers.write(ctx, p.tx, p.im.known); err != nil {
		return err
	}
	for _, t := range []struct {
		table   string
		columns []string
		rows    [][]any
	}{
		{"procedure", []string{"id", "source", "code", "national_code"}, p.newProc},
		{"received_record", []string{"procedure", "hash", "raw", "source"}, p.received},
		{"procedure_version", versionColumns, p.versions},
		{"version_agency", []string{"version", "agency", "role"}, p.links.agencies},
		{"version_audience", []string{"version", "audience"}, p.links.audiences},
		{"version_service_group", []string{"version", "service_group"}, p.links.groups},
		{"version_legal_basis", []string{"version", "legal_basis"}, p.links.bases},
		{"version_component", []string{"version", "ordinal", "component", "code", "name", "kind", "processing_result", "paper"}, p.links.components},
		{"announcement", []string{"procedure", "decision", "kind", "version", "from_day", "assumed", "known_on", "received", "recorded_by"}, p.acts},
	} {
		if err := copyRows(ctx, p.tx, t.table, t.columns, t.rows); err != nil {
			return err
		}
	}
	if err := p.writeTimes(ctx); err != nil {
		return err
	}
	return p.supersede(ctx)
}

func copyRows(ctx context.Context, tx pgx.Tx, table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
		return binaryIDs(rows[i])
	}))
	return wrap("write "+table, err)
}

// binaryIDs turns ids into the form that COPY sends: from text the driver would
// get there too, by way of an error for each value.
func binaryIDs(row []any) ([]any, error) {
	for i, v := range row {
		var id motcua.ID
		switch v := v.(type) {
		case motcua.ID:
			id = v
		case *motcua.ID:
			if v == nil {
				row[i] = nil
				continue
			}
			id = *v
		default:
			continue
		}
		var u pgtype.UUID
		if err := u.Scan(string(id)); err != nil {
			return nil, err
		}
		row[i] = u
	}
	return row, nil
}

// writeTimes writes the axes of validity and publication. The moment is one
// for the whole batch and lies after every moment written before.
func (p *publishing) writeTimes(ctx context.Context) error {
	var now time.Time
	if err := p.tx.QueryRow(ctx, `select clock_timestamp()`).Scan(&now); err != nil {
		return wrap("read the clock", err)
	}
	batch := &pgx.Batch{}
	for _, r := range p.recoded {
		batch.Queue(`update procedure set code = $2, national_code = $3 where id = $1`, r...)
	}
	for _, e := range p.ended {
		batch.Queue(`
			update procedure_validity set recorded = tstzrange(lower(recorded), $4)
			where procedure = $1 and version = $2 and lower(legal) is not distinct from $3::date and upper_inf(recorded)`,
			e.procedure, e.version, e.from, now)
	}
	if batch.Len() > 0 {
		if err := p.tx.SendBatch(ctx, batch).Close(); err != nil {
			return wrap("end what was known", err)
		}
	}
	if err := insertColumns(ctx, p.tx, `
		insert into procedure_validity (procedure, version, legal, recorded, assumed)
		select p, v, daterange(f, t), tstzrange($6, null), a
		from unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[], $5::bool[]) as r(p, v, f, t, a)`, p.validity, 5, now); err != nil {
		return err
	}
	return insertColumns(ctx, p.tx, `
		insert into publication (procedure, published)
		select p, tstzrange($2, null) from unnest($1::uuid[]) as r(p)`, p.reopened, 1, now)
}

// insertColumns runs a statement over rows turned into one array a column, so
// that its statement triggers run once.
func insertColumns(ctx context.Context, tx pgx.Tx, sql string, rows [][]any, width int, more ...any) error {
	if len(rows) == 0 {
		return nil
	}
	args := make([]any, 0, width+len(more))
	for c := range width {
		column := make([]any, len(rows))
		for i, r := range rows {
			column[i] = r[c]
		}
		args = append(args, column)
	}
	_, err := tx.Exec(ctx, sql, append(args, more...)...)
	return wrap("write rows", err)
}
