package graph

import (
	"context"
	"errors"

	"motcua"
	"motcua/graph/mutation"
)

// Publishing publishes decisions and takes back what was wrong, for callers who
// are publishers of the deciding agency.
type Publishing interface {
	PublishDecision(ctx context.Context, by motcua.Caller, document string, dryRun bool, retry *motcua.Retry) (motcua.AnnouncementReport, error)
	RetractVersion(ctx context.Context, by motcua.Caller, version motcua.ID, reason string, retry *motcua.Retry) (motcua.Retraction, error)
}

var errNoPublishing = &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server publishes nothing"}

// publisher is a caller who publishes for any agency at all. Whether for the
// one that decided is asked where it is known.
func (m mutations) publisher(ctx context.Context) (motcua.Caller, error) {
	by := callerOf(ctx)
	switch {
	case !by.Holds(motcua.RolePublisher):
		return by, &motcua.Error{Kind: motcua.KindForbidden, Message: "this needs the role PUBLISHER"}
	case m.Publishing == nil:
		return by, errNoPublishing
	}
	return by, nil
}

func (m mutations) PublishDecision(ctx context.Context, in mutation.PublishDecisionInput) (*mutation.PublishDecisionPayload, error) {
	by, err := m.publisher(ctx)
	if err != nil {
		return nil, err
	}
	retry, err := retryOf(ctx, in.IdempotencyKey, in)
	if err != nil {
		return nil, err
	}
	p := &mutation.PublishDecisionPayload{}
	report, err := m.Publishing.PublishDecision(ctx, by, in.Document, in.DryRun, retry)
	if err == nil {
		p.Decision, p.Results, p.Added = &report.Decision, report.Results, report.Added
	}
	p.Result, err = publishResult(ctx, in.ClientMutationID, err)
	return p, err
}

// publishResult tells each fault of a document as an error of its own, with the
// path within the document.
func publishResult(ctx context.Context, clientID *string, err error) (mutation.Result, error) {
	var faults motcua.Faults
	if !errors.As(err, &faults) {
		return resultOf(ctx, clientID, err)
	}
	r := mutation.Result{ClientMutationID: clientID, Written: writtenRevision}
	for _, f := range faults {
		field := "document." + f.Path
		r.UserErrors = append(r.UserErrors, motcua.UserError{Field: &field, Code: motcua.UserErrorInvalid, Message: message(ctx, motcua.KindInvalid, f.Reason)})
	}
	return r, nil
}

func (m mutations) RetractVersion(ctx context.Context, in mutation.RetractVersionInput) (*mutation.RetractVersionPayload, error) {
	by, err := m.publisher(ctx)
	if err != nil {
		return nil, err
	}
	retry, err := retryOf(ctx, in.IdempotencyKey, in)
	if err != nil {
		return nil, err
	}
	p := &mutation.RetractVersionPayload{}
	done, err := m.Publishing.RetractVersion(ctx, by, in.VersionID, in.Reason, retry)
	if err == nil {
		p.RetractedVersionID = &in.VersionID
		if done.Procedure != "" {
			p.Procedure, err = publicProcedure(ctx, done.Procedure)
		}
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

type announcementResult struct{ *resolver }

func (announcementResult) ProcedureID(_ context.Context, r *motcua.AnnouncementResult) (string, error) {
	return globalID(typeProcedure, r.Procedure), nil
}

func (announcementResult) VersionID(_ context.Context, r *motcua.AnnouncementResult) (*motcua.ID, error) {
	return published(r.Version), nil
}

// Changes tells what an amendment changes.
func (announcementResult) Changes(_ context.Context, r *motcua.AnnouncementResult) ([]*motcua.ContentChange, error) {
	if r.Before == nil || r.After == nil {
		return nil, nil
	}
	changes, err := motcua.CompareContents(r.Before, r.After)
	return pointers(changes), err
}
