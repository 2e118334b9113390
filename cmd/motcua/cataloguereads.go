package main

import (
	"context"
	"time"

	"motcua"
)

// The methods of [graph.Catalogue] and of the feed, each asked of whichever
// answers.

func (c *catalogue) Procedure(ctx context.Context, key motcua.ProcedureKey, day motcua.Date) (*motcua.Procedure, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (*motcua.Procedure, error) { return r.Procedure(ctx, key, day) })
}

func (c *catalogue) Procedures(ctx context.Context, ids []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (map[motcua.ID]*motcua.Procedure, error) {
		return r.Procedures(ctx, ids, day)
	})
}

func (c *catalogue) ProcedureVersions(ctx context.Context, versions []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (map[motcua.ID]*motcua.Procedure, error) {
		return r.ProcedureVersions(ctx, versions, day)
	})
}

func (c *catalogue) ProcedureKnown(ctx context.Context, key motcua.ProcedureKey, day motcua.Date, at time.Time) (*motcua.Procedure, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (*motcua.Procedure, error) {
		return r.ProcedureKnown(ctx, key, day, at)
	})
}

func (c *catalogue) ProceduresKnown(ctx context.Context, ids []motcua.ID, day motcua.Date, at time.Time) (map[motcua.ID]*motcua.Procedure, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (map[motcua.ID]*motcua.Procedure, error) {
		return r.ProceduresKnown(ctx, ids, day, at)
	})
}

func (c *catalogue) Histories(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]*motcua.ProcedureVersion, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (map[motcua.ID][]*motcua.ProcedureVersion, error) {
		return r.Histories(ctx, ids)
	})
}

func (c *catalogue) ProcedureSuccessions(ctx context.Context, ids []motcua.ID) ([]motcua.ProcedureSuccession, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) ([]motcua.ProcedureSuccession, error) {
		return r.ProcedureSuccessions(ctx, ids)
	})
}

func (c *catalogue) AgencyOn(ctx context.Context, code, name *string, day motcua.Date) (*motcua.Agency, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (*motcua.Agency, error) { return r.AgencyOn(ctx, code, name, day) })
}

func (c *catalogue) SuccessorsOf(ctx context.Context, names []string, day motcua.Date) ([]motcua.ID, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) ([]motcua.ID, error) { return r.SuccessorsOf(ctx, names, day) })
}

func (c *catalogue) Agencies(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Agency, error) {
	return registered(ctx, c, ids, func(ctx context.Context, r answerer) (map[motcua.ID]*motcua.Agency, error) {
		return r.Agencies(ctx, ids)
	})
}

func (c *catalogue) ListAgencies(ctx context.Context, page motcua.Page, parent *motcua.ID) (motcua.Listed[*motcua.Agency], error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (motcua.Listed[*motcua.Agency], error) {
		return r.ListAgencies(ctx, page, parent)
	})
}

func (c *catalogue) Units(ctx context.Context, parents []motcua.ID) (map[motcua.ID][]*motcua.Agency, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (map[motcua.ID][]*motcua.Agency, error) {
		return r.Units(ctx, parents)
	})
}

func (c *catalogue) Successions(ctx context.Context, ids []motcua.ID) ([]motcua.Succession, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) ([]motcua.Succession, error) { return r.Successions(ctx, ids) })
}

func (c *catalogue) LegalBasis(ctx context.Context, number string, issuer *string) (*motcua.LegalBasis, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (*motcua.LegalBasis, error) {
		return r.LegalBasis(ctx, number, issuer)
	})
}

func (c *catalogue) LegalBases(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.LegalBasis, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (map[motcua.ID]*motcua.LegalBasis, error) {
		return r.LegalBases(ctx, ids)
	})
}

func (c *catalogue) ListLegalBases(ctx context.Context, f motcua.LegalBasisFilter, page motcua.Page, day motcua.Date) (motcua.Listed[*motcua.LegalBasisUse], error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (motcua.Listed[*motcua.LegalBasisUse], error) {
		return r.ListLegalBases(ctx, f, page, day)
	})
}

func (c *catalogue) ListPapers(ctx context.Context, f motcua.PaperFilter, page motcua.Page, day motcua.Date) (motcua.Listed[*motcua.PaperUse], error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (motcua.Listed[*motcua.PaperUse], error) {
		return r.ListPapers(ctx, f, page, day)
	})
}

func (c *catalogue) Sectors(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Sector, error) {
	return registered(ctx, c, ids, func(ctx context.Context, r answerer) (map[motcua.ID]*motcua.Sector, error) {
		return r.Sectors(ctx, ids)
	})
}

func (c *catalogue) ListSectors(ctx context.Context, page motcua.Page) (motcua.Listed[*motcua.Sector], error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (motcua.Listed[*motcua.Sector], error) {
		return r.ListSectors(ctx, page)
	})
}

func (c *catalogue) Decision(ctx context.Context, number string, agency *string, date *motcua.Date) (*motcua.Decision, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (*motcua.Decision, error) {
		return r.Decision(ctx, number, agency, date)
	})
}

func (c *catalogue) Decisions(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Decision, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (map[motcua.ID]*motcua.Decision, error) {
		return r.Decisions(ctx, ids)
	})
}

func (c *catalogue) DecisionRecords(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.DecisionRecord, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (map[motcua.ID]*motcua.DecisionRecord, error) {
		return r.DecisionRecords(ctx, ids)
	})
}

func (c *catalogue) ListDecisions(ctx context.Context, page motcua.Page, f motcua.DecisionFilter) (motcua.Listed[*motcua.Decision], error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (motcua.Listed[*motcua.Decision], error) {
		return r.ListDecisions(ctx, page, f)
	})
}

func (c *catalogue) Announced(ctx context.Context, f motcua.AnnouncedFilter) (motcua.AnnouncedPage, error) {
	return fromCopies(ctx, c, func(ctx context.Context, r answerer) (motcua.AnnouncedPage, error) { return r.Announced(ctx, f) })
}
