package graph

import (
	"errors"
	"testing"

	"motcua"
)

// A resolver that runs outside of an operation says so instead of panicking.
func TestResolversNeedAnOperation(t *testing.T) {
	a := agency{&resolver{}}
	if _, err := a.Level(t.Context(), &motcua.Agency{}); !errors.Is(err, errNoOperation) {
		t.Errorf("got %v", err)
	}
	q := query{&resolver{}}
	if _, err := q.Node(t.Context(), "x"); !errors.Is(err, errNoOperation) {
		t.Errorf("got %v", err)
	}
}
