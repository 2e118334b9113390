package graph

import (
	"context"

	"motcua"
	"motcua/graph/generated"
	"motcua/graph/page"
)

// typePaper is in the ids of papers, which node does not take: a paper is a name
// and what asks for it.
const typePaper = "Paper"

func (r *resolver) PaperUse() generated.PaperUseResolver               { return paperUse{r} }
func (r *resolver) ComponentFilter() generated.ComponentFilterResolver { return componentFilter{} }

func (q query) Components(ctx context.Context, search *string, processingResult *bool, asOf *motcua.Date, first *int, after *string, last *int, before *string) (*page.PaperUseConnection, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	f := motcua.PaperFilter{Search: text(search), ProcessingResult: processingResult}
	asked, err := pageOf(ctx, first, after, last, before)
	if err == nil {
		err = checkText(ctx, "search", f.Search)
	}
	if err != nil {
		return nil, err
	}
	listed, err := q.Catalogue.ListPapers(ctx, f, asked, op.on(asOf))
	return page.NewConnection(listed), err
}

type paperUse struct{ *resolver }

func (paperUse) ID(_ context.Context, u *motcua.PaperUse) (string, error) {
	return globalID(typePaper, u.ID), nil
}

// Procedures lists them on the day of the figures.
func (r paperUse) Procedures(ctx context.Context, u *motcua.PaperUse, processingResult *bool, search *string, filter *motcua.ProcedureFilter, orderBy *motcua.ProcedureOrder, first *int, after *string, last *int, before *string) (*page.ProcedureConnection, error) {
	return r.procedures(ctx, listing{search, filter, orderBy, first, after, last, before, &u.Day, false}, func(f *motcua.ProcedureFilter) error {
		if f.Component != nil {
			return motcua.Invalid("filter.component", "component is set by the object whose procedures these are")
		}
		f.Component = &motcua.ComponentFilter{Paper: u.ID, ProcessingResult: processingResult}
		return nil
	})
}
