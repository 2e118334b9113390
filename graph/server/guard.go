package server

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// guard bounds documents before they are validated and operations before they
// are executed.
type guard struct {
	limits *Limits
	prices prices
	cache  *documents
}

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
	if len(params.Query) > g.limits.allowed(BoundDocument) {
		return g.tell(ctx, g.limits.exceeded(BoundDocument, tooMuch))
	}
	if _, known := g.cache.Get(ctx, params.Query); known {
		return nil
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: params.Query}, g.limits.allowed(BoundTokens))
	switch {
	case err != nil && strings.Contains(err.Error(), "exceeded token limit"):
		return g.tell(ctx, g.limits.exceeded(BoundTokens, tooMuch))
	case err != nil:
		return nil // the executor says it with the code for it
	}
	if refused := checkShape(g.limits, doc); refused != nil {
		return g.tell(ctx, refused)
	}
	if number := unreadable(doc); number != nil {
		told := g.tell(ctx, noNumber.with())
		told.Locations = []gqlerror.Location{{Line: number.Position.Line, Column: number.Position.Column}}
		return told
	}
	return nil
}

// MutateOperationContext refuses an operation by its price, and notes it. Who
// only asks for the price is told it in any case.
func (g *guard) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	op.DisableIntrospection = false
	price := costOfOperation(g.prices, g.limits.allowed(BoundFirst), op)
	price.Limit = g.limits.allowed(BoundCost)
	op.Stats.SetExtension(costExtension, price)
	if price.Requested <= price.Limit || asksCostOnly(op.Headers) {
		return nil
	}
	refused := g.limits.exceeded(BoundCost, tooMuch)
	refused.extensions["requested"] = price.Requested
	return g.tell(ctx, refused)
}

func (*guard) tell(ctx context.Context, r *refusal) *gqlerror.Error {
	if r == nil {
		return nil
	}
	return r.told(ctx)
}
