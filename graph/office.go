package graph

import (
	"context"
	"time"

	"motcua"
	"motcua/graph/mutation"
)

// Office is what officials work with beside the feedback itself.
type Office interface {
	FeedbackOfSender(ctx context.Context, by motcua.Caller, reader motcua.FeedbackReader, telephone, email *string) ([]*motcua.Feedback, error)
	Figures
	Templates
	Delegations
}

// Templates are the texts that officials begin answers with.
type Templates interface {
	ReplyTemplates(ctx context.Context, by motcua.Caller, agency motcua.ID) ([]motcua.ReplyTemplate, error)
	AddReplyTemplate(ctx context.Context, by motcua.Caller, r motcua.ReplyTemplate, now time.Time) (*motcua.ReplyTemplate, error)
	RetireReplyTemplate(ctx context.Context, by motcua.Caller, id motcua.ID, now time.Time) error
}

// Delegations say who stands in for whom.
type Delegations interface {
	Delegations(ctx context.Context, by motcua.Caller, agency motcua.ID, day motcua.Date) ([]motcua.Delegation, error)
	Delegate(ctx context.Context, by motcua.Caller, v motcua.Delegation) (*motcua.Delegation, error)
	EndDelegation(ctx context.Context, by motcua.Caller, id motcua.ID, now time.Time) error
}

func (r *resolver) office() (Office, error) {
	if r.Config.Office == nil {
		return nil, errNoFeedback
	}
	return r.Config.Office, nil
}

func (q query) FeedbackOfSender(ctx context.Context, telephone, email *string) ([]*motcua.Feedback, error) {
	office, err := q.office()
	if err != nil {
		return nil, err
	}
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	reader, err := op.reader()
	if err != nil {
		return nil, err
	}
	return office.FeedbackOfSender(ctx, callerOf(ctx), reader, telephone, email)
}

func (q query) ReplyTemplates(ctx context.Context, agency string) ([]*motcua.ReplyTemplate, error) {
	office, err := q.office()
	if err != nil {
		return nil, err
	}
	id, err := q.agencyID(ctx, &agency)
	if err != nil {
		return nil, err
	}
	list, err := office.ReplyTemplates(ctx, callerOf(ctx), *id)
	return pointers(list), err
}

func (q query) Delegations(ctx context.Context, agency string) ([]*motcua.Delegation, error) {
	office, err := q.office()
	if err != nil {
		return nil, err
	}
	id, err := q.agencyID(ctx, &agency)
	if err != nil {
		return nil, err
	}
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	list, err := office.Delegations(ctx, callerOf(ctx), *id, op.day())
	return pointers(list), err
}

type replyTemplate struct{}

func (replyTemplate) ID(_ context.Context, r *motcua.ReplyTemplate) (string, error) {
	return globalID(typeReplyTemplate, r.ID), nil
}

func (replyTemplate) Agency(ctx context.Context, r *motcua.ReplyTemplate) (*motcua.Agency, error) {
	return register(ctx, r.Agency)
}

type delegation struct{}

func (delegation) ID(_ context.Context, d *motcua.Delegation) (string, error) {
	return globalID(typeDelegation, d.ID), nil
}

func (delegation) Agency(ctx context.Context, d *motcua.Delegation) (*motcua.Agency, error) {
	return register(ctx, d.Agency)
}

func (m mutations) AddReplyTemplate(ctx context.Context, in mutation.AddReplyTemplateInput) (*mutation.AddReplyTemplatePayload, error) {
	office, err := m.office()
	if err != nil {
		return nil, err
	}
	p := &mutation.AddReplyTemplatePayload{}
	agency, err := m.agencyID(ctx, &in.Agency)
	if err = named(err, "agency"); err == nil {
		p.ReplyTemplate, err = office.AddReplyTemplate(ctx, callerOf(ctx), motcua.ReplyTemplate{Agency: *agency, Name: in.Name, Text: in.Text}, m.Clock())
	}
	if err != nil {
		p.ReplyTemplate = nil
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

func (m mutations) Delegate(ctx context.Context, in mutation.DelegateInput) (*mutation.DelegatePayload, error) {
	office, err := m.office()
	if err != nil {
		return nil, err
	}
	p := &mutation.DelegatePayload{}
	agency, err := m.agencyID(ctx, &in.Agency)
	if err = named(err, "agency"); err == nil {
		v := motcua.Delegation{Absent: callerOf(ctx).Subject, Substitute: in.Substitute, Agency: *agency, Role: in.Role, From: in.From, To: in.To}
		if in.Absent != nil {
			v.Absent = *in.Absent
		}
		p.Delegation, err = office.Delegate(ctx, callerOf(ctx), v)
	}
	if err != nil {
		p.Delegation = nil
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

func (m mutations) RetireReplyTemplate(ctx context.Context, in mutation.EndInput) (*mutation.EndedPayload, error) {
	office, err := m.office()
	if err != nil {
		return nil, err
	}
	return m.end(ctx, in, typeReplyTemplate, func(id motcua.ID) error {
		return office.RetireReplyTemplate(ctx, callerOf(ctx), id, m.Clock())
	})
}

func (m mutations) EndDelegation(ctx context.Context, in mutation.EndInput) (*mutation.EndedPayload, error) {
	office, err := m.office()
	if err != nil {
		return nil, err
	}
	return m.end(ctx, in, typeDelegation, func(id motcua.ID) error {
		return office.EndDelegation(ctx, callerOf(ctx), id, m.Clock())
	})
}

// end ends what a global id of a type names.
func (m mutations) end(ctx context.Context, in mutation.EndInput, typ string, f func(motcua.ID) error) (*mutation.EndedPayload, error) {
	p := &mutation.EndedPayload{}
	_, id, err := parseIDOf([]string{typ}, in.ID)
	if err == nil {
		err = f(id)
	}
	if err == nil {
		p.EndedID = &in.ID
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}
