package server

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"motcua"
	"motcua/graph"
)

// Executor runs operations within their bounds, over HTTP or not.
type Executor struct {
	gqlgen    *executor.Executor
	schema    *ast.Schema
	known     *documents // validated before
	persisted *persisted
	limits    *Limits
	rates     *rates                                // nil: nobody is bounded
	begin     func(context.Context) context.Context // of what the fields of one answer share
	running   *slots
	waiting   *slots // for a revision
	streams   *slots // subscriptions
	metrics   *Metrics
	// staleSince says from when on answers may lack something; nil is never.
	staleSince func() (time.Time, bool)
	revisions  *motcua.Revisions
	present    graphql.ErrorPresenterFunc
}

// NewExecutor makes the executor of a handler; what only HTTP needs may be left
// out of the configuration.
func NewExecutor(cfg Config) (*Executor, error) {
	resolvers := graph.Config{
		Catalogue: cfg.Catalogue, Searcher: cfg.Searcher, Clock: cfg.Clock, Log: cfg.Log, Explain: cfg.Explain,
		Curation: cfg.Curation, Insights: cfg.Insights, Usage: cfg.Usage, Threshold: cfg.Threshold,
		Changes: cfg.Changes, Hub: cfg.Hub, Feedback: cfg.Feedback, FeedbackDesk: cfg.FeedbackDesk, Office: cfg.Office,
		FeedbackSearcher: cfg.FeedbackSearcher, Filters: cfg.Filters,
		Files: cfg.FileDesk, Audit: cfg.Audit,
		Publishing: cfg.Publishing,
		Bounds:     graph.Bounds{First: cfg.Limits.allowed(BoundFirst), Text: cfg.Limits.allowed(BoundText)},
		Webhooks:   cfg.Webhooks, PlainWebhooks: cfg.PlainWebhooks,
	}
	if cfg.FormBaseURL != "" {
		base, err := url.Parse(cfg.FormBaseURL)
		if err != nil || base.Scheme == "" || base.Host == "" {
			return nil, fmt.Errorf("the address of forms %q is not one like https://example.vn/files", cfg.FormBaseURL)
		}
		resolvers.FormBaseURL = base
	}
	begin := func(ctx context.Context) context.Context { return graph.Begin(ctx, resolvers) }
	return newExecutor(graph.NewSchema(resolvers), begin, cfg), nil
}

// newExecutor makes the executor of any schema.
func newExecutor(schema graphql.ExecutableSchema, begin func(context.Context) context.Context, cfg Config) *Executor {
	limits := cfg.Limits
	e := executor.New(schema)
	cache := newDocuments()
	e.SetQueryCache(cache)
	e.SetParserTokenLimit(limits.allowed(BoundTokens))
	present := graph.Presenter(cfg.Log)
	e.SetErrorPresenter(present)
	e.SetRecoverFunc(graph.Recover)
	persisted := newPersisted(cfg.Trusted)
	e.Use(persisted)
	e.Use(&guard{&limits, pricesOf(schema.Schema()), cache})
	e.AroundFields(graph.NewPlain(schema.Schema()).Write)
	if cfg.Traces != nil {
		e.AroundFields(spanOfField)
	}
	var rated *rates
	if cfg.RateLimited {
		rated = newRates(&limits)
	}
	return &Executor{
		rates:  rated,
		gqlgen: e, schema: schema.Schema(), known: cache, persisted: persisted, limits: &limits, begin: begin,
		running: newSlots(&limits, BoundRunning, BoundRunningEach),
		waiting: newSlots(&limits, BoundWaiting, BoundWaitingEach),
		present: present, revisions: cfg.Revisions, staleSince: cfg.Stale, metrics: cfg.Metrics,
		streams: newSlots(&limits, BoundSubscriptions, BoundSubscriptionsEach),
	}
}

