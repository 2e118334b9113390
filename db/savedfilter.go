package db

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// SavedFilters lists the filters of an owner by name.
func (d *DB) SavedFilters(ctx context.Context, owner string) ([]*motcua.SavedFilter, error) {
	rows, err := d.pool.Query(ctx, `
		select id::text, name, filter, saved_at from saved_filter where owner = $1 order by name, id`, owner)
	if err != nil {
		return nil, wrap("list saved filters", err)
	}
	list, err := pgx.CollectRows(rows, scanSavedFilter)
	return list, wrap("list saved filters", err)
}

func scanSavedFilter(row pgx.CollectableRow) (*motcua.SavedFilter, error) {
	var f motcua.SavedFilter
	var filter []byte
	if err := row.Scan(&f.ID, &f.Name, &filter, &f.SavedAt); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(filter, &f.Filter); err != nil {
		return nil, fmt.Errorf("read saved filter %s: %w", f.ID, err)
	}
	return &f, nil
}

// SaveFilter saves a filter under a name, in place of the owner's own of that
// name. The error is of the kind KindInvalid where the owner has too many.
func (d *DB) SaveFilter(ctx context.Context, owner, name string, filter motcua.FeedbackFilter) (*motcua.SavedFilter, error) {
	text, err := json.Marshal(filter)
	if err != nil {
		return nil, fmt.Errorf("write a filter: %w", err)
	}
	rows, err := d.pool.Query(ctx, `
		insert into saved_filter (id, owner, name, filter)
		select gen_random_uuid(), $1, $2, $3
		where (select count(*) from saved_filter s where s.owner = $1 and s.name <> $2) < $4
		on conflict (owner, name) do update set filter = excluded.filter, saved_at = excluded.saved_at
		returning id::text, name, filter, saved_at`, owner, name, text, motcua.MaxSavedFilters)
	if err != nil {
		return nil, wrap("save a filter", err)
	}
	list, err := pgx.CollectRows(rows, scanSavedFilter)
	if err != nil {
		return nil, wrap("save a filter", err)
	}
	if len(list) == 0 {
		return nil, motcua.Invalid("name", "%d filters are saved already: delete one first", motcua.MaxSavedFilters)
	}
	return list[0], nil
}

// DeleteSavedFilter deletes a filter of an owner.
func (d *DB) DeleteSavedFilter(ctx context.Context, owner string, id motcua.ID) error {
	tag, err := d.pool.Exec(ctx, `delete from saved_filter where owner = $1 and id = $2`, owner, id)
	if err == nil && tag.RowsAffected() == 0 {
		return motcua.NotFound("saved filter", string(id))
	}
	return wrap("delete a saved filter", err)
}
