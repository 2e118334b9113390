package page

import "motcua"

// Connection is a page of a list that the database keeps in order.
type Connection[T any] struct{ listed motcua.Listed[T] }

// Edge is an item of such a page.
type Edge[T any] struct {
	Cursor string
	Node   T
}

// The connections of the schema.
type (
	AgencyConnection   = Connection[*motcua.Agency]
	AgencyEdge         = Edge[*motcua.Agency]
	SectorConnection   = Connection[*motcua.Sector]
	SectorEdge         = Edge[*motcua.Sector]
	DecisionConnection = Connection[*motcua.Decision]
	DecisionEdge       = Edge[*motcua.Decision]

	DecisionActConnection = Connection[*motcua.DecisionAct]
	DecisionActEdge       = Edge[*motcua.DecisionAct]

	ProcedureVersionConnection = Connection[*motcua.ProcedureVersion]
	ProcedureVersionEdge       = Edge[*motcua.ProcedureVersion]

	LegalBasisUseConnection = Connection[*motcua.LegalBasisUse]
	LegalBasisUseEdge       = Edge[*motcua.LegalBasisUse]
	PaperUseConnection      = Connection[*motcua.PaperUse]
	PaperUseEdge            = Edge[*motcua.PaperUse]
)

// NewConnection makes a connection of a page.
func NewConnection[T any](listed motcua.Listed[T]) *Connection[T] { return &Connection[T]{listed} }

// Nodes gives the items.
func (c *Connection[T]) Nodes() []T { return c.listed.Items }

// Edges gives the items with their cursors.
func (c *Connection[T]) Edges() []Edge[T] {
	edges := make([]Edge[T], len(c.listed.Items))
	for i, item := range c.listed.Items {
		edges[i] = Edge[T]{Cursor: c.listed.Cursors[i], Node: item}
	}
	return edges
}

// PageInfo says where the page stands in its list.
func (c *Connection[T]) PageInfo() *PageInfo {
	return info(c.listed.HasNext, c.listed.HasPrevious, c.listed.Cursors)
}

// TotalCount is how many items the list holds.
func (c *Connection[T]) TotalCount() int { return c.listed.Total }