// Execute runs one operation for the program itself and gives the data of its
// answer, also beside an error of some of its fields. It is bounded like any
// other.
func (e *Executor) Execute(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error) {
	a := e.run(ctx, &graphql.RawParams{Query: query, Variables: variables}, false)
	if len(a.Errors) > 0 {
		return a.Data, a.Errors
	}
	return a.Data, nil
}

// answer is what came of an operation.
type answer struct {
	*graphql.Response
	operation string                // its name
	refused   bool                  // before it was executed: there is no data at all
	status    int                   // that the refusal asks for; 0 leaves it to the media type
	cost      *cost                 // of the operation, if it came so far
	policy    policy                // for how long it may be kept
	searches  []graph.CountedSearch // that were counted for it
	stale     bool                  // it was made while the database did not answer
}

// run executes a query or mutation; readOnly refuses all but queries.
func (e *Executor) run(ctx context.Context, params *graphql.RawParams, readOnly bool) (a answer) {
	ctx, cancel := context.WithTimeout(ctx, e.limits.time(BoundTime))
	defer cancel()
	op, no := e.prepare(ctx, params, readOnly)
	switch {
	case no != nil:
		return *no
	case asksCostOnly(op.Headers):
		return priced(op)
	case op.Operation.Operation == ast.Subscription:
		return e.refuse(ctx, noSingle.with())
	}
	return e.single(ctx, op, params)
}

// single answers a query or mutation, at the revision that it asks for. A panic
// does not leave it: many may wait for one answer.
func (e *Executor) single(ctx context.Context, op *graphql.OperationContext, params *graphql.RawParams) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = e.failed(ctx, op, p)
		}
	}()
	if refused := e.reach(ctx, op, params); refused != nil {
		return *refused
	}
	release, refused := e.running.take(peerOf(ctx))
	if refused != nil {
		return e.refuse(ctx, refused)
	}
	defer release()
	return e.execute(ctx, op)
}

// open begins an operation of any kind whose answers are sent one by one: one of
// a query or mutation, one for each event of a subscription. What is given has
// to be ranged over; it ends when the context does.
func (e *Executor) open(ctx context.Context, params *graphql.RawParams, readOnly bool) (answers iter.Seq[answer], no *answer) {
	first, cancel := context.WithTimeout(ctx, e.limits.time(BoundTime))
	defer cancel()
	op, no := e.prepare(first, params, readOnly)
	switch {
	case no != nil:
		return nil, no
	case asksCostOnly(op.Headers):
		a := priced(op)
		return func(yield func(answer) bool) { yield(a) }, nil
	case op.Operation.Operation != ast.Subscription:
		a := e.single(first, op, params)
		return func(yield func(answer) bool) { yield(a) }, nil
	}
	leave, refused := e.streams.take(peerOf(ctx))
	if refused != nil {
		a := e.refuse(ctx, refused)
		return nil, &a
	}
	return func(yield func(answer) bool) {
		defer leave()
		e.follow(ctx, op, yield)
	}, nil
}

// prepare reads an operation and checks it within its bounds.
func (e *Executor) prepare(ctx context.Context, params *graphql.RawParams, readOnly bool) (op *graphql.OperationContext, no *answer) {
	defer func() {
		if p := recover(); p != nil {
			a := e.failed(ctx, op, p)
			no = &a
		}
	}()
	release, busy := e.running.take(peerOf(ctx))
	if busy != nil {
		a := e.refuse(ctx, busy)
		return nil, &a
	}
	defer release()
	op, errs := e.gqlgen.CreateOperationContext(graphql.StartOperationTrace(ctx), params)
	switch {
	case len(errs) > 0:
		a := e.report(ctx, op, errs)
		return op, &a
	case readOnly && op.Operation.Operation == ast.Mutation:
		a := e.refuse(ctx, noWriteByGet.with())
		return op, &a
	case asksCostOnly(op.Headers):
		return op, nil
	}
	if refused := e.rates.charge(ctx, costOf(op).Requested); refused != nil {
		a := e.refuse(ctx, refused)
		return op, &a
	}
	return op, nil
}

