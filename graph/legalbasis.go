package graph

import (
	"context"

	"motcua"
	"motcua/graph/generated"
	"motcua/graph/page"
)

func (r *resolver) LegalBasis() generated.LegalBasisResolver       { return legalBasis{r} }
func (r *resolver) LegalBasisUse() generated.LegalBasisUseResolver { return legalBasisUse{} }

func (q query) LegalBasis(ctx context.Context, number string, issuer *string) (*motcua.LegalBasis, error) {
	return q.Catalogue.LegalBasis(ctx, number, issuer)
}

func (q query) LegalBases(ctx context.Context, search, issuer *string, asOf *motcua.Date, first *int, after *string, last *int, before *string) (*page.LegalBasisUseConnection, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	f := motcua.LegalBasisFilter{Search: text(search), Issuer: issuer}
	asked, err := pageOf(ctx, first, after, last, before)
	if err == nil {
		err = checkText(ctx, "search", f.Search)
	}
	if err != nil {
		return nil, err
	}
	listed, err := q.Catalogue.ListLegalBases(ctx, f, asked, op.on(asOf))
	return page.NewConnection(listed), err
}

// text is what was typed; nothing where nothing was.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

type legalBasis struct{ *resolver }

func (legalBasis) ID(_ context.Context, b *motcua.LegalBasis) (string, error) {
	return globalID(typeLegalBasis, b.ID), nil
}

func (legalBasis) SourceIds(ctx context.Context, b *motcua.LegalBasis) ([]motcua.ID, error) {
	if b.SourceIDs != nil {
		return b.SourceIDs, nil
	}
	return recordsOf(ctx, b.ID)
}

func (legalBasis) EffectiveOn(ctx context.Context, b *motcua.LegalBasis) (*motcua.Date, error) {
	op, err := operationOf(ctx)
	if err != nil || b.SourceIDs != nil {
		return b.EffectiveOn, err
	}
	known, err := op.legalBases.load(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	return known.EffectiveOn, nil
}

func (r legalBasis) Procedures(ctx context.Context, b *motcua.LegalBasis, search *string, filter *motcua.ProcedureFilter, orderBy *motcua.ProcedureOrder, first *int, after *string, last *int, before *string, asOf *motcua.Date, collapse bool) (*page.ProcedureConnection, error) {
	records, err := r.SourceIds(ctx, b)
	if err != nil {
		return nil, err
	}
	return r.procedures(ctx, listing{search, filter, orderBy, first, after, last, before, asOf, collapse}, func(f *motcua.ProcedureFilter) error {
		if f.LegalBases != nil {
			return motcua.Invalid("filter.legalBasis", "legalBasis is set by the object whose procedures these are")
		}
		f.LegalBases = records
		return nil
	})
}

type legalBasisUse struct{}

func (legalBasisUse) LegalBasis(_ context.Context, u *motcua.LegalBasisUse) (*motcua.LegalBasis, error) {
	return &u.LegalBasis, nil
}
