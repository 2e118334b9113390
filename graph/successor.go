package graph

import (
	"context"

	"motcua"
	"motcua/graph/generated"
)

func (procedure) Successors(ctx context.Context, p *motcua.Procedure) ([]*motcua.ProcedureSuccession, error) {
	return procedureSuccessions(ctx, p, func(s motcua.ProcedureSuccession) motcua.ID { return s.Predecessor })
}

func (procedure) Predecessors(ctx context.Context, p *motcua.Procedure) ([]*motcua.ProcedureSuccession, error) {
	return procedureSuccessions(ctx, p, func(s motcua.ProcedureSuccession) motcua.ID { return s.Successor })
}

// procedureSuccessions gives those in which the procedure has the role.
func procedureSuccessions(ctx context.Context, p *motcua.Procedure, role func(motcua.ProcedureSuccession) motcua.ID) ([]*motcua.ProcedureSuccession, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	list, err := op.procedureSuccessions.load(ctx, p.ID)
	var out []*motcua.ProcedureSuccession
	for _, s := range list {
		if role(s) == p.ID {
			out = append(out, &s)
		}
	}
	return out, err
}

type procedureSuccession struct{}

func (procedureSuccession) Predecessor(ctx context.Context, s *motcua.ProcedureSuccession) (*motcua.Procedure, error) {
	return procedureToday(ctx, s.Predecessor)
}

func (procedureSuccession) Successor(ctx context.Context, s *motcua.ProcedureSuccession) (*motcua.Procedure, error) {
	return procedureToday(ctx, s.Successor)
}

func (procedureSuccession) Decision(ctx context.Context, s *motcua.ProcedureSuccession) (*motcua.Decision, error) {
	op, err := operationOf(ctx)
	if err != nil || s.Decision == nil {
		return nil, err
	}
	return op.decisions.load(ctx, *s.Decision)
}

func procedureToday(ctx context.Context, id motcua.ID) (*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return op.procedures.load(ctx, dated{id: id, day: op.day()})
}

func (r *resolver) ProcedureSuccession() generated.ProcedureSuccessionResolver {
	return procedureSuccession{}
}
