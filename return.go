package motcua

import (
	"context"
	"io"
)

// ReturnMode is how the result comes back (hình thức trả kết quả).
type ReturnMode string

// The values of ReturnMode.
const (
	ReturnOnline  ReturnMode = "ONLINE"
	ReturnOffline ReturnMode = "OFFLINE"
)

var returnModes = &enum[ReturnMode]{"ReturnMode", []enumValue[ReturnMode]{
	{ReturnOnline, "trực tuyến"},
	{ReturnOffline, "trực tiếp hoặc qua bưu chính"},
}}

// ReturnModes lists the values in their order.
func ReturnModes() []ReturnMode { return returnModes.list() }

// Label is the Vietnamese term.
func (r ReturnMode) Label() string { return returnModes.label(r) }

// MarshalText fails on an unknown value.
func (r ReturnMode) MarshalText() ([]byte, error) { return returnModes.marshal(r) }

// UnmarshalText fails on an unknown value.
func (r *ReturnMode) UnmarshalText(b []byte) error { return returnModes.unmarshal(b, r) }

// MarshalGQLContext writes the GraphQL enum.
func (r ReturnMode) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return returnModes.write(w, r)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (r *ReturnMode) UnmarshalGQLContext(_ context.Context, v any) error {
	return returnModes.read(v, r)
}

// ReturnPlace is where the result is handed over.
type ReturnPlace string

// The values of ReturnPlace.
const (
	PlaceAtSubmissionPlace ReturnPlace = "AT_SUBMISSION_PLACE"
	PlaceAtHome            ReturnPlace = "AT_HOME"
	PlaceOnline            ReturnPlace = "ONLINE"
)

var returnPlaces = &enum[ReturnPlace]{"ReturnPlace", []enumValue[ReturnPlace]{
	{PlaceAtSubmissionPlace, "tại nơi nộp hồ sơ"},
	{PlaceAtHome, "tại nhà"},
	{PlaceOnline, "trực tuyến"},
}}

// ReturnPlaces lists the values in their order.
func ReturnPlaces() []ReturnPlace { return returnPlaces.list() }

// Label is the Vietnamese term.
func (r ReturnPlace) Label() string { return returnPlaces.label(r) }

// MarshalText fails on an unknown value.
func (r ReturnPlace) MarshalText() ([]byte, error) { return returnPlaces.marshal(r) }

// UnmarshalText fails on an unknown value.
func (r *ReturnPlace) UnmarshalText(b []byte) error { return returnPlaces.unmarshal(b, r) }

// MarshalGQLContext writes the GraphQL enum.
func (r ReturnPlace) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return returnPlaces.write(w, r)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (r *ReturnPlace) UnmarshalGQLContext(_ context.Context, v any) error {
	return returnPlaces.read(v, r)
}

// ReturnMethod is a published way in which the result comes back.
type ReturnMethod struct {
	Mode   ReturnMode    `json:"mode"`
	Places []ReturnPlace `json:"places,omitempty"`
}
