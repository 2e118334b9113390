package graph

import (
	"context"
	"fmt"
	"time"

	"github.com/graph-gophers/dataloader/v7"

	"motcua"
)

const (
	// batchWait is how long a batch waits for the siblings of the field that
	// asked first: they begin within microseconds of each other, a statement
	// takes longer than this.
	batchWait = 2 * time.Millisecond
	batchSize = 500
)

// dated names a row as it is on a day.
type dated struct {
	id  motcua.ID
	day motcua.Date
}

// loaders gather what sibling fields ask for into one statement, and keep it
// for the operation.
type loaders struct {
	procedures  *loader[dated, *motcua.Procedure] // by the procedure's id
	versions    *loader[dated, *motcua.Procedure] // by the version's id; nil is no longer public
	agencies    *loader[motcua.ID, *motcua.Agency]
	units       *loader[motcua.ID, []*motcua.Agency]
	successions *loader[motcua.ID, []motcua.Succession] // all in which the agency stands
	sectors     *loader[motcua.ID, *motcua.Sector]
	decisions   *loader[motcua.ID, *motcua.Decision]
	legalBases  *loader[motcua.ID, *motcua.LegalBasis]
}

func newLoaders(c Catalogue) loaders {
	return loaders{
		procedures: newLoader("procedure", byDay(c.Procedures)),
		versions:   newLoader("", byDay(c.ProcedureVersions)),
		agencies:   newLoader("agency", c.Agencies),
		units:      newLoader("", c.Units),
		successions: newLoader("", func(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]motcua.Succession, error) {
			list, err := c.Successions(ctx, ids)
			out := map[motcua.ID][]motcua.Succession{}
			for _, s := range list {
				out[s.Predecessor] = append(out[s.Predecessor], s)
				out[s.Successor] = append(out[s.Successor], s)
			}
			return out, err
		}),
		sectors:    newLoader("sector", c.Sectors),
		decisions:  newLoader("decision", c.Decisions),
		legalBases: newLoader("legal basis", c.LegalBases),
	}
}

// loader loads one sort of rows.
type loader[K comparable, V any] struct {
	batched *dataloader.Loader[K, V]
}

// newLoader makes a loader of a method that gives many rows at once. A row that
// is missing is NOT_FOUND under the name of what it would be, or the zero value
// where that name is empty.
func newLoader[K comparable, V any](what string, fetch func(context.Context, []K) (map[K]V, error)) *loader[K, V] {
	batch := func(ctx context.Context, keys []K) []*dataloader.Result[V] {
		found, err := recovered(ctx, keys, fetch)
		out := make([]*dataloader.Result[V], len(keys))
		for i, key := range keys {
			row, ok := found[key]
			out[i] = &dataloader.Result[V]{Data: row, Error: err}
			if err == nil && !ok && what != "" {
				out[i].Error = motcua.NotFound(what, keyText(key))
			}
		}
		return out
	}
	return &loader[K, V]{dataloader.NewBatchedLoader(batch,
		dataloader.WithWait[K, V](batchWait), dataloader.WithBatchCapacity[K, V](batchSize))}
}

// load gives one row; the batch it belongs to is read when its time has come.
func (l *loader[K, V]) load(ctx context.Context, key K) (V, error) {
	return l.batched.Load(ctx, key)()
}

// loadAll gives the rows of several keys, those that are zero left out.
func loadAll[K comparable, V comparable](ctx context.Context, l *loader[K, V], keys []K) ([]V, error) {
	rows, errs := l.batched.LoadMany(ctx, keys)()
	var none V
	out := make([]V, 0, len(rows))
	for i, row := range rows {
		if len(errs) > i && errs[i] != nil {
			return nil, errs[i]
		}
		if row != none {
			out = append(out, row)
		}
	}
	return out, nil
}

// recovered keeps a panic of the catalogue within the fields that asked.
func recovered[K comparable, V any](ctx context.Context, keys []K, fetch func(context.Context, []K) (map[K]V, error)) (found map[K]V, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("load a batch: panic: %v", p)
		}
	}()
	return fetch(ctx, keys)
}

func keyText(key any) string {
	if d, ok := key.(dated); ok {
		return string(d.id)
	}
	return fmt.Sprint(key)
}

// byDay makes a method for the rows of one day one for rows of several days.
func byDay[V any](fetch func(context.Context, []motcua.ID, motcua.Date) (map[motcua.ID]V, error)) func(context.Context, []dated) (map[dated]V, error) {
	return func(ctx context.Context, keys []dated) (map[dated]V, error) {
		days := map[motcua.Date][]motcua.ID{}
		for _, key := range keys {
			days[key.day] = append(days[key.day], key.id)
		}
		out := make(map[dated]V, len(keys))
		for day, ids := range days {
			found, err := fetch(ctx, ids, day)
			if err != nil {
				return nil, err
			}
			for id, row := range found {
				out[dated{id, day}] = row
			}
		}
		return out, nil
	}
}
