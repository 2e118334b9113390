package graph

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
	"motcua/graph/generated"
	"motcua/graph/page"
)

// typeVersion is in the ids of versions. Node does not take them: a version is
// shown within its procedure.
const typeVersion = "ProcedureVersion"

func (procedure) Version(ctx context.Context, p *motcua.Procedure) (*motcua.ProcedureVersion, error) {
	return versionOf(ctx, p.ID, p.VersionID)
}

func (procedure) History(ctx context.Context, p *motcua.Procedure, first *int, after *string, last *int, before *string) (*page.ProcedureVersionConnection, error) {
	asked, err := pageOf(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	history, err := historyOf(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	return page.OfList(history, asked, func(v *motcua.ProcedureVersion) string { return string(v.ID) })
}

func (procedure) Changes(ctx context.Context, p *motcua.Procedure, from motcua.VersionAt, to *motcua.VersionAt) (*motcua.ProcedureComparison, error) {
	old, err := procedureAt(ctx, p, "from", from)
	if err != nil {
		return nil, err
	}
	next := p
	if to != nil {
		if next, err = procedureAt(ctx, p, "to", *to); err != nil {
			return nil, err
		}
	}
	return compare(ctx, old, next)
}

func historyOf(ctx context.Context, id motcua.ID) ([]*motcua.ProcedureVersion, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return op.histories.load(ctx, id)
}

// versionOf gives a version that stands in a procedure's history.
func versionOf(ctx context.Context, procedure, version motcua.ID) (*motcua.ProcedureVersion, error) {
	history, err := historyOf(ctx, procedure)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(history, func(v *motcua.ProcedureVersion) bool { return v.ID == version })
	if i < 0 {
		return nil, motcua.NotFound("version", string(version))
	}
	return history[i], nil
}

// procedureAt gives the procedure in the version that is named.
func procedureAt(ctx context.Context, p *motcua.Procedure, argument string, at motcua.VersionAt) (*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	switch {
	case err != nil:
		return nil, err
	case (at.Version == nil) == (at.Day == nil):
		return nil, motcua.Invalid(argument, "exactly one of version and day is needed")
	case at.Day != nil:
		return op.procedures.load(ctx, op.dated(p.ID, *at.Day, at.KnownAt))
	case at.KnownAt != nil:
		return nil, motcua.Invalid(argument, "knownAt goes with a day: a version is what it is")
	}
	v, err := versionOf(ctx, p.ID, *at.Version)
	if err != nil {
		return nil, err
	}
	return contentOf(ctx, v, p.Day)
}

// contentOf gives what a version says.
func contentOf(ctx context.Context, v *motcua.ProcedureVersion, day motcua.Date) (*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	p, err := op.versions.load(ctx, dated{id: v.ID, day: day})
	if err == nil && p == nil {
		err = motcua.NotFound("version", string(v.ID))
	}
	return p, err
}

func compare(ctx context.Context, old, next *motcua.Procedure) (c *motcua.ProcedureComparison, err error) {
	c = &motcua.ProcedureComparison{}
	if c.From, err = versionOf(ctx, old.ID, old.VersionID); err != nil {
		return nil, err
	}
	if c.To, err = versionOf(ctx, next.ID, next.VersionID); err != nil {
		return nil, err
	}
	c.Changes, err = motcua.CompareContents(&old.Content, &next.Content)
	return c, err
}

type procedureVersion struct{}

func (procedureVersion) ID(_ context.Context, v *motcua.ProcedureVersion) (string, error) {
	return globalID(typeVersion, v.ID), nil
}

func (procedureVersion) Corrects(ctx context.Context, v *motcua.ProcedureVersion) (*motcua.ProcedureVersion, error) {
	if v.Corrects == nil {
		return nil, nil
	}
	return versionOf(ctx, v.Procedure, *v.Corrects)
}

func (procedureVersion) ValidFrom(_ context.Context, v *motcua.ProcedureVersion) (*motcua.Date, error) {
	return v.Legal.From, nil
}

func (procedureVersion) ValidTo(_ context.Context, v *motcua.ProcedureVersion) (*motcua.Date, error) {
	return v.Legal.To, nil
}

func (procedureVersion) Procedure(ctx context.Context, v *motcua.ProcedureVersion) (*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return contentOf(ctx, v, op.day())
}

func (procedureVersion) Changes(ctx context.Context, v *motcua.ProcedureVersion) (*motcua.ProcedureComparison, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	history, err := op.histories.load(ctx, v.Procedure)
	if err != nil {
		return nil, err
	}
	old := motcua.Preceding(history, v)
	if old == nil {
		return nil, nil
	}
	// Both are asked for before either is waited for.
	wait := op.versions.ask(ctx, dated{id: old.ID, day: op.day()})
	next, err := contentOf(ctx, v, op.day())
	if err != nil {
		return nil, err
	}
	before, err := wait()
	if err != nil || before == nil {
		return nil, err
	}
	return compare(ctx, before, next)
}

type versionHolding struct{}

func (versionHolding) ValidFrom(_ context.Context, h *motcua.KnownHolding) (*motcua.Date, error) {
	return h.Legal.From, nil
}

func (versionHolding) ValidTo(_ context.Context, h *motcua.KnownHolding) (*motcua.Date, error) {
	return h.Legal.To, nil
}

type versionAt struct{}

func (versionAt) Version(ctx context.Context, at *motcua.VersionAt, id *string) error {
	if id == nil {
		return nil
	}
	_, version, err := parseIDOf([]string{typeVersion}, *id)
	at.Version = &version
	return graphql.ErrorOnPath(ctx, err)
}

type contentChange struct{}

func (contentChange) Path(_ context.Context, c *motcua.ContentChange) (string, error) {
	return c.Path.String(), nil
}

func (contentChange) Before(ctx context.Context, c *motcua.ContentChange) (*string, error) {
	return published(c.BeforeText(languageOf(ctx))), nil
}

func (contentChange) After(ctx context.Context, c *motcua.ContentChange) (*string, error) {
	return published(c.AfterText(languageOf(ctx))), nil
}

func (contentChange) Words(ctx context.Context, c *motcua.ContentChange) ([]*motcua.MarkedText, error) {
	return pointers(c.Words(languageOf(ctx))), nil
}

func (contentChange) Trend(_ context.Context, c *motcua.ContentChange) (*motcua.ChangeTrend, error) {
	return published(c.Trend()), nil
}

func (contentChange) Sentence(ctx context.Context, c *motcua.ContentChange) (string, error) {
	return c.Sentence(languageOf(ctx)), nil
}

func (r *resolver) ContentChange() generated.ContentChangeResolver       { return contentChange{} }
func (r *resolver) ProcedureVersion() generated.ProcedureVersionResolver { return procedureVersion{} }
func (r *resolver) VersionAt() generated.VersionAtResolver               { return versionAt{} }
func (r *resolver) VersionHolding() generated.VersionHoldingResolver     { return versionHolding{} }
