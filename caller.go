package motcua

import (
	"context"
	"io"
	"slices"
)

// Scope is something that a caller may do beyond reading what is public.
type Scope string

// The values of Scope.
const (
	ScopeCurate   Scope = "CURATE"   // add and retire aliases and pins
	ScopeInsights Scope = "INSIGHTS" // read what people look for
)

var scopes = &enum[Scope]{"Scope", []enumValue[Scope]{
	{ScopeCurate, "biên tập từ đồng nghĩa và kết quả ghim"},
	{ScopeInsights, "xem thống kê tìm kiếm"},
}}

// Scopes lists the values in their order.
func Scopes() []Scope { return scopes.list() }

// Label is the Vietnamese term.
func (s Scope) Label() string { return scopes.label(s) }

// MarshalText fails on an unknown value.
func (s Scope) MarshalText() ([]byte, error) { return scopes.marshal(s) }

// UnmarshalText fails on an unknown value.
func (s *Scope) UnmarshalText(b []byte) error { return scopes.unmarshal(b, s) }

// MarshalGQLContext writes the GraphQL enum.
func (s Scope) MarshalGQLContext(_ context.Context, w io.Writer) error { return scopes.write(w, s) }

// UnmarshalGQLContext reads the GraphQL enum.
func (s *Scope) UnmarshalGQLContext(_ context.Context, v any) error { return scopes.read(v, s) }

// Caller is who asks. The zero value is anonymous: anybody, who may read what
// is public and nothing else.
type Caller struct {
	Name   string // under which the logs of what was changed know the caller
	Scopes []Scope
}

// Anonymous says that nobody knows who asks.
func (c Caller) Anonymous() bool { return c.Name == "" }

// May fails with KindForbidden unless the caller has the scope.
func (c Caller) May(s Scope) error {
	if !c.Anonymous() && slices.Contains(c.Scopes, s) {
		return nil
	}
	return &Error{Kind: KindForbidden, Message: "this needs the scope " + string(s)}
}
