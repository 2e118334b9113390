package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/readcopy"
)

// readPatience is how long a statement of a catalogue field may take before it
// is answered from the copy instead. Such statements take milliseconds.
const readPatience = 2 * time.Second

// catalogue answers what is asked of the published catalogue: from the database,
// and from the node's copy where that serves as well or where the database does
// not answer.
type catalogue struct {
	db   *db.DB
	copy *readcopy.Copy
	log  *changelog.Log
	// patience is readPatience, but for tests.
	patience time.Duration
}

// answerer is what both have. [graph.Catalogue] says what each method gives.
type answerer interface {
	Procedure(ctx context.Context, key motcua.ProcedureKey, day motcua.Date) (*motcua.Procedure, error)
	Procedures(ctx context.Context, ids []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error)
	ProcedureVersions(ctx context.Context, versions []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error)
	ProcedureKnown(ctx context.Context, key motcua.ProcedureKey, day motcua.Date, at time.Time) (*motcua.Procedure, error)
	ProceduresKnown(ctx context.Context, ids []motcua.ID, day motcua.Date, at time.Time) (map[motcua.ID]*motcua.Procedure, error)
	Histories(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]*motcua.ProcedureVersion, error)
	ProcedureSuccessions(ctx context.Context, ids []motcua.ID) ([]motcua.ProcedureSuccession, error)
	AgencyOn(ctx context.Context, code, name *string, day motcua.Date) (*motcua.Agency, error)
	SuccessorsOf(ctx context.Context, names []string, day motcua.Date) ([]motcua.ID, error)
	Agencies(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Agency, error)
	ListAgencies(ctx context.Context, page motcua.Page, parent *motcua.ID) (motcua.Listed[*motcua.Agency], error)
	Units(ctx context.Context, parents []motcua.ID) (map[motcua.ID][]*motcua.Agency, error)
	Successions(ctx context.Context, ids []motcua.ID) ([]motcua.Succession, error)
	LegalBasis(ctx context.Context, number string, issuer *string) (*motcua.LegalBasis, error)
	LegalBases(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.LegalBasis, error)
	ListLegalBases(ctx context.Context, f motcua.LegalBasisFilter, page motcua.Page, day motcua.Date) (motcua.Listed[*motcua.LegalBasisUse], error)
	ListPapers(ctx context.Context, f motcua.PaperFilter, page motcua.Page, day motcua.Date) (motcua.Listed[*motcua.PaperUse], error)
	Sectors(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Sector, error)
	ListSectors(ctx context.Context, page motcua.Page) (motcua.Listed[*motcua.Sector], error)
	Decision(ctx context.Context, number string, agency *string, date *motcua.Date) (*motcua.Decision, error)
	Decisions(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Decision, error)
	DecisionRecords(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.DecisionRecord, error)
	ListDecisions(ctx context.Context, page motcua.Page, f motcua.DecisionFilter) (motcua.Listed[*motcua.Decision], error)
	Announced(ctx context.Context, f motcua.AnnouncedFilter) (motcua.AnnouncedPage, error)
}

// stale says from when on answers may lack something; false while the database
// answers.
func (c *catalogue) stale() (time.Time, bool) {
	_, down := c.db.DownSince()
	return c.copy.Heard(), down
}

// warnings say what needs looking after while the server is ready.
func (c *catalogue) warnings(ctx context.Context) []string {
	if since, down := c.db.DownSince(); down {
		return []string{fmt.Sprintf("the database does not answer since %s: what is published is answered from a copy, stale by %s; nothing is written",
			since.UTC().Format(time.RFC3339), time.Since(c.copy.Heard()).Round(time.Second))}
	}
	return calendarWarnings(c.db)(ctx)
}

// fromCopies asks the copy where it is as new as the revision that the node
// claims, else whichever answers.
func fromCopies[T any](ctx context.Context, c *catalogue, of func(context.Context, answerer) (T, error)) (T, error) {
	if motcua.MayReadCopies(ctx) && c.copy.Fresh() {
		if _, down := c.db.DownSince(); !down {
			got, err := of(ctx, c.copy)
			if err == nil || !unavailable(err) {
				return got, err
			}
		}
	}
	return fromDatabase(ctx, c, func(ctx context.Context, db bool) (T, error) {
		if db {
			return of(ctx, c.db)
		}
		return of(ctx, c.copy)
	})
}

// registered gives entries of a register, which officials too may be given from
// the copy where it has them all: each of their lists names agencies and sectors,
// and nobody changes what one is called and asks in the same moment.
func registered[T any](ctx context.Context, c *catalogue, ids []motcua.ID, of func(context.Context, answerer) (map[motcua.ID]*T, error)) (map[motcua.ID]*T, error) {
	if _, down := c.db.DownSince(); !down && c.copy.Fresh() {
		if got, err := of(ctx, c.copy); err == nil && len(got) == len(ids) {
			return got, nil
		}
	}
	return fromCopies(ctx, c, of)
}

// fromDatabase asks the database, and the copy where it does not answer in time.
func fromDatabase[T any](ctx context.Context, c *catalogue, of func(ctx context.Context, db bool) (T, error)) (got T, err error) {
	if _, down := c.db.DownSince(); !down {
		within, cancel := context.WithTimeout(ctx, c.patience)
		got, err = of(within, true)
		ranOut := errors.Is(within.Err(), context.DeadlineExceeded)
		cancel()
		switch {
		case err == nil, ctx.Err() != nil, !ranOut && !unavailable(err):
			return got, err
		case ranOut:
			c.db.NoteTimeout()
		}
	}
	held, copyErr := of(ctx, false)
	if copyErr != nil && unavailable(copyErr) {
		if err == nil {
			err = copyErr
		}
		return got, err
	}
	motcua.NoteStale(ctx, c.copy.Heard())
	return held, copyErr
}

func unavailable(err error) bool {
	return motcua.KindOf(err) == motcua.KindUnavailable || db.Unavailable(err)
}

// CatalogChanges implements [graph.CatalogLog].
func (c *catalogue) CatalogChanges(ctx context.Context, since string, first int) (motcua.CatalogChanges, error) {
	return fromDatabase(ctx, c, func(ctx context.Context, db bool) (motcua.CatalogChanges, error) {
		if db {
			return c.log.CatalogChanges(ctx, since, first)
		}
		return c.copy.CatalogChanges(ctx, since, first)
	})
}

// Written implements [graph.CatalogLog].
func (c *catalogue) Written(ctx context.Context) (motcua.Position, error) { return c.log.Written(ctx) }
