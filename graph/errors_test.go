package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"motcua"
	"motcua/graph"
	"motcua/graph/server"
)

// brokenCatalogue fails in the ways that a catalogue can.
type brokenCatalogue struct {
	graph.Catalogue
	err error
}

func (b brokenCatalogue) LegalBasis(context.Context, string, *string) (*motcua.LegalBasis, error) {
	return nil, b.err
}

func (brokenCatalogue) Sectors(context.Context, []motcua.ID) (map[motcua.ID]*motcua.Sector, error) {
	panic("the sectors are gone")
}

func (brokenCatalogue) Decision(context.Context, string, *string, *motcua.Date) (*motcua.Decision, error) {
	panic("the decisions are gone")
}

// shownError is an error as a client sees it.
type shownError struct {
	Message    string
	Path       []any
	Extensions map[string]any
}

func askBroken(t *testing.T, failure error, query, language string) (shown shownError, log string) {
	t.Helper()
	w := &world{log: newLog()}
	w.config = server.Config{Catalogue: brokenCatalogue{err: failure}, Clock: clock(), Log: slog.New(slog.NewTextHandler(w.log, nil))}
	w.serve(t)
	var answer struct{ Errors []shownError }
	if err := json.Unmarshal(w.ask(t, query, nil, "Accept-Language", language).body, &answer); err != nil || len(answer.Errors) != 1 {
		t.Fatalf("%v: %v", err, answer)
	}
	return answer.Errors[0], w.log.String()
}

func TestErrorCodes(t *testing.T) {
	for _, c := range []struct {
		kind motcua.ErrorKind
		code string
	}{
		{motcua.KindNotFound, "NOT_FOUND"}, {motcua.KindInvalid, "BAD_USER_INPUT"}, {motcua.KindAmbiguous, "AMBIGUOUS"},
		{motcua.KindForbidden, "FORBIDDEN"}, {motcua.KindConflict, "CONFLICT"}, {motcua.KindUnavailable, "UNAVAILABLE"},
		{motcua.KindTooDeep, "CURSOR_TOO_DEEP"}, {motcua.KindStale, "REVISION_UNKNOWN"}, {motcua.KindResync, "RESYNC_REQUIRED"},
	} {
		failure := &motcua.Error{Kind: c.kind, Message: "detail", Err: errors.New("cause")}
		messages := map[string]bool{}
		for _, language := range []string{"", "vi", "fr", strings.Repeat("vi,", 1000)} {
			shown, log := askBroken(t, failure, `{ legalBasis(number: "1") { id } }`, language)
			if shown.Extensions["code"] != c.code || !strings.HasSuffix(shown.Message, ": detail") {
				t.Errorf("kind %d: %+v", c.kind, shown)
			}
			if strings.Contains(log, "request failed") {
				t.Errorf("kind %d is logged as a failure", c.kind)
			}
			messages[shown.Message] = true
		}
		if len(messages) != 2 {
			t.Errorf("kind %d is told in %d languages", c.kind, len(messages))
		}
	}
}

// What is no error of the domain is not told, but found in the log by its id.
func TestInternalErrorsAreHidden(t *testing.T) {
	secret := errors.New("password of the database: hunter2")
	for _, c := range []struct{ name, query, logged string }{
		{"error", `{ legalBasis(number: "1") { id } }`, "hunter2"},
		{"panic", `{ decision(number: "1") { id } }`, "the decisions are gone"},
		{"panic in a batch", `{ node(id: "U2VjdG9yOjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA") { id } }`, "the sectors are gone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			shown, log := askBroken(t, secret, c.query, "vi-VN")
			id, _ := shown.Extensions["id"].(string)
			if shown.Extensions["code"] != "INTERNAL" || len(id) < 20 || shown.Message != "Lỗi nội bộ: "+id {
				t.Errorf("shown: %+v", shown)
			}
			if !strings.Contains(log, id) || !strings.Contains(log, c.logged) {
				t.Errorf("log: %s", log)
			}
		})
	}
}

// An error inside a shared value must not be changed by what is told of it.
func TestErrorsAreNotShared(t *testing.T) {
	failure := &motcua.Error{Kind: motcua.KindConflict, Message: "detail"}
	for range 2 {
		if shown, _ := askBroken(t, failure, `{ legalBasis(number: "1") { id } }`, ""); shown.Message != "Conflict: detail" {
			t.Error(shown.Message)
		}
	}
}
