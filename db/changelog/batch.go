package changelog

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
)

const procedureEntity = "PROCEDURE"

// batchOf loads the rows that the changes speak of, in their transaction.
// Entities that no copy holds by themselves (agencies, sectors and the like
// stand in each version as published) only move the position.
func batchOf(ctx context.Context, tx pgx.Tx, list []change, at motcua.Position) (motcua.Batch, error) {
	batch := motcua.Batch{Position: at, Procedures: map[motcua.ID][]motcua.Procedure{}}
	var ids []motcua.ID
	for _, c := range list {
		if c.entity != procedureEntity {
			continue
		}
		if _, ok := batch.Procedures[c.key]; !ok {
			batch.Procedures[c.key] = nil
			ids = append(ids, c.key)
		}
	}
	if len(ids) == 0 {
		return batch, nil
	}
	slices.Sort(ids)
	err := db.PublicVersions(ctx, tx, ids, func(versions []motcua.Procedure) error {
		batch.Procedures[versions[0].ID] = versions
		return nil
	})
	if err != nil {
		return motcua.Batch{}, fmt.Errorf("load what changed: %w", err)
	}
	return batch, nil
}
