package graph

import (
	"context"
	"time"

	"motcua"
	"motcua/graph/mutation"
)

// FeedbackDesk takes feedback and acts on it.
type FeedbackDesk interface {
	SubmitFeedback(ctx context.Context, by motcua.Caller, s motcua.Submission, now time.Time) (*motcua.Receipt, error)
	OpenFeedback(ctx context.Context, code motcua.TrackingCode, secret string) (*motcua.Feedback, error)
	ActOnFeedback(ctx context.Context, by motcua.Caller, act motcua.FeedbackAct, now time.Time) (*motcua.Feedback, error)
	MaskedWords(ctx context.Context, ids []motcua.ID) (map[motcua.ID]motcua.Words, error)
	Delegated(ctx context.Context, by motcua.Caller, day motcua.Date) (motcua.Caller, error)
	PersonalFeedback(ctx context.Context, by motcua.Caller, reader motcua.FeedbackReader, ids []motcua.ID) (map[motcua.ID]*motcua.FeedbackPersonal, error)
}

type addressKey struct{}

// WithAddress notes from where on the net a request comes.
func WithAddress(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

func addressOf(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}

func (m mutations) SubmitFeedback(ctx context.Context, in mutation.SubmitFeedbackInput) (*mutation.SubmitFeedbackPayload, error) {
	if m.Config.FeedbackDesk == nil {
		return nil, errNoFeedback
	}
	p := &mutation.SubmitFeedbackPayload{}
	clientID := in.ClientMutationID
	in.ClientMutationID = nil
	s, err := m.submissionOf(ctx, in)
	if err == nil {
		p.Related = &mutation.Related{Words: s.Words}
		if p.NotFeedback = motcua.RecognizeNotFeedback(s.Words); p.NotFeedback == nil {
			err = m.submit(ctx, s, p)
		}
	}
	p.Result, err = resultOf(ctx, clientID, err)
	return p, err
}

func (m mutations) submit(ctx context.Context, s motcua.Submission, p *mutation.SubmitFeedbackPayload) error {
	receipt, err := m.Config.FeedbackDesk.SubmitFeedback(ctx, callerOf(ctx), s, m.Clock())
	if err != nil {
		return err
	}
	p.Feedback, p.Secret, p.Related.Feedback = receipt.Feedback, &receipt.Secret, &receipt.Feedback.ID
	return nil
}

// submissionOf reads the input. What came by telephone or letter is written down
// by an official who receives for the agency.
func (m mutations) submissionOf(ctx context.Context, in mutation.SubmitFeedbackInput) (s motcua.Submission, err error) {
	s = in.Submission()
	if s.Retry, err = retryOf(ctx, in.IdempotencyKey, in); err != nil {
		return s, err
	}
	if err := s.Check(); err != nil {
		return s, err
	}
	if in.ProcedureID != nil {
		id, err := procedureID(*in.ProcedureID)
		if err != nil {
			return s, err
		}
		s.Procedure = &id
	}
	if s.Agency, err = m.agencyID(ctx, in.Agency); err != nil {
		return s, named(err, "agency")
	}
	if s.Channel != motcua.FeedbackWeb && !callerOf(ctx).Holds(motcua.RoleReceiver) {
		return s, &motcua.Error{Kind: motcua.KindForbidden, Message: "another channel than WEB needs the role RECEIVER"}
	}
	if s.Channel == motcua.FeedbackWeb { // an office writes down what many people told it
		s.Address = addressOf(ctx)
	}
	return s, nil
}

type notFeedback struct{ *resolver }

func (r notFeedback) Procedure(ctx context.Context, n *motcua.NotFeedback) (*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil || n.Procedure == nil {
		return nil, err
	}
	p, err := r.Catalogue.Procedure(ctx, motcua.ProcedureKey{Code: *n.Procedure}, op.day())
	return p, unlessGone(err)
}

// maxRelated is how many proposals people read before they send something.
const maxRelated = 3

type related struct{ *resolver }

func (r related) Procedures(ctx context.Context, to *mutation.Related) ([]*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	first := maxRelated
	found, err := r.Searcher.Search(ctx, motcua.ProcedureQuery{Text: to.Words.Title, Day: op.day(), Page: motcua.Page{First: &first}})
	if err != nil {
		return nil, err
	}
	out := make([]*motcua.Procedure, 0, len(found.Hits))
	for _, hit := range found.Hits {
		p, err := op.procedures.load(ctx, dated{id: hit.Procedure, day: op.day()})
		if err := unlessGone(err); err != nil {
			return nil, err
		}
		if p != nil {
			out = append(out, p)
		}
	}
	return out, nil
}

// SimilarAnswers are published ones only, whoever asks.
func (r related) SimilarAnswers(ctx context.Context, to *mutation.Related) ([]*motcua.Feedback, error) {
	op, err := operationOf(ctx)
	if err != nil || r.FeedbackSearcher == nil {
		return []*motcua.Feedback{}, err
	}
	asker, err := r.asker(ctx, true)
	if err != nil {
		return nil, err
	}
	var own motcua.ID
	if to.Feedback != nil {
		own = *to.Feedback
	}
	similar, err := r.FeedbackSearcher.Similar(ctx, asker, []string{to.Words.Title, to.Words.Text}, own, maxRelated)
	if err != nil {
		return nil, err
	}
	ids := make([]motcua.ID, len(similar))
	for i, s := range similar {
		ids[i] = s.Feedback
	}
	found, err := op.loadFeedback(ctx, ids)
	out := make([]*motcua.Feedback, 0, len(ids))
	for _, id := range ids {
		if f := found[id]; f != nil {
			out = append(out, f)
		}
	}
	return out, err
}
