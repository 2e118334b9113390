package motcua

import (
	"context"
	"io"
)

// OnlineLevel says how far a procedure can be done online (mức độ dịch vụ công trực tuyến).
type OnlineLevel string

// The values of OnlineLevel.
const (
	OnlineFull    OnlineLevel = "FULL" // no visit but for the delivery of the result
	OnlinePartial OnlineLevel = "PARTIAL"
	OnlineOffline OnlineLevel = "OFFLINE" // published as offline only
)

var onlineLevels = &enum[OnlineLevel]{"OnlineLevel", []enumValue[OnlineLevel]{
	{OnlineFull, "toàn trình"},
	{OnlinePartial, "một phần"},
	{OnlineOffline, "không trực tuyến"},
}}

// OnlineLevels lists the values in their order.
func OnlineLevels() []OnlineLevel { return onlineLevels.list() }

// Label is the Vietnamese term.
func (o OnlineLevel) Label() string { return onlineLevels.label(o) }

// MarshalText fails on an unknown value.
func (o OnlineLevel) MarshalText() ([]byte, error) { return onlineLevels.marshal(o) }

// UnmarshalText fails on an unknown value.
func (o *OnlineLevel) UnmarshalText(b []byte) error { return onlineLevels.unmarshal(b, o) }

// MarshalGQLContext writes the GraphQL enum.
func (o OnlineLevel) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return onlineLevels.write(w, o)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (o *OnlineLevel) UnmarshalGQLContext(_ context.Context, v any) error {
	return onlineLevels.read(v, o)
}
