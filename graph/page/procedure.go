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
	result    *motcua.ProcedureResult
	load      func(ctx context.Context) (map[motcua.ID]*motcua.Procedure, error)
	highlight func(*motcua.Procedure) []motcua.Highlight
}

// ProcedureSource says how the procedures of a page are had.
type ProcedureSource struct {
	// Load gives the procedures of versions; what is not public any more is
	// not among them.
	Load func(ctx context.Context, versions []motcua.ID) (map[motcua.ID]*motcua.Procedure, error)
	// Highlight marks where the search matched; nil without a search.
	Highlight func(*motcua.Procedure) []motcua.Highlight
}

// NewProcedureConnection makes a connection of what a search found.
func NewProcedureConnection(result *motcua.ProcedureResult, source ProcedureSource) *ProcedureConnection {
	c := &ProcedureConnection{result: result, highlight: source.Highlight}
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
	Cursor    string
	Node      *motcua.Procedure
	Score     *float64
	highlight func(*motcua.Procedure) []motcua.Highlight
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
			edges = append(edges, &ProcedureEdge{Cursor: hit.Cursor, Node: p, Score: hit.Score, highlight: c.highlight})
		}
	}
	return edges, nil
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

// TotalCount is how many procedures the list holds.
func (c *ProcedureConnection) TotalCount() int { return c.result.Total }

// Facets gives the counts by the fields, all that were counted where none is
// named.
func (c *ProcedureConnection) Facets(fields []motcua.FacetField) []motcua.Facet {
	if fields == nil {
		return c.result.Facets
	}
	var out []motcua.Facet
	for _, f := range c.result.Facets {
		if slices.Contains(fields, f.Field) {
			out = append(out, f)
		}
	}
	return out
}

// Revision is the state of the data from which the page was answered.
func (c *ProcedureConnection) Revision() string { return c.result.Revision }
