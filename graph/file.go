package graph

import (
	"context"
	"time"

	"motcua"
	"motcua/graph/mutation"
)

// Files is what gives out places for files, and knows those of feedback. The
// bytes come and go beside the API.
type Files interface {
	CreateUpload(ctx context.Context, by motcua.Caller, address string, now time.Time) (motcua.Upload, error)
	CreateExport(ctx context.Context, x motcua.Export, now time.Time) (motcua.Export, error)
	FeedbackAttachments(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]motcua.FeedbackAttachment, error)
	ShowAttachment(ctx context.Context, by motcua.Caller, id motcua.ID, public bool) (*motcua.Feedback, error)
}

var errNoFiles = &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server keeps no files"}

func (m mutations) CreateUpload(ctx context.Context, in mutation.CreateUploadInput) (*mutation.CreateUploadPayload, error) {
	if m.Config.Files == nil {
		return nil, errNoFiles
	}
	p := &mutation.CreateUploadPayload{}
	made, err := m.Config.Files.CreateUpload(ctx, callerOf(ctx), addressOf(ctx), m.Clock())
	if err == nil {
		p.Upload = &made
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

func (m mutations) ShowAttachment(ctx context.Context, in mutation.ShowAttachmentInput) (*mutation.ShowAttachmentPayload, error) {
	if m.Config.Files == nil {
		return nil, errNoFiles
	}
	p := &mutation.ShowAttachmentPayload{}
	f, err := m.Config.Files.ShowAttachment(ctx, callerOf(ctx), in.ID, in.Public)
	if err == nil {
		p.Feedback = f
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

func (m mutations) CreateExport(ctx context.Context, in mutation.CreateExportInput) (*mutation.CreateExportPayload, error) {
	if m.Config.Files == nil {
		return nil, errNoFiles
	}
	p := &mutation.CreateExportPayload{}
	x, err := m.exportOf(ctx, in)
	if err == nil {
		x, err = m.Config.Files.CreateExport(ctx, x, m.Clock())
	}
	if err == nil {
		p.Export = &x
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

// exportOf reads which list is asked for, and for whom.
func (m mutations) exportOf(ctx context.Context, in mutation.CreateExportInput) (x motcua.Export, err error) {
	x = motcua.Export{Format: in.Format, By: callerOf(ctx)}
	op, err := operationOf(ctx)
	switch {
	case err != nil:
		return x, err
	case (in.Procedures == nil) == (in.Feedbacks == nil):
		return x, motcua.Invalid("procedures", "exactly one of procedures and feedbacks is needed")
	case in.Feedbacks != nil:
		list := in.Feedbacks
		q, err := m.feedbackQuery(ctx, feedbackListing{search: list.Search, filter: list.Filter, orderBy: list.OrderBy, published: list.Published})
		q.Page, x.Feedback = motcua.Page{}, &q
		return x, err
	}
	list := in.Procedures
	q, err := listing{search: list.Search, filter: list.Filter, orderBy: list.OrderBy, collapse: list.Collapse}.query(ctx, nil)
	q.Day, q.Page = op.on(list.AsOf), motcua.Page{}
	x.Procedures = &q
	return x, err
}

func (feedback) Attachments(ctx context.Context, f *motcua.Feedback) ([]*motcua.FeedbackAttachment, error) {
	op, reader, err := view(ctx, f)
	if err != nil || f.Attachments == 0 || op.attachments == nil {
		return []*motcua.FeedbackAttachment{}, err
	}
	list, err := op.attachments.load(ctx, f.ID)
	seen := make([]*motcua.FeedbackAttachment, 0, len(list))
	for i := range list {
		if reader.ReadsAttachment(f, &list[i]) {
			seen = append(seen, &list[i])
		}
	}
	return seen, err
}

type upload struct{}

func (upload) URL(_ context.Context, u *motcua.Upload) (string, error) {
	return "/uploads/" + string(u.ID), nil
}

func (upload) MaxBytes(context.Context, *motcua.Upload) (int, error) {
	return motcua.MaxUploadBytes, nil
}

func (upload) MediaTypes(context.Context, *motcua.Upload) ([]string, error) {
	return motcua.UploadTypes(), nil
}

type export struct{}

func (export) URL(_ context.Context, x *motcua.Export) (string, error) {
	return "/exports/" + string(x.ID), nil
}

type feedbackAttachment struct{}

func (feedbackAttachment) Size(_ context.Context, a *motcua.FeedbackAttachment) (int, error) {
	return int(a.Size), nil
}

func (feedbackAttachment) Sha256(_ context.Context, a *motcua.FeedbackAttachment) (string, error) {
	return a.SHA256.String(), nil
}

func (feedbackAttachment) URL(_ context.Context, a *motcua.FeedbackAttachment) (string, error) {
	return "/attachments/" + string(a.ID), nil
}
