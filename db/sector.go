package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

const sectorColumns = `r.id::text, r.code, r.name`

func scanSector(row pgx.CollectableRow) (*motcua.Sector, error) {
	var s motcua.Sector
	err := row.Scan(&s.ID, &s.Code, &s.Name)
	return &s, err
}

// Sectors gives sectors by their ids, in one statement.
func (d *DB) Sectors(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Sector, error) {
	return byID(ctx, d, "sectors", `select `+sectorColumns+` from sector r where r.id = any($1) order by r.id`, ids,
		scanSector, func(s *motcua.Sector) motcua.ID { return s.ID })
}

// ListSectors gives a page of sectors by name.
func (d *DB) ListSectors(ctx context.Context, page motcua.Page) (motcua.Listed[*motcua.Sector], error) {
	return keyset[*motcua.Sector]{
		name: "sectors", from: "sector r", columns: sectorColumns,
		sort: "r.sort_key", where: "true", scan: scanSector,
		id: func(s *motcua.Sector) motcua.ID { return s.ID },
	}.page(ctx, d, page)
}
