package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// ListPapers gives a page of the papers that procedures ask for on the day,
// those that most ask for first.
func (d *DB) ListPapers(ctx context.Context, f motcua.PaperFilter, page motcua.Page, day motcua.Date) (motcua.Listed[*motcua.PaperUse], error) {
	list := ranked[*motcua.PaperUse]{
		name: "papers",
		sql: `
			select c.paper as id, count(distinct s.procedure) as n
			from shown s
			join version_component c on c.version = s.version
			join paper r on r.id = c.paper
			where r.folded like all($2)
			group by c.paper
			having $3::boolean is null or $3 = coalesce(bool_or(c.processing_result), false)`,
		columns: `r.id::text, r.name, (
			select count(distinct s.procedure) from shown s join version_component c on c.version = s.version
			where c.paper = r.id and c.processing_result)`,
		from: "paper r",
		scan: func(row pgx.CollectableRow, rank *int64) (*motcua.PaperUse, error) {
			u := motcua.PaperUse{Day: day}
			err := row.Scan(rank, &u.ID, &u.Name, &u.AsResult)
			u.Procedures = int(*rank)
			return &u, err
		},
		id: func(u *motcua.PaperUse) motcua.ID { return u.ID },
	}
	return list.page(ctx, d, page, day, likeWords(f.Search), f.ProcessingResult)
}
