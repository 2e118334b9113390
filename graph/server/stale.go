package server

import (
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"motcua"
)

// staleExtension is the name among an answer's extensions of what is told where
// it was made while the database did not answer.
const staleExtension = "stale"

// staleness says that nothing may be in an answer that happened after a moment.
type staleness struct {
	Since time.Time `json:"since"`
	Age   int       `json:"age"` // in seconds
}

// tellStale marks what was read while the database did not answer, be it that a
// copy stood in for it or that only the index was asked. Such an answer is not
// kept.
func (e *Executor) tellStale(a *answer, op *graphql.OperationContext, noted *motcua.Staleness) {
	since, stale := noted.Since()
	if !stale && e.staleSince != nil {
		since, stale = e.staleSince()
	}
	if !stale || op.Operation.Operation == ast.Mutation {
		return
	}
	a.stale = true
	if a.Extensions == nil {
		a.Extensions = map[string]any{}
	}
	a.Extensions[staleExtension] = staleness{since.UTC(), max(int(time.Since(since).Seconds()), 0)}
	e.metrics.countStale()
}

// stale says that the database does not answer, so that what was kept is not
// known to be right.
func (c *responses) stale() bool {
	if c.staleSince == nil {
		return false
	}
	_, stale := c.staleSince()
	return stale
}
