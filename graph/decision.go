package graph

import (
	"context"
	"slices"

	"motcua"
	"motcua/graph/generated"
	"motcua/graph/page"
)

func (r *resolver) Decision() generated.DecisionResolver       { return decision{r} }
func (r *resolver) DecisionAct() generated.DecisionActResolver { return decisionAct{} }

func (q query) Decision(ctx context.Context, number string, agency *string, date *motcua.Date) (*motcua.Decision, error) {
	return q.Catalogue.Decision(ctx, number, agency, date)
}

func (q query) Decisions(ctx context.Context, agency *string, filter *motcua.DecisionFilter, first *int, after *string, last *int, before *string) (*page.DecisionConnection, error) {
	asked, err := pageOf(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	f := motcua.DecisionFilter{}
	if filter != nil {
		f = *filter
	}
	if f.Agency, err = q.agencyID(ctx, agency); err != nil {
		return nil, err
	}
	listed, err := q.Catalogue.ListDecisions(ctx, asked, f)
	return page.NewConnection(listed), err
}

type decision struct{ *resolver }

func (decision) ID(_ context.Context, d *motcua.Decision) (string, error) {
	return globalID(typeDecision, d.ID), nil
}

func (r decision) Procedures(ctx context.Context, d *motcua.Decision, search *string, filter *motcua.ProcedureFilter, orderBy *motcua.ProcedureOrder, first *int, after *string, last *int, before *string, asOf *motcua.Date, collapse bool) (*page.ProcedureConnection, error) {
	return r.procedures(ctx, listing{search, filter, orderBy, first, after, last, before, asOf, collapse}, func(f *motcua.ProcedureFilter) error {
		return restrictID("decision", &f.Decision, d.ID)
	})
}

// recordOf gives what is known of a decision beside itself.
func recordOf(ctx context.Context, d *motcua.Decision) (*motcua.DecisionRecord, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return op.decisionRecords.load(ctx, d.ID)
}

func (decision) Acts(ctx context.Context, d *motcua.Decision, kinds []motcua.DecisionKind, first *int, after *string, last *int, before *string) (*page.DecisionActConnection, error) {
	asked, err := pageOf(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	record, err := recordOf(ctx, d)
	if err != nil {
		return nil, err
	}
	var acts []*motcua.DecisionAct
	for i, a := range record.Acts {
		if kinds == nil || a.Kind != nil && slices.Contains(kinds, *a.Kind) {
			acts = append(acts, &record.Acts[i])
		}
	}
	return page.OfList(acts, asked, func(a *motcua.DecisionAct) string { return string(a.Procedure) })
}

func (decision) BasedOn(ctx context.Context, d *motcua.Decision) (*motcua.Decision, error) {
	record, err := recordOf(ctx, d)
	if err != nil || record.BasedOn == nil {
		return nil, err
	}
	return decisionOf(ctx, *record.BasedOn)
}

func (decision) ReannouncedBy(ctx context.Context, d *motcua.Decision) ([]*motcua.Decision, error) {
	record, err := recordOf(ctx, d)
	if err != nil {
		return nil, err
	}
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	waits := op.decisions.all(ctx, record.Reannounced)
	out := make([]*motcua.Decision, len(waits))
	for i, wait := range waits {
		if out[i], err = wait(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func decisionOf(ctx context.Context, id motcua.ID) (*motcua.Decision, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return op.decisions.load(ctx, id)
}

func (decision) AnnouncedInTime(ctx context.Context, d *motcua.Decision) (*motcua.Timeliness, error) {
	record, err := recordOf(ctx, d)
	if err != nil {
		return nil, err
	}
	return &record.Announced, nil
}

func (decision) PublicisedInTime(ctx context.Context, d *motcua.Decision) (*motcua.Timeliness, error) {
	record, err := recordOf(ctx, d)
	if err != nil {
		return nil, err
	}
	return &record.Publicised, nil
}

type decisionAct struct{}

func (decisionAct) Procedure(ctx context.Context, a *motcua.DecisionAct) (*motcua.Procedure, error) {
	return procedureToday(ctx, a.Procedure)
}

func (decisionAct) Version(ctx context.Context, a *motcua.DecisionAct) (*motcua.ProcedureVersion, error) {
	if a.Version == nil {
		return nil, nil
	}
	return versionOf(ctx, a.Procedure, *a.Version)
}