func (e *Executor) execute(ctx context.Context, op *graphql.OperationContext) answer {
	begun, noted := motcua.WithStaleness(e.begin(ctx))
	if tellsRevision(op) {
		begun = motcua.WithCommits(begun)
	}
	respond, ctx := e.gqlgen.DispatchOperation(begun, op)
	a := answer{Response: respond(ctx), operation: op.Operation.Name, policy: policyOf(e.schema, op.Doc, op.Operation)}
	a.searches = graph.CountedSearches(begun)
	if a.Response == nil { // the time ran out, or the client left
		return e.refuse(ctx, noTime.with())
	}
	a.order()
	a.tellCost(op)
	e.tellStale(&a, op, noted)
	return a
}

// follow answers each event of a subscription. What the fields of one answer
// share begins anew with each.
func (e *Executor) follow(ctx context.Context, op *graphql.OperationContext, yield func(answer) bool) {
	defer func() {
		if p := recover(); p != nil {
			yield(e.failed(ctx, op, p))
		}
	}()
	respond, ctx := e.gqlgen.DispatchOperation(e.begin(ctx), op)
	for {
		begun, noted := motcua.WithStaleness(e.begin(ctx))
		a := answer{Response: respond(begun), operation: op.Operation.Name}
		if a.Response == nil || ctx.Err() != nil {
			return
		}
		a.order()
		e.tellStale(&a, op, noted)
		if !yield(a) {
			return
		}
	}
}

// priced answers those who only ask for the price.
func priced(op *graphql.OperationContext) answer {
	a := answer{Response: &graphql.Response{Data: json.RawMessage("null")}, operation: op.Operation.Name, cost: costOf(op)}
	a.Extensions = map[string]any{costExtension: a.cost}
	return a
}

// tellCost puts the cost among the extensions, unless there is none.
func (a *answer) tellCost(op *graphql.OperationContext) {
	if a.cost = costOf(op); a.cost == nil || a.cost.Requested == 0 {
		return
	}
	if a.Extensions == nil {
		a.Extensions = map[string]any{}
	}
	a.Extensions[costExtension] = cost{Requested: a.cost.Requested, Limit: a.cost.Limit}
}

// order sorts errors: fields run side by side, and what is told of them has an
// order all the same.
func (a answer) order() {
	slices.SortStableFunc(a.Errors, func(x, y *gqlerror.Error) int { return strings.Compare(x.Path.String(), y.Path.String()) })
}

// refuse answers with a reason of this package.
func (e *Executor) refuse(ctx context.Context, r *refusal) answer {
	return answer{Response: &graphql.Response{Errors: gqlerror.List{r.told(ctx)}}, refused: true, status: r.status}
}

// report answers with what is wrong about an operation.
func (e *Executor) report(ctx context.Context, op *graphql.OperationContext, errs gqlerror.List) answer {
	if op != nil {
		ctx = graphql.WithOperationContext(ctx, op)
	}
	errs = errs[:min(len(errs), e.limits.allowed(BoundErrors))]
	for _, err := range errs {
		nameVariable(err)
	}
	return answer{Response: e.gqlgen.DispatchError(ctx, errs), refused: true, cost: costOf(op)}
}

// nameVariable tells the path within a variable as that. gqlparser makes it the
// path of the error, where a client looks for a field of the answer.
func nameVariable(err *gqlerror.Error) {
	if len(err.Path) < 2 || err.Path[0] != ast.PathName("variable") {
		return
	}
	if err.Extensions == nil {
		err.Extensions = map[string]any{}
	}
	err.Extensions["variable"], err.Path = err.Path[1:].String(), nil
}

// failed answers for a panic.
func (e *Executor) failed(ctx context.Context, op *graphql.OperationContext, p any) answer {
	a := e.report(ctx, op, gqlerror.List{gqlerror.Wrap(graph.Recover(ctx, p))})
	a.status = http.StatusInternalServerError
	return a
}
