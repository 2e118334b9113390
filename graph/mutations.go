package graph

import (
	"context"

	"motcua"
	"motcua/graph/mutation"
)

type mutations struct{ *resolver }

func (m mutations) AddAlias(ctx context.Context, in mutation.AddAliasInput) (*mutation.AddAliasPayload, error) {
	by, err := curator(ctx)
	if err != nil {
		return nil, err
	}
	p := &mutation.AddAliasPayload{}
	added, err := m.Curation.AddAlias(ctx, in.Alias(), by)
	if err == nil {
		p.Alias = &added
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

func (m mutations) RetireAlias(ctx context.Context, in mutation.RetireAliasInput) (*mutation.RetireAliasPayload, error) {
	by, err := curator(ctx)
	if err != nil {
		return nil, err
	}
	p := &mutation.RetireAliasPayload{}
	_, id, err := parseIDOf([]string{typeAlias}, in.ID)
	if err == nil {
		err = m.Curation.RetireAlias(ctx, id, by)
	}
	if err == nil {
		p.RetiredAliasID = &in.ID
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

func (m mutations) PinResult(ctx context.Context, in mutation.PinResultInput) (*mutation.PinResultPayload, error) {
	by, err := curator(ctx)
	if err != nil {
		return nil, err
	}
	p := &mutation.PinResultPayload{}
	wanted := motcua.Pin{Query: in.Query, Valid: motcua.Period{From: in.ValidFrom, To: in.ValidTo}, Note: in.Note}
	if wanted.Procedure, err = procedureID(in.ProcedureID); err == nil {
		var pinned motcua.Pin
		if pinned, err = m.Curation.PinResult(ctx, wanted, by); err == nil {
			p.Pin = &pinned
		}
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

func (m mutations) UnpinResult(ctx context.Context, in mutation.UnpinResultInput) (*mutation.UnpinResultPayload, error) {
	by, err := curator(ctx)
	if err != nil {
		return nil, err
	}
	p := &mutation.UnpinResultPayload{}
	_, id, err := parseIDOf([]string{typePin}, in.ID)
	if err == nil {
		err = m.Curation.Unpin(ctx, id, by)
	}
	if err == nil {
		p.UnpinnedID = &in.ID
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

// ReportSearchClick looks nothing up: it is for anybody, so it must cost next
// to nothing.
func (m mutations) ReportSearchClick(ctx context.Context, in mutation.ReportSearchClickInput) (*mutation.ReportSearchClickPayload, error) {
	id, rank, err := m.chosen(ctx, in)
	if err == nil && m.Usage != nil {
		m.Usage.CountClick(in.Search, id, rank)
	}
	p := &mutation.ReportSearchClickPayload{}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

// chosen reads which result a report is about.
func (m mutations) chosen(ctx context.Context, in mutation.ReportSearchClickInput) (id motcua.ID, rank int, err error) {
	if err := checkText(ctx, "search", in.Search); err != nil {
		return "", 0, err
	}
	switch {
	case (in.Cursor == nil) == (in.ProcedureID == nil):
		return "", 0, motcua.Invalid("cursor", "exactly one of cursor and procedureId is needed")
	case in.Cursor != nil:
		return m.Searcher.Chosen(*in.Cursor)
	}
	id, err = procedureID(*in.ProcedureID)
	return id, -1, err
}

// curator is the name of a caller who may curate.
func curator(ctx context.Context) (string, error) {
	c := callerOf(ctx)
	return c.Name, c.May(motcua.ScopeCurate)
}

// procedureID reads a global id, or the portal's.
func procedureID(s string) (motcua.ID, error) {
	id, err := motcua.ParseID(s)
	if err != nil {
		id, err = idOf(typeProcedure, s)
	}
	if err != nil {
		return "", motcua.Invalid("procedureId", "%.100q is not the id of a procedure", s)
	}
	return id, nil
}
