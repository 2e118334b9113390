package graph

import _ "embed"

// DumpQuery asks for every field of the published procedures, a page at a time:
// the variable after is the endCursor of the page before. A test keeps it
// complete.
//
//go:embed dump.graphql
var DumpQuery string
