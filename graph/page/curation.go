package page

import "motcua"

// The connections of what officials curate.
type (
	AliasConnection = Connection[*motcua.Alias]
	AliasEdge       = Edge[*motcua.Alias]
	PinConnection   = Connection[*motcua.Pin]
	PinEdge         = Edge[*motcua.Pin]
)
