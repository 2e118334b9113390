package motcua

import (
	"context"
	"io"
)

// UserError is what the state of the data forbids, or a rule about the input:
// for the person who filled in a form, not for who wrote the program.
type UserError struct {
	Field   *string // of the input; nil is none of its own
	Code    UserErrorCode
	Message string
}

// UserErrorCode says what sort of failure a [UserError] is.
type UserErrorCode string

// The values of UserErrorCode.
const (
	UserErrorInvalid  UserErrorCode = "INVALID"
	UserErrorNotFound UserErrorCode = "NOT_FOUND"
	UserErrorConflict UserErrorCode = "CONFLICT"
)

var userErrorCodes = &enum[UserErrorCode]{"UserErrorCode", []enumValue[UserErrorCode]{
	{UserErrorInvalid, "không hợp lệ"},
	{UserErrorNotFound, "không tìm thấy"},
	{UserErrorConflict, "đã có hoặc đã thay đổi"},
}}

// UserErrorCodes lists the values in their order.
func UserErrorCodes() []UserErrorCode { return userErrorCodes.list() }

// Label is the Vietnamese term.
func (c UserErrorCode) Label() string { return userErrorCodes.label(c) }

// MarshalText fails on an unknown value.
func (c UserErrorCode) MarshalText() ([]byte, error) { return userErrorCodes.marshal(c) }

// UnmarshalText fails on an unknown value.
func (c *UserErrorCode) UnmarshalText(b []byte) error { return userErrorCodes.unmarshal(b, c) }

// MarshalGQLContext writes the GraphQL enum.
func (c UserErrorCode) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return userErrorCodes.write(w, c)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (c *UserErrorCode) UnmarshalGQLContext(_ context.Context, v any) error {
	return userErrorCodes.read(v, c)
}
