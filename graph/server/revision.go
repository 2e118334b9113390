package server

import (
	"context"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"motcua"
)

// Where an operation may say at which revision it wants to be answered, beside
// the arguments of that name. A client that reads its own writes sends the
// header with every request and changes no document; over a WebSocket, which has
// no headers, it is an extension. Caches of clients know fields by their
// arguments, so that one in the document would keep a list once for each write.
const (
	minRevisionHeader = "Motcua-Min-Revision"
	minRevision       = "minRevision"
)

// asksRevision says whether a request as such, and not its document, asks for a
// revision. It is then not given an answer that was kept for others.
func asksRevision(params *graphql.RawParams) bool {
	return params.Headers.Get(minRevisionHeader) != "" || params.Extensions[minRevision] != nil
}

// revisionsOf gives the revisions that a query asks for.
func revisionsOf(op *graphql.OperationContext, params *graphql.RawParams) (asked []string, err error) {
	if op.Operation.Operation != ast.Query {
		return nil, nil
	}
	if header := params.Headers.Get(minRevisionHeader); header != "" {
		asked = append(asked, header)
	}
	if extension := params.Extensions[minRevision]; extension != nil {
		text, ok := extension.(string)
		if !ok {
			return nil, motcua.Invalid(minRevision, "the extension has to be a text")
		}
		asked = append(asked, text)
	}
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query"}) {
		// Read by itself: gqlgen's map of all arguments panics where the literal of
		// another one is none that a number can hold.
		argument := field.Arguments.ForName(minRevision)
		if argument == nil {
			continue
		}
		if text, ok := argument.Value.Raw, argument.Value.Kind == ast.StringValue || argument.Value.Kind == ast.BlockValue; ok {
			asked = append(asked, text)
		} else if text, ok := op.Variables[argument.Value.Raw].(string); ok && argument.Value.Kind == ast.Variable {
			asked = append(asked, text)
		}
	}
	return asked, nil
}

// reach waits until this node has the revisions that a query asks for, without
// the slot of those who run. It says why where it never will, or not in time.
func (e *Executor) reach(ctx context.Context, op *graphql.OperationContext, params *graphql.RawParams) (refused *answer) {
	asked, err := revisionsOf(op, params)
	if err == nil && len(asked) > 0 {
		err = e.awaitRevisions(ctx, policyOf(e.schema, op.Doc, op.Operation).areas, asked)
	}
	if err == nil {
		return nil
	}
	if no, ok := err.(*refusal); ok {
		a := e.refuse(ctx, no)
		return &a
	}
	shown := e.present(graphql.WithOperationContext(ctx, op), err)
	status := http.StatusBadRequest
	if kind := motcua.KindOf(err); kind == motcua.KindBehind || kind == motcua.KindUnavailable {
		status = http.StatusServiceUnavailable
		shown.Extensions[retryAfter] = 1
	}
	return &answer{Response: &graphql.Response{Errors: gqlerror.List{shown}}, refused: true, status: status, cost: costOf(op)}
}

func (e *Executor) awaitRevisions(ctx context.Context, of motcua.Area, asked []string) error {
	if e.revisions == nil {
		return &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server follows no change log"}
	}
	release, refused := e.waiting.take(peerOf(ctx))
	if refused != nil {
		return refused
	}
	defer release()
	ctx, cancel := context.WithTimeout(ctx, e.limits.time(BoundRevisionTime))
	defer cancel()
	for _, text := range asked {
		wanted, err := motcua.ParseRevision(text)
		if err != nil {
			return err
		}
		if err := e.revisions.Await(ctx, of, wanted); err != nil {
			return err
		}
	}
	return nil
}

// tellsRevision says whether an operation is a mutation that is asked for the
// revision of what it writes.
func tellsRevision(op *graphql.OperationContext) bool {
	if op.Operation.Operation != ast.Mutation {
		return false
	}
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Mutation"}) {
		payload := []string{field.Definition.Type.Name()}
		for _, asked := range graphql.CollectFields(op, field.Selections, payload) {
			if asked.Name == "revision" {
				return true
			}
		}
	}
	return false
}
