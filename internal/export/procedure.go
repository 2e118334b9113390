package export

import (
	"context"
	"io"
	"strings"

	"motcua"
)

var procedureColumns = []string{
	"code", "name", "status", "validFrom", "sectorCode", "sector", "levels", "kind", "onlineLevel",
	"promulgatedByCode", "promulgatedBy", "executingAgencies", "decision", "decisionDate", "id",
}

func (x *Exporter) procedures(ctx context.Context, e motcua.Export, to io.Writer) (rows int, err error) {
	query := *e.Procedures
	// An order of the columns: one by relevance ends after its best results.
	if query.Order == nil || query.Order.Field == motcua.OrderByRelevance {
		query.Order = &motcua.ProcedureOrder{Field: motcua.OrderByName}
	}
	query.Page, query.Facets, query.Explain = motcua.Page{First: limit(e.Format), Whole: true}, nil, false
	found, err := x.Procedures.Search(ctx, query)
	if err != nil {
		return 0, wrap("procedures", err)
	}
	if found.HasNext {
		return 0, tooMany(found.Total, *query.Page.First)
	}
	out, err := newWriter(e.Format, to, procedureColumns)
	if err != nil {
		return 0, err
	}
	err = chunks(found.Hits, func(hits []motcua.ProcedureHit) error {
		versions := make([]motcua.ID, len(hits))
		for i, h := range hits {
			versions[i] = h.Version
		}
		loaded, err := x.ProcedureRows.ProcedureVersions(ctx, versions, query.Day)
		if err != nil {
			return wrap("procedures", err)
		}
		for _, v := range versions {
			p := loaded[v]
			if p == nil {
				continue // not public any more
			}
			if err := out.row(procedureCells(p)); err != nil {
				return err
			}
			rows++
		}
		return nil
	})
	if err != nil {
		return rows, err
	}
	return rows, out.end(rows)
}

func procedureCells(p *motcua.Procedure) []any {
	var sectorCode, sector, agencyCode, agency any
	if p.Sector != nil {
		sectorCode, sector = text(p.Sector.Code), p.Sector.Name
	}
	if p.PromulgatedBy != nil {
		agencyCode, agency = text(p.PromulgatedBy.Code), p.PromulgatedBy.Name
	}
	levels := make([]string, len(p.Levels))
	for i, l := range p.Levels {
		levels[i] = string(l)
	}
	executing := make([]string, len(p.Executing))
	for i, a := range p.Executing {
		executing[i] = a.Name
	}
	return []any{
		p.Code, p.Name, string(p.Status()), day(p.Legal.From), sectorCode, sector, strings.Join(levels, " "), string(p.Kind), text(p.OnlineLevel),
		agencyCode, agency, strings.Join(executing, "; "), text(p.Decision.Number), day(p.Decision.Date), string(p.ID),
	}
}
