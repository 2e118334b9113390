package graph

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"motcua"
	"motcua/graph/mutation"
)

// FilterStore keeps the filters that people save.
type FilterStore interface {
	SavedFilters(ctx context.Context, owner string) ([]*motcua.SavedFilter, error)
	SaveFilter(ctx context.Context, owner, name string, filter motcua.FeedbackFilter) (*motcua.SavedFilter, error)
	DeleteSavedFilter(ctx context.Context, owner string, id motcua.ID) error
}

// owner gives the subject of a caller who is known.
func (r *resolver) owner(ctx context.Context) (string, error) {
	c := callerOf(ctx)
	switch {
	case r.Filters == nil:
		return "", errNoFeedback
	case c.Anonymous():
		return "", &motcua.Error{Kind: motcua.KindForbidden, Message: "filters are saved for people who are known"}
	}
	return c.Subject, nil
}

func (q query) SavedFilters(ctx context.Context) ([]*motcua.SavedFilter, error) {
	owner, err := q.owner(ctx)
	if err != nil {
		return nil, err
	}
	list, err := q.Filters.SavedFilters(ctx, owner)
	return append([]*motcua.SavedFilter{}, list...), err
}

func (m mutations) SaveFilter(ctx context.Context, in mutation.SaveFilterInput) (*mutation.SaveFilterPayload, error) {
	owner, err := m.owner(ctx)
	if err != nil {
		return nil, err
	}
	p := &mutation.SaveFilterPayload{}
	name := strings.TrimSpace(in.Name)
	switch err = checkFeedbackFilter(ctx, &in.Filter); {
	case err != nil:
	case name == "" || utf8.RuneCountInString(name) > motcua.MaxSavedNameRunes:
		err = motcua.Invalid("name", "a name has 1 to %d characters", motcua.MaxSavedNameRunes)
	default:
		p.SavedFilter, err = m.Filters.SaveFilter(ctx, owner, name, in.Filter)
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

func (m mutations) DeleteSavedFilter(ctx context.Context, in mutation.DeleteSavedFilterInput) (*mutation.DeleteSavedFilterPayload, error) {
	owner, err := m.owner(ctx)
	if err != nil {
		return nil, err
	}
	p := &mutation.DeleteSavedFilterPayload{}
	_, id, err := parseIDOf([]string{typeSavedFilter}, in.ID)
	if err == nil {
		err = m.Filters.DeleteSavedFilter(ctx, owner, id)
	}
	if err == nil {
		p.DeletedID = &in.ID
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

type savedFilter struct{}

func (savedFilter) ID(_ context.Context, f *motcua.SavedFilter) (string, error) {
	return globalID(typeSavedFilter, f.ID), nil
}

func (savedFilter) Filter(_ context.Context, f *motcua.SavedFilter) (string, error) {
	text, err := json.Marshal(f.Filter)
	return string(text), err
}
