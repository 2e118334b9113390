package graph

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
	"motcua/graph/mutation"
)

// MaxSelection is how much feedback an event may be made on at once.
const MaxSelection = 100

// retryOf makes a mutation safe to be sent again under a key: the hash is of its
// name and its input, whatever the client's own mark on it.
func retryOf(ctx context.Context, key *motcua.ID, input any) (*motcua.Retry, error) {
	if key == nil {
		return nil, nil
	}
	text, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	name := graphql.GetFieldContext(ctx).Field.Name
	return &motcua.Retry{Caller: callerOf(ctx).Subject, Key: *key, Hash: sha256.Sum256(append([]byte(name+":"), text...))}, nil
}

// actOnFeedback makes one event on each of a selection. What came of each stands
// for itself. Of a single one what is forbidden fails the mutation.
func (m mutations) actOnFeedback(ctx context.Context, in mutation.FeedbackInput, kind motcua.FeedbackEventKind) (*mutation.FeedbackActsPayload, error) {
	p := &mutation.FeedbackActsPayload{Results: []*mutation.FeedbackActResult{}}
	clientID := in.ClientMutationID
	in.ClientMutationID = nil
	act, err := m.actOf(ctx, in, kind)
	if p.Result, err = resultOf(ctx, clientID, err); err != nil || len(p.Result.UserErrors) > 0 {
		return p, err
	}
	for i, at := range in.On {
		r, err := m.actOnOne(ctx, at, act)
		if err != nil && len(in.On) == 1 {
			return nil, err
		}
		if err != nil {
			at := graphql.WithPathContext(graphql.WithPathContext(ctx, graphql.NewPathWithField("results")), graphql.NewPathWithIndex(i))
			graphql.AddError(at, err)
		}
		p.Results = append(p.Results, r)
	}
	if len(p.Results) == 1 {
		p.Feedback, p.Result.UserErrors = p.Results[0].Feedback, p.Results[0].UserErrors
	}
	return p, nil
}

// actOnOne makes the event on one feedback.
func (m mutations) actOnOne(ctx context.Context, at mutation.FeedbackAt, act motcua.FeedbackAct) (*mutation.FeedbackActResult, error) {
	r := &mutation.FeedbackActResult{ID: at.ID, UserErrors: []motcua.UserError{}}
	id, err := idOf(typeFeedback, at.ID)
	if err == nil {
		act.Feedback, act.Expected = id, &at.ExpectedEvents
		act.Retry = act.Retry.For(id)
		r.Feedback, err = m.Config.FeedbackDesk.ActOnFeedback(ctx, callerOf(ctx), act, m.Clock())
	}
	forget(ctx, id)
	told, err := resultOf(ctx, nil, err)
	r.UserErrors = told.UserErrors
	return r, err
}

// actOf reads the input but for the feedback that it is about.
func (m mutations) actOf(ctx context.Context, in mutation.FeedbackInput, kind motcua.FeedbackEventKind) (act motcua.FeedbackAct, err error) {
	switch {
	case m.Config.FeedbackDesk == nil:
		return act, errNoFeedback
	case len(in.On) < 1 || len(in.On) > MaxSelection:
		return act, motcua.Invalid("on", "%d chosen, 1 to %d allowed", len(in.On), MaxSelection)
	}
	if act.Retry, err = retryOf(ctx, in.IdempotencyKey, in); err != nil {
		return act, err
	}
	if len(in.Uploads) > 0 && len(in.On) > 1 {
		return act, motcua.Invalid("uploads", "a file belongs to one feedback, %d are chosen", len(in.On))
	}
	act.Uploads = in.Uploads
	act.Event = motcua.FeedbackEvent{Kind: kind, Note: in.Note, Class: in.Class, Refusal: in.Refusal, Assignee: in.Assignee}
	if kind == motcua.EventAnswered {
		act.Event.Note = in.Answer
	}
	if act.Template, err = templateOf(in.Template); err != nil {
		return act, err
	}
	if act.Redaction, err = redactionOf(in); err != nil {
		return act, err
	}
	if act.Event.To, err = m.agencyID(ctx, in.To); err != nil {
		return act, named(err, "to")
	}
	if in.DuplicateOf != nil {
		id, err := idOf(typeFeedback, *in.DuplicateOf)
		if err != nil {
			return act, named(err, "duplicateOf")
		}
		act.Event.DuplicateOf = &id
	}
	return act, nil
}

// templateOf reads which template gives the text.
func templateOf(use *mutation.TemplateUse) (*motcua.TemplateUse, error) {
	if use == nil {
		return nil, nil
	}
	_, id, err := parseIDOf([]string{typeReplyTemplate}, use.ID)
	if err != nil {
		return nil, named(err, "template.id")
	}
	return use.Of(id)
}

// redactionOf reads a redaction: all of its texts or none.
func redactionOf(in mutation.FeedbackInput) (*motcua.Redaction, error) {
	acknowledged := in.Acknowledged != nil && *in.Acknowledged
	switch {
	case in.Title == nil && in.Text == nil && acknowledged:
		return &motcua.Redaction{Acknowledged: true}, nil
	case in.Title == nil && in.Text == nil:
		return nil, nil
	case in.Title == nil || in.Text == nil || in.Answer == nil:
		return nil, motcua.Invalid("title", "title, text and answer are given together, or none of them")
	}
	return &motcua.Redaction{Title: *in.Title, Text: *in.Text, Answer: *in.Answer, Acknowledged: acknowledged}, nil
}

// actAsSender makes an event of who shows the secret.
func (m mutations) actAsSender(ctx context.Context, in mutation.SenderInput, kind motcua.FeedbackEventKind) (*mutation.FeedbackActPayload, error) {
	if m.Config.FeedbackDesk == nil {
		return nil, errNoFeedback
	}
	p := &mutation.FeedbackActPayload{}
	clientID := in.ClientMutationID
	in.ClientMutationID = nil
	f, err := m.Config.FeedbackDesk.OpenFeedback(ctx, in.Code, in.Secret)
	var retry *motcua.Retry
	if err == nil {
		retry, err = retryOf(ctx, in.IdempotencyKey, in)
	}
	if err == nil {
		p.Feedback, err = m.Config.FeedbackDesk.ActOnFeedback(ctx, callerOf(ctx), motcua.FeedbackAct{
			Feedback: f.ID, BySender: true, Retry: retry,
			Event: motcua.FeedbackEvent{Kind: kind, Note: in.Note, Rating: in.Rating}, Uploads: in.Uploads,
		}, m.Clock())
	}
	if f != nil {
		forget(ctx, f.ID)
	}
	p.Result, err = resultOf(ctx, clientID, err)
	return p, err
}

// forget has what was read of feedback before an event read again.
func forget(ctx context.Context, id motcua.ID) {
	op, err := operationOf(ctx)
	if err != nil || op.events == nil {
		return
	}
	op.feedback.forget(id)
	op.events.forget(id)
	op.episodes.forget(id)
	op.personal.forget(id)
}

// named says which field of the input an error is about.
func named(err error, field string) error {
	var own *motcua.Error
	if errors.As(err, &own) {
		renamed := *own
		renamed.Field = field
		return &renamed
	}
	return err
}
