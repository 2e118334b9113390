package graph

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"motcua"
)

// The types with a global id.
const (
	typeProcedure  = "Procedure"
	typeAgency     = "Agency"
	typeSector     = "Sector"
	typeDecision   = "Decision"
	typeLegalBasis = "LegalBasis"
	typeFeedback   = "Feedback"
)

// What officials curate has ids of the same form, which node does not take:
// these are rows to be ended, not objects to be shown.
const (
	typeAlias = "Alias"
	typePin   = "Pin"

	typeReplyTemplate = "ReplyTemplate"
	typeDelegation    = "Delegation"
	// What a person saves is theirs, and no node either.
	typeSavedFilter = "SavedFilter"
)

var nodeTypes = []string{typeProcedure, typeAgency, typeSector, typeDecision, typeLegalBasis, typeFeedback}

// globalID makes the opaque id of an object.
func globalID(typ string, id motcua.ID) string {
	return base64.RawURLEncoding.EncodeToString([]byte(typ + ":" + string(id)))
}

// parseGlobalID takes a global id apart. One that this API cannot have given is
// a fault of the input; whether the object exists is another question.
func parseGlobalID(s string) (typ string, id motcua.ID, err error) {
	return parseIDOf(nodeTypes, s)
}

func parseIDOf(types []string, s string) (typ string, id motcua.ID, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	typ, uuid, found := strings.Cut(string(raw), ":")
	if err == nil && found && slices.Contains(types, typ) {
		if id, err := motcua.ParseID(uuid); err == nil {
			return typ, id, nil
		}
	}
	return "", "", motcua.Invalid("id", "%.100q is not a global id", s)
}

// idOf reads a global id of one type.
func idOf(typ, s string) (motcua.ID, error) {
	got, id, err := parseGlobalID(s)
	if err == nil && got != typ {
		err = motcua.Invalid("id", "the id is of the type %s, expected %s", got, typ)
	}
	return id, err
}

// node gives a function that waits for the object with a global id, so that
// several can be asked for before the first is waited for.
func (op *operation) node(ctx context.Context, s string) func() (any, error) {
	typ, id, err := parseGlobalID(s)
	if err != nil {
		return func() (any, error) { return nil, err }
	}
	switch typ {
	case typeProcedure:
		return waiting(ctx, op.procedures, dated{id: id, day: op.day()})
	case typeAgency:
		return waiting(ctx, op.agencies, id)
	case typeSector:
		return waiting(ctx, op.sectors, id)
	case typeDecision:
		return waiting(ctx, op.decisions, id)
	case typeFeedback:
		return waiting(ctx, op.feedback, id)
	default:
		return waiting(ctx, op.legalBases, id)
	}
}

// waiting begins to load a row. A row that is not there is a nil interface, not
// one that holds a nil pointer.
func waiting[K comparable, V any](ctx context.Context, l *loader[K, V], key K) func() (any, error) {
	wait := l.ask(ctx, key)
	return func() (any, error) {
		row, err := wait()
		if err != nil {
			return nil, err
		}
		return row, nil
	}
}
