package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"motcua/graph"
)

// Executor runs operations within their bounds, over HTTP or not.
type Executor struct {
	gqlgen  *executor.Executor
	running chan struct{} // holds one token for each operation
}

// NewExecutor makes the executor of a handler; what only HTTP needs may be left
// out of the configuration.
func NewExecutor(cfg Config) (*Executor, error) {
	resolvers := graph.Config{
		Catalogue: cfg.Catalogue, Searcher: cfg.Searcher, Clock: cfg.Clock, Log: cfg.Log, Explain: cfg.Explain,
		Curation: cfg.Curation, Insights: cfg.Insights, Usage: cfg.Usage, Threshold: cfg.Threshold,
		Changes: cfg.Changes, Hub: cfg.Hub,
	}
	if cfg.FormBaseURL != "" {
		base, err := url.Parse(cfg.FormBaseURL)
		if err != nil || base.Scheme == "" || base.Host == "" {
			return nil, fmt.Errorf("the address of forms %q is not one like https://example.vn/files", cfg.FormBaseURL)
		}
		resolvers.FormBaseURL = base
	}
	e := executor.New(graph.NewSchema(resolvers))
	cache := newDocuments()
	e.SetQueryCache(cache)
	e.SetParserTokenLimit(MaxTokens)
	e.SetErrorPresenter(graph.Presenter(cfg.Log))
	e.SetRecoverFunc(graph.Recover)
	e.Use(newPersisted(cfg.Trusted))
	e.Use(&guard{cache})
	e.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(graph.Begin(ctx, resolvers))
	})
	// Each notice of a subscription is an operation of its own: another day may
	// have begun, and what was loaded for the last one may have changed.
	e.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		// A refused document has no operation.
		if graphql.HasOperationContext(ctx) && follows(graphql.GetOperationContext(ctx)) {
			ctx = graph.Begin(ctx, resolvers)
		}
		return next(ctx)
	})
	return &Executor{gqlgen: e, running: make(chan struct{}, MaxRunning)}, nil
}

func follows(op *graphql.OperationContext) bool {
	return op.Operation != nil && op.Operation.Operation == ast.Subscription
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
	operation string // its name
	refused   bool   // before it was executed: there is no data at all
}

// Codes of what is refused here and not in package graph.
const (
	codeBusy     = "UNAVAILABLE"
	codeReadOnly = "METHOD_NOT_ALLOWED"
	// codeUnauthenticated is of a key that is not in order, not of a missing one.
	codeUnauthenticated = "UNAUTHENTICATED"
)

func refusal(code, message string) gqlerror.List {
	return gqlerror.List{{Message: message, Extensions: map[string]any{"code": code}}}
}

// run executes an operation; readOnly refuses all but queries.
func (e *Executor) run(ctx context.Context, params *graphql.RawParams, readOnly bool) (a answer) {
	ctx, cancel := context.WithTimeout(graphql.StartOperationTrace(ctx), OperationTimeout)
	defer cancel()
	select {
	case e.running <- struct{}{}:
		defer func() { <-e.running }()
	default:
		return e.refuse(ctx, nil, refusal(codeBusy, "Too many operations are running, try again in a second."))
	}
	var op *graphql.OperationContext
	defer func() {
		if p := recover(); p != nil {
			a = e.refuse(ctx, op, gqlerror.List{gqlerror.Wrap(graph.Recover(ctx, p))})
		}
	}()
	op, errs := e.gqlgen.CreateOperationContext(ctx, params)
	switch {
	case len(errs) > 0:
		return e.refuse(ctx, op, errs)
	case readOnly && op.Operation.Operation != ast.Query:
		return e.refuse(ctx, op, refusal(codeReadOnly, "Only queries can be asked by GET."))
	}
	respond, ctx := e.gqlgen.DispatchOperation(ctx, op)
	a = answer{Response: respond(ctx), operation: op.Operation.Name}
	if a.Response == nil { // the time ran out, or the client left
		return e.refuse(ctx, op, gqlerror.List{gqlerror.Wrap(context.Cause(ctx))})
	}
	// Fields run side by side; what is told of them has an order all the same.
	slices.SortStableFunc(a.Errors, func(x, y *gqlerror.Error) int { return strings.Compare(x.Path.String(), y.Path.String()) })
	return a
}

func (e *Executor) refuse(ctx context.Context, op *graphql.OperationContext, errs gqlerror.List) answer {
	if op != nil {
		ctx = graphql.WithOperationContext(ctx, op)
	}
	if len(errs) > MaxErrors {
		errs = errs[:MaxErrors]
	}
	return answer{Response: e.gqlgen.DispatchError(ctx, errs), refused: true}
}

// guard bounds documents before they are validated and operations before they
// are executed.
type guard struct{ cache *documents }

var _ interface {
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
} = (*guard)(nil)

// ExtensionName implements gqlgen's extension.
func (*guard) ExtensionName() string { return "Bounds" }

// Validate implements gqlgen's extension.
func (*guard) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters refuses a document by its text and shape. One that
// is cached has passed before; another is parsed here and once more by the
// executor, which cannot be given a document.
func (g *guard) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	if len(params.Query) > MaxDocument {
		return boundDocument.exceeded()
	}
	if _, known := g.cache.Get(ctx, params.Query); known {
		return nil
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: params.Query}, MaxTokens)
	switch {
	case err != nil && strings.Contains(err.Error(), "exceeded token limit"):
		return boundTokens.exceeded()
	case err != nil:
		return nil // the executor says it with the code for it
	}
	return checkShape(doc)
}

// MutateOperationContext refuses an operation by what it would load.
func (*guard) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	op.DisableIntrospection = false
	return checkRows(op.Doc, op.Operation, op.Variables)
}
