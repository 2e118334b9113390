package graph

import (
	"cmp"
	"context"

	"motcua"
	"motcua/graph/page"
)

// Bounds are those of arguments that a server may set; 0 is the default.
type Bounds struct {
	First int // of a list, [page.Max]
	Text  int // that is searched for, in bytes, [MaxText]
}

func (b Bounds) orDefaults() Bounds {
	return Bounds{cmp.Or(b.First, page.Max), cmp.Or(b.Text, MaxText)}
}

const (
	// MaxText is in bytes: far more than anybody types, little enough to be
	// taken apart for every request. The search reads its first words only.
	MaxText = 2000
	// MaxFilterValues is for each field of a filter.
	MaxFilterValues = 200
	// retrySeconds is after how long it is worth asking again for what cannot be
	// answered now: a database that is back is noticed within a second.
	retrySeconds = 2
)

// pageOf checks which page of a list is asked for.
func pageOf(ctx context.Context, first *int, after *string, last *int, before *string) (motcua.Page, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return motcua.Page{}, err
	}
	return page.Of(op.bounds.First, first, after, last, before)
}

// checkFirst bounds how many are asked for where there are no pages.
func checkFirst(ctx context.Context, first, least int) error {
	op, err := operationOf(ctx)
	if err == nil && (first < least || first > op.bounds.First) {
		err = motcua.Invalid("first", "%d asked for, %d to %d allowed", first, least, op.bounds.First)
	}
	return err
}

// checkText bounds what a person types.
func checkText(ctx context.Context, argument, text string) error {
	op, err := operationOf(ctx)
	if err == nil && len(text) > op.bounds.Text {
		err = motcua.Invalid(argument, "%d bytes, at most %d allowed", len(text), op.bounds.Text)
	}
	return err
}

// checkFilter bounds the number of values.
func checkFilter(f *motcua.ProcedureFilter) error {
	for field, n := range map[string]int{
		"codes": len(f.Codes), "sectors": len(f.Sectors), "levels": len(f.Levels), "promulgatedBy": len(f.PromulgatedBy),
		"executedBy": len(f.ExecutedBy), "audiences": len(f.Audiences), "onlineLevels": len(f.OnlineLevels), "kinds": len(f.Kinds),
		"regulatedBy": len(f.RegulatedBy), "serviceGroups": len(f.ServiceGroups), "statuses": len(f.Statuses),
	} {
		if n > MaxFilterValues {
			return motcua.Invalid("filter."+field, "%d values, at most %d allowed", n, MaxFilterValues)
		}
	}
	return nil
}
