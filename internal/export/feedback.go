package export

import (
	"context"
	"errors"
	"io"

	"motcua"
)

// feedbackColumns hold nothing that is personal: neither the sender nor their
// words, of which only the published redaction is given.
var feedbackColumns = []string{
	"code", "state", "class", "agencyCode", "agency", "channel", "origin", "submittedAt", "receivedAt", "answeredAt", "closedAt",
	"dueAt", "dueAtStatus", "daysLeft", "overdue", "assignee", "refusal", "rating", "attachments", "procedure", "publishedAt", "publicTitle",
}

func (x *Exporter) feedback(ctx context.Context, e motcua.Export, to io.Writer) (rows int, err error) {
	query := *e.Feedback
	if query.Order == nil || query.Order.Field == motcua.FeedbackByRelevance {
		query.Order = &motcua.FeedbackOrder{Field: motcua.FeedbackByReceived, Direction: motcua.DirectionDesc}
	}
	query.Page, query.Facets = motcua.Page{First: limit(e.Format), Whole: true}, nil
	found, err := x.Feedback.Search(ctx, query)
	if err != nil {
		return 0, wrap("feedback", err)
	}
	if found.HasNext {
		return 0, tooMany(found.Total, *query.Page.First)
	}
	kept, err := newSpool()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, kept.file.Close()) }()
	if rows, err = x.feedbackRows(ctx, e.Format, query, found.Hits, kept); err != nil {
		return rows, err
	}
	return rows, kept.send(to)
}

func (x *Exporter) feedbackRows(ctx context.Context, format motcua.ExportFormat, query motcua.FeedbackQuery, hits []motcua.FeedbackHit, to io.Writer) (rows int, err error) {
	out, err := newWriter(format, to, feedbackColumns)
	if err != nil {
		return 0, err
	}
	ids := make([]motcua.ID, len(hits))
	for i, h := range hits {
		ids[i] = h.Feedback
	}
	err = x.FeedbackRows.FeedbackSnapshot(ctx, query.Asker.Reader, ids, func(f *motcua.Feedback, holder *motcua.Agency) error {
		rows++
		return out.row(feedbackCells(f, holder, query))
	})
	if err != nil {
		return rows, wrap("feedback", err)
	}
	return rows, out.end(rows)
}

func feedbackCells(f *motcua.Feedback, agency *motcua.Agency, query motcua.FeedbackQuery) []any {
	var tracking, code, name, left, rating, published, title, assignee any
	if agency != nil {
		code, name = text(agency.Code), agency.Name
	}
	if n := f.DaysLeft(query.Day); n != nil {
		left = *n
	}
	if f.Rating != nil {
		rating = *f.Rating
	}
	if f.Public != nil {
		published, title = moment(&f.Public.At), f.Public.Title
	}
	if query.Asker.Reader.SeesAsOfficial(f) {
		// The code is for its sender, who works on it for officials.
		tracking, assignee = f.Code.String(), text(f.Assignee)
	}
	return []any{
		tracking, string(f.State), text(f.Class), code, name, string(f.Channel), string(f.Origin),
		moment(&f.SubmittedAt), moment(f.ReceivedAt), moment(f.AnsweredAt), moment(f.ClosedAt),
		day(f.DueAt), string(f.DueAtStatus), left, f.Overdue(query.Day), assignee, text(f.Refusal), rating, f.Attachments,
		text(f.Procedure), published, title,
	}
}
