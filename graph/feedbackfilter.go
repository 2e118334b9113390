package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
)

// feedbackFilter reads the fields of a filter that name something, as
// procedureFilter does.
type feedbackFilter struct{}

func (feedbackFilter) Agencies(ctx context.Context, f *motcua.FeedbackFilter, names []string) (err error) {
	f.Agencies, err = keysOf(typeAgency, names)
	return graphql.ErrorOnPath(ctx, err)
}

func (feedbackFilter) Sectors(ctx context.Context, f *motcua.FeedbackFilter, names []string) (err error) {
	f.Sectors, err = valuesOf(typeSector, names)
	return graphql.ErrorOnPath(ctx, err)
}

func (feedbackFilter) Procedures(ctx context.Context, f *motcua.FeedbackFilter, names []string) (err error) {
	f.Procedures, err = valuesOf(typeProcedure, names)
	return graphql.ErrorOnPath(ctx, err)
}

// valuesOf reads global ids and the UUIDs that facets have as values.
func valuesOf(typ string, names []string) ([]motcua.ID, error) {
	keys, err := keysOf(typ, names)
	if err != nil {
		return nil, err
	}
	ids := make([]motcua.ID, len(keys))
	for i, key := range keys {
		if ids[i], err = motcua.ParseID(key); err != nil {
			return nil, motcua.Invalid("", "%.100q is not an id", key)
		}
	}
	return ids, nil
}

// checkFeedbackFilter bounds the number of values.
func checkFeedbackFilter(ctx context.Context, f *motcua.FeedbackFilter) error {
	for field, n := range map[string]int{
		"states": len(f.States), "classes": len(f.Classes), "agencies": len(f.Agencies), "sectors": len(f.Sectors),
		"procedures": len(f.Procedures), "channels": len(f.Channels), "assignedTo": len(f.AssignedTo), "ratings": len(f.Ratings), "ages": len(f.Ages),
	} {
		if n > MaxFilterValues {
			return motcua.Invalid("filter."+field, "%d values, at most %d allowed", n, MaxFilterValues)
		}
	}
	if f.Place != nil {
		return checkText(ctx, "filter.place", *f.Place)
	}
	return nil
}
