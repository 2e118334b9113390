package graph

import (
	_ "embed"

	"motcua"
)

// DumpQuery asks for every field of procedures by their global ids, the
// variable ids. A test keeps it complete.
//
//go:embed dump.graphql
var DumpQuery string

// ProcedureID is the global id of a procedure.
func ProcedureID(id motcua.ID) string { return globalID(typeProcedure, id) }
