package motcua

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// ErrorKind says what sort of failure an [Error] is; package graph maps each
// kind to the code a client sees.
type ErrorKind int

// The kinds of errors.
const (
	KindInternal        ErrorKind = iota // not the caller's doing; its text is not shown
	KindNotFound                         // nothing there, or nothing this caller may see
	KindInvalid                          // the input breaks a rule that its text names
	KindAmbiguous                        // several records fit; Candidates lists them
	KindForbidden                        // seen, but not to be done by this caller
	KindUnauthenticated                  // what should tell who asks is not in order
	KindConflict                         // another writer was first
	KindUnavailable                      // cannot be answered now; trying again later may help
	KindTooDeep                          // a cursor beyond the results that a search can reach
	KindStale                            // a cursor or revision from another state of the data
	KindResync                           // a copy cannot be brought up to date from where it stands: it must be made anew
	KindState                            // the state of the object does not allow it; Allowed lists what it does
	KindMismatch                         // a key that makes retries safe came again with another input
	KindLimit                            // more than is let in; trying again later may help
	KindBehind                           // this node has not applied the revision asked for; it will have in a moment
)

// Error is an error of the domain: a kind, a text for people and, where it
// helps, the field it is about.
type Error struct {
	Kind       ErrorKind
	Message    string
	Field      string              // the argument or field at fault, if one is
	Candidates []Candidate         // for KindAmbiguous
	Allowed    []FeedbackEventKind // for KindState
	Err        error               // the cause, kept for the log
}

// Candidate is one of several records that fit a lookup.
type Candidate struct {
	ID    ID
	Label string
}

func (e *Error) Error() string {
	switch {
	case e.Err != nil && e.Message == "":
		return e.Err.Error()
	case e.Err != nil:
		return fmt.Sprintf("%s: %v", e.Message, e.Err)
	}
	return e.Message
}

func (e *Error) Unwrap() error { return e.Err }

// NotFound says that what does not exist, or is not visible.
func NotFound(what, key string) error {
	return &Error{Kind: KindNotFound, Message: fmt.Sprintf("no %s %q", what, key)}
}

// Invalid says what is wrong with a field of the input.
func Invalid(field, format string, args ...any) error {
	return &Error{Kind: KindInvalid, Field: field, Message: fmt.Sprintf(format, args...)}
}

// KindOf gives the kind of the first [Error] in err's chain, and KindInternal
// where there is none.
func KindOf(err error) ErrorKind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// ErrRebuild says that a copy cannot follow the change log from where it
// stands: the log belongs to another epoch, or was trimmed beyond it. The copy
// has to be made anew.
var ErrRebuild = errors.New("the change log does not reach back to this copy: it must be rebuilt")

// UserError is what the state of the data forbids, or a rule about the input:
// for the person who filled in a form, not for who wrote the program.
type UserError struct {
	Field   *string // of the input; nil is none of its own
	Code    UserErrorCode
	Message string
	// AllowedEvents are those that the state allows, for STATE_FORBIDS.
	AllowedEvents []FeedbackEventKind
}

// UserErrorCode says what sort of failure a [UserError] is.
type UserErrorCode string

// The values of UserErrorCode.
const (
	UserErrorInvalid  UserErrorCode = "INVALID"
	UserErrorNotFound UserErrorCode = "NOT_FOUND"
	UserErrorConflict UserErrorCode = "CONFLICT"
	UserErrorState    UserErrorCode = "STATE_FORBIDS"
	UserErrorMismatch UserErrorCode = "IDEMPOTENCY_MISMATCH"
)

var userErrorCodes = &enum[UserErrorCode]{"UserErrorCode", []enumValue[UserErrorCode]{
	{UserErrorInvalid, "không hợp lệ"},
	{UserErrorNotFound, "không tìm thấy"},
	{UserErrorConflict, "đã có hoặc đã thay đổi"},
	{UserErrorState, "trạng thái không cho phép"},
	{UserErrorMismatch, "khóa chống gửi lặp đã dùng cho nội dung khác"},
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
