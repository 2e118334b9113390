package graph

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
	"motcua/graph/page"
)

// FeedbackSearcher lists, finds and counts feedback, as far as the asker sees it.
type FeedbackSearcher interface {
	Search(ctx context.Context, query motcua.FeedbackQuery) (*motcua.FeedbackResult, error)
	Backlog(ctx context.Context, agency *motcua.ID, asker motcua.FeedbackAsker, day motcua.Date) (*motcua.Backlog, error)
	Similar(ctx context.Context, asker motcua.FeedbackAsker, texts []string, except motcua.ID, first int) ([]motcua.SimilarFeedback, error)
}

// asker tells for whom feedback is listed; whoever is no official lists what is
// published.
func (r *resolver) asker(ctx context.Context, published bool) (a motcua.FeedbackAsker, err error) {
	op, err := operationOf(ctx)
	if err != nil {
		return a, err
	}
	if r.Config.Feedback == nil || r.FeedbackSearcher == nil {
		return a, errNoFeedback
	}
	if a.Tree, err = r.Config.Feedback.AgencyTree(ctx); err != nil {
		return a, err
	}
	if a.Reader, err = op.reader(); err != nil {
		return a, err
	}
	a.Public = published || !a.Reader.Official()
	a.Subject = callerOf(ctx).Subject
	return a, nil
}

// official is who asks for what only officials may have; refusal says what that is.
func (r *resolver) official(ctx context.Context, refusal string) (motcua.FeedbackAsker, error) {
	a, err := r.asker(ctx, false)
	if err == nil && a.Public {
		err = &motcua.Error{Kind: motcua.KindForbidden, Message: refusal}
	}
	return a, err
}

// feedbackListing holds the arguments of every list of feedback.
type feedbackListing struct {
	search    *string
	filter    *motcua.FeedbackFilter
	orderBy   *motcua.FeedbackOrder
	published bool
	first     *int
	after     *string
	last      *int
	before    *string
}

func (q query) Feedbacks(ctx context.Context, search *string, filter *motcua.FeedbackFilter, orderBy *motcua.FeedbackOrder, published bool, first *int, after *string, last *int, before, _ *string) (*page.FeedbackConnection, error) {
	return q.feedbacks(ctx, feedbackListing{search, filter, orderBy, published, first, after, last, before})
}

// feedbacks answers every list of feedback.
func (r *resolver) feedbacks(ctx context.Context, l feedbackListing) (*page.FeedbackConnection, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	q, err := r.feedbackQuery(ctx, l)
	if err != nil {
		return nil, err
	}
	if q.Facets, q.ZeroFacets, err = feedbackFacetsAsked(ctx, q.Asker.Public); err != nil {
		return nil, err
	}
	q.NoCursors = !cursorsAsked(ctx)
	found, err := r.FeedbackSearcher.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	return page.NewFeedbackConnection(found, page.FeedbackSource{Load: op.loadFeedback, Name: op.nameFacet, Texts: op.textsOf(q.Asker)}), nil
}

// feedbackQuery reads what a list, or a file of it, holds and for whom.
func (r *resolver) feedbackQuery(ctx context.Context, l feedbackListing) (q motcua.FeedbackQuery, err error) {
	op, err := operationOf(ctx)
	if err != nil {
		return q, err
	}
	if q, err = l.query(ctx); err != nil {
		return q, err
	}
	q.Day = op.day()
	if q.Asker, err = r.asker(ctx, l.published); err != nil {
		return q, err
	}
	code, err := motcua.ParseTrackingCode(q.Text)
	if err != nil {
		return q, nil // words to search for
	}
	if q.Text, q.Only = "", []motcua.ID{}; q.Asker.Public {
		return q, nil
	}
	f, err := r.Config.Feedback.FeedbackByCode(ctx, code)
	if err == nil {
		q.Only = append(q.Only, f.ID)
	}
	return q, unlessGone(err)
}

func (l feedbackListing) query(ctx context.Context) (q motcua.FeedbackQuery, err error) {
	if l.search != nil {
		q.Text = *l.search
	}
	if err := checkText(ctx, "search", q.Text); err != nil {
		return q, err
	}
	if l.filter != nil {
		q.Filter = *l.filter
	}
	if err := checkFeedbackFilter(ctx, &q.Filter); err != nil {
		return q, err
	}
	q.Order = l.orderBy
	q.Page, err = pageOf(ctx, l.first, l.after, l.last, l.before)
	return q, err
}

// textsOf gives the texts that are searched for an asker: what is published, or
// what was sent after masking.
func (op *operation) textsOf(asker motcua.FeedbackAsker) func(context.Context, *motcua.Feedback) ([]motcua.NamedText, error) {
	return func(ctx context.Context, f *motcua.Feedback) ([]motcua.NamedText, error) {
		if asker.Public {
			if f.Public == nil {
				return nil, nil // not any more
			}
			return []motcua.NamedText{{Field: "title", Text: f.Public.Title}, {Field: "text", Text: f.Public.Text}, {Field: "answer", Text: f.Public.Answer}}, nil
		}
		if !asker.Reader.SeesAsOfficial(f) {
			return nil, nil
		}
		words, err := op.masked.load(ctx, f.ID)
		if err != nil || words.Title == "" { // the sender is erased
			return nil, err
		}
		texts := []motcua.NamedText{{Field: "title", Text: words.Title}, {Field: "text", Text: words.Text}}
		if words.Place != nil {
			texts = append(texts, motcua.NamedText{Field: "place", Text: *words.Place})
		}
		return texts, nil
	}
}

// loadFeedback loads many in one statement.
func (op *operation) loadFeedback(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Feedback, error) {
	found := make(map[motcua.ID]*motcua.Feedback, len(ids))
	for i, wait := range op.feedback.all(ctx, ids) {
		f, err := wait()
		if unlessGone(err) != nil {
			return nil, err
		}
		if f != nil {
			found[ids[i]] = f
		}
	}
	return op.seen(ctx, found), nil
}

// seen gives rows with what is shown beside them, so that lists need not fetch it
// row by row. The rows are this list's own: others may hold the same.
func (op *operation) seen(ctx context.Context, rows map[motcua.ID]*motcua.Feedback) map[motcua.ID]*motcua.Feedback {
	out := make(map[motcua.ID]*motcua.Feedback, len(rows))
	for id, f := range rows {
		own, late := *f, f.Overdue(op.day())
		own.Late, out[id] = &late, &own
	}
	if !rowSelects(ctx, "agency") {
		return out
	}
	agencies := make([]motcua.ID, 0, len(out))
	for _, f := range out {
		agencies = append(agencies, f.Agency)
	}
	slices.Sort(agencies)
	agencies = slices.Compact(agencies)
	holders := make(map[motcua.ID]*motcua.Agency, len(agencies))
	for i, wait := range op.agencies.all(ctx, agencies) {
		holders[agencies[i]], _ = wait() // the field of the row says what is wrong
	}
	for _, f := range out {
		f.Holder = holders[f.Agency]
	}
	return out
}

// rowSelects says whether a field is selected of the rows below a connection's
// nodes or edges.
func rowSelects(ctx context.Context, field string) bool {
	for _, f := range graphql.CollectFieldsCtx(ctx, nil) {
		if f.Name == field {
			return true
		}
		if f.Name == "node" {
			return slices.ContainsFunc(graphql.CollectFields(graphql.GetOperationContext(ctx), f.Selections, nil), func(f graphql.CollectedField) bool {
				return f.Name == field
			})
		}
	}
	return false
}
