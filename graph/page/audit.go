package page

import "motcua"

// The connection of the audit log.
type (
	AuditConnection = Connection[*motcua.AuditEntry]
	AuditEdge       = Edge[*motcua.AuditEntry]
)
