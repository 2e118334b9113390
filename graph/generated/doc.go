// Package generated holds gqlgen's output, made from schema.graphqls by
// "go generate ./graph", and nothing else.
package generated
