package graph

import (
	"context"

	"motcua"
	"motcua/graph/page"
)

// Curation is what officials make of the vocabulary.
type Curation interface {
	ListAliases(ctx context.Context, page motcua.Page, form *string, kind *motcua.AliasKind) (motcua.Listed[*motcua.Alias], error)
	AddAlias(ctx context.Context, a motcua.Alias, by string) (motcua.Alias, error)
	RetireAlias(ctx context.Context, id motcua.ID, by string) error
	ListPins(ctx context.Context, page motcua.Page, query *string) (motcua.Listed[*motcua.Pin], error)
	PinResult(ctx context.Context, p motcua.Pin, by string) (motcua.Pin, error)
	Unpin(ctx context.Context, id motcua.ID, by string) error
}

func (q query) Aliases(ctx context.Context, form *string, kind *motcua.AliasKind, first *int, after *string, last *int, before *string) (*page.AliasConnection, error) {
	asked, err := curatedPage(ctx, "form", form, first, after, last, before)
	if err != nil {
		return nil, err
	}
	listed, err := q.Curation.ListAliases(ctx, asked, form, kind)
	return page.NewConnection(listed), err
}

func (q query) Pins(ctx context.Context, text *string, first *int, after *string, last *int, before *string) (*page.PinConnection, error) {
	asked, err := curatedPage(ctx, "query", text, first, after, last, before)
	if err != nil {
		return nil, err
	}
	listed, err := q.Curation.ListPins(ctx, asked, text)
	return page.NewConnection(listed), err
}

// curatedPage checks who asks, and for what.
func curatedPage(ctx context.Context, field string, text *string, first *int, after *string, last *int, before *string) (motcua.Page, error) {
	if err := callerOf(ctx).May(motcua.ScopeCurate); err != nil {
		return motcua.Page{}, err
	}
	if text != nil {
		if err := checkText(ctx, field, *text); err != nil {
			return motcua.Page{}, err
		}
	}
	return pageOf(ctx, first, after, last, before)
}

type alias struct{}

func (alias) ID(_ context.Context, a *motcua.Alias) (string, error) {
	return globalID(typeAlias, a.ID), nil
}

func (alias) ValidFrom(_ context.Context, a *motcua.Alias) (*motcua.Date, error) {
	return a.Valid.From, nil
}

func (alias) ValidTo(_ context.Context, a *motcua.Alias) (*motcua.Date, error) {
	return a.Valid.To, nil
}

type pin struct{}

func (pin) ID(_ context.Context, p *motcua.Pin) (string, error) {
	return globalID(typePin, p.ID), nil
}

func (pin) ValidFrom(_ context.Context, p *motcua.Pin) (*motcua.Date, error) {
	return p.Valid.From, nil
}

func (pin) ValidTo(_ context.Context, p *motcua.Pin) (*motcua.Date, error) { return p.Valid.To, nil }

func (pin) Procedure(ctx context.Context, p *motcua.Pin) (*motcua.Procedure, error) {
	return publicProcedure(ctx, p.Procedure)
}

// publicProcedure gives a procedure as it stands today, and nil where it is not
// public any more: a row that names it may outlive it.
func publicProcedure(ctx context.Context, id motcua.ID) (*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	found, err := op.procedures.load(ctx, dated{id: id, day: op.day()})
	if motcua.KindOf(err) == motcua.KindNotFound {
		return nil, nil
	}
	return found, err
}
