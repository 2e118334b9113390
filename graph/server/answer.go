package server

import (
	"context"
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
	"motcua/graph"
)

// Headers of answers. The first is of RFC 9211, for whoever wonders why an
// answer was fast or slow; the second names the data's state, as far as it is
// known which one that is.
const (
	cacheHeader    = "Cache-Status"
	revisionHeader = "Motcua-Revision"
)

// answer answers the text of a request, from the kept answers where one is for
// everybody and still right. The error is a refusal.
func (e endpoint) answer(w http.ResponseWriter, r *http.Request, media, text string) error {
	ctx := r.Context()
	var key responseKey
	zipped := acceptsGzip(r.Header)
	kept := media != mediaEvents && e.keeps(r)
	if kept {
		key = e.responses.requestKey(graph.Vietnamese(ctx), zipped, r.Method, text)
		if s, ok := e.responses.find(key); ok {
			e.send(w, r, media, s, hit)
			return nil
		}
	}
	params, err := parameters(r, text)
	if err == nil && asksRevision(params) {
		kept = false
	}
	switch {
	case err != nil:
		return err
	case media == mediaEvents:
		e.events(ctx, w, r, params)
	case kept:
		s, how := e.shared(ctx, params, key, zipped, r.Method != http.MethodPost)
		e.send(w, r, media, s, how)
	default:
		e.send(w, r, media, e.run(ctx, params, r.Method != http.MethodPost), "fwd=bypass")
	}
	return nil
}

// keeps says whether a request may be given a kept answer: one that nobody in
// particular sends, and that asks for the answer.
func (e endpoint) keeps(r *http.Request) bool {
	return e.responses != nil && len(r.Header["Authorization"]) == 0 && r.Header.Get(minRevisionHeader) == "" && !asksCostOnly(r.Header)
}

// run executes an operation and writes its answer as JSON.
func (e endpoint) run(ctx context.Context, params *graphql.RawParams, readOnly bool) *sent {
	a := e.executor.run(ctx, params, readOnly)
	text, err := a.encode()
	if err != nil {
		e.log.ErrorContext(ctx, "an answer cannot be written", "error", err)
		a = e.executor.failed(ctx, nil, err)
		text, _ = a.encode() // a message and a code
	}
	return &sent{answer: a, body: text, left: ctx.Err() != nil}
}

// shared gives the answer to what anybody may ask: kept, or made once for all
// who wait for it.
func (e endpoint) shared(ctx context.Context, params *graphql.RawParams, request responseKey, zipped, readOnly bool) (s *sent, how string) {
	c := e.responses
	policy := e.executor.policy(ctx, params)
	public := policy.public()
	document, err := c.documentKey(graph.Vietnamese(ctx), params)
	if err != nil {
		return e.run(ctx, params, readOnly), "fwd=bypass"
	}
	if public {
		if s, ok := c.findDocument(document, zipped); ok {
			c.keep(request, document.in(zipped), s)
			return s, hit
		}
	}
	areas := policy.areas
	if areas == 0 { // the document was never seen
		areas = motcua.AllAreas
	}
	run := func() *sent {
		revision, known := c.revisions.Now(areas)
		day := c.clock.Today()
		s := e.run(ctx, params, readOnly)
		if known && s.answer.policy.public() && !s.refused && len(s.Errors) == 0 {
			s.keepAs(s.answer.policy, revision, day, zipped)
			c.keep(request, document.in(zipped), s)
		}
		return s
	}
	if !public { // or never seen, and then nobody waits for it
		return run(), "fwd=miss"
	}
	return c.alone(ctx, document.in(zipped), run), "fwd=miss"
}

// send writes an answer and notes it for the log.
func (e endpoint) send(w http.ResponseWriter, r *http.Request, media string, s *sent, how string) {
	note(r.Context(), s.answer)
	noteCache(r.Context(), how)
	w.Header().Set(cacheHeader, "motcua; "+how)
	s.write(w, r, media, e.clock())
}

// policy gives the policy of a document that was validated before; that of
// another is not to keep it.
func (e *Executor) policy(ctx context.Context, params *graphql.RawParams) policy {
	if err := e.persisted.MutateOperationParameters(ctx, params); err != nil {
		return policy{}
	}
	doc, ok := e.known.Get(ctx, params.Query)
	if !ok {
		return policy{}
	}
	op := doc.Operations.ForName(params.OperationName)
	if op == nil {
		return policy{}
	}
	return policyOf(e.schema, doc, op)
}
