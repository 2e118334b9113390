package page

import (
	"context"
	"slices"
	"sync"

	"motcua"
)

// ProcedureConnection is a page of procedures. The procedures themselves are
// loaded only where they are asked for.
type ProcedureConnection struct {
	result *motcua.ProcedureResult
	day    motcua.Date
	load   func(ctx context.Context) (map[motcua.ID]*motcua.Procedure, error)
}

// ProcedureSource says how the procedures of a page are had.
type ProcedureSource struct {
	Day motcua.Date
	// Load gives the procedures of versions; what is not public any more is
	// not among them.
	Load func(ctx context.Context, versions []motcua.ID) (map[motcua.ID]*motcua.Procedure, error)
}

// NewProcedureConnection makes a connection of what a search found.
func NewProcedureConnection(result *motcua.ProcedureResult, source ProcedureSource) *ProcedureConnection {
	c := &ProcedureConnection{result: result, day: source.Day}
	var once sync.Once
	var found map[motcua.ID]*motcua.Procedure
	var err error
	c.load = func(ctx context.Context) (map[motcua.ID]*motcua.Procedure, error) {
		once.Do(func() { found, err = source.Load(ctx, c.versions()) })
		return found, err
	}
	return c
}

func (c *ProcedureConnection) versions() []motcua.ID {
	versions := make([]motcua.ID, len(c.result.Hits))
	for i, hit := range c.result.Hits {
		versions[i] = hit.Version
	}
	return versions
}

// ProcedureEdge is a procedure in a list.
type ProcedureEdge struct {
	Cursor      string
	Node        *motcua.Procedure
	Score       *float64
	Copies      []ProcedureCopy
	Explanation *motcua.Explanation
	highlight   func(*motcua.Procedure) []motcua.Highlight
}

// ProcedureCopy is a procedure within the result of another, on a day.
type ProcedureCopy struct {
	Code    string
	Version motcua.ID
	Day     motcua.Date
}

// Highlights gives the texts in which the search matched.
func (e *ProcedureEdge) Highlights() []motcua.Highlight {
	if e.highlight == nil {
		return nil
	}
	return e.highlight(e.Node)
}

// Edges gives the procedures with what the list says of each. One that ceased
// to be public since the list was made is left out.
func (c *ProcedureConnection) Edges(ctx context.Context) ([]*ProcedureEdge, error) {
	found, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	var edges []*ProcedureEdge
	for _, hit := range c.result.Hits {
		if p := found[hit.Version]; p != nil {
			edges = append(edges, &ProcedureEdge{
				Cursor: hit.Cursor, Node: p, Score: hit.Score, Copies: c.copies(hit),
				Explanation: hit.Explained, highlight: c.result.Highlight,
			})
		}
	}
	return edges, nil
}

func (c *ProcedureConnection) copies(hit motcua.ProcedureHit) []ProcedureCopy {
	var out []ProcedureCopy
	for _, one := range hit.Copies {
		out = append(out, ProcedureCopy{Code: one.Code, Version: one.Version, Day: c.day})
	}
	return out
}

// Nodes gives the procedures.
func (c *ProcedureConnection) Nodes(ctx context.Context) ([]*motcua.Procedure, error) {
	edges, err := c.Edges(ctx)
	nodes := make([]*motcua.Procedure, len(edges))
	for i, e := range edges {
		nodes[i] = e.Node
	}
	return nodes, err
}

// PageInfo says where the page stands in its list.
func (c *ProcedureConnection) PageInfo() *PageInfo {
	cursors := make([]string, len(c.result.Hits))
	for i, hit := range c.result.Hits {
		cursors[i] = hit.Cursor
	}
	return info(c.result.HasNext, c.result.HasPrevious, cursors)
}

// TotalCount is how many results the list holds.
func (c *ProcedureConnection) TotalCount() int { return c.result.Total }

// Interpretation says how the search was understood; nil without one.
func (c *ProcedureConnection) Interpretation() *motcua.Interpretation { return c.result.Interpretation }

// Facets gives the counts by the fields, all that were counted where none is
// named. Another selection may have asked for values without results: they are
// left out here unless they are included.
func (c *ProcedureConnection) Facets(fields []motcua.FacetField, includeZero bool, first *int) ([]motcua.Facet, error) {
	if first != nil && *first < 0 {
		return nil, motcua.Invalid("first", "first must not be negative")
	}
	var out []motcua.Facet
	for _, f := range c.result.Facets {
		if fields != nil && !slices.Contains(fields, f.Field) {
			continue
		}
		f.Values = shown(f.Values, includeZero, first)
		out = append(out, f)
	}
	return out, nil
}

// Revision is the state of the data from which the page was answered.
func (c *ProcedureConnection) Revision() string { return c.result.Revision }
