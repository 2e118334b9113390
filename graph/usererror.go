package graph

import (
	"context"
	"errors"

	"motcua"
	"motcua/graph/mutation"
)

// userErrorCodes are the kinds of errors that a person can mend; any other
// fails the mutation.
var userErrorCodes = map[motcua.ErrorKind]motcua.UserErrorCode{
	motcua.KindInvalid:  motcua.UserErrorInvalid,
	motcua.KindNotFound: motcua.UserErrorNotFound,
	motcua.KindConflict: motcua.UserErrorConflict,
	motcua.KindState:    motcua.UserErrorState,
	motcua.KindMismatch: motcua.UserErrorMismatch,
}

// inputFields are the fields of inputs that the domain knows by other names.
var inputFields = map[string]string{"valid": "validFrom", "procedure": "procedureId"}

// resultOf gives the part of a payload that all have, of what came of a
// mutation, or the error that it failed with.
func resultOf(ctx context.Context, clientID *string, err error) (mutation.Result, error) {
	r := mutation.Result{ClientMutationID: clientID, UserErrors: []motcua.UserError{}, Written: writtenRevision}
	if err == nil {
		return r, nil
	}
	var own *motcua.Error
	if !errors.As(err, &own) {
		return r, err
	}
	code, ok := userErrorCodes[own.Kind]
	if !ok {
		return r, err
	}
	told := motcua.UserError{Code: code, Message: message(ctx, own.Kind, own.Message), AllowedEvents: own.Allowed}
	if field := own.Field; field != "" {
		if renamed, ok := inputFields[field]; ok {
			field = renamed
		}
		told.Field = &field
	}
	r.UserErrors = append(r.UserErrors, told)
	return r, nil
}
