package changelog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
)

// The entities that copies hold.
const (
	procedureEntity = "PROCEDURE"
	aliasEntity     = "ALIAS"
	pinEntity       = "PIN"
	feedbackEntity  = "FEEDBACK" // and what its parts are called
)

// batchOf loads the rows that the changes speak of, in their transaction.
// Entities that no copy holds by themselves (agencies, sectors and the like
// stand in each version as published) only move the position.
func (l *Log) batchOf(ctx context.Context, tx pgx.Tx, list []change, at motcua.Position) (motcua.Batch, error) {
	batch := motcua.Batch{Position: at}
	for _, c := range list {
		batch.Areas |= c.area()
	}
	if l.feedback != nil {
		if err := l.addFeedback(ctx, tx, list, &batch); err != nil {
			return motcua.Batch{}, err
		}
	}
	if l.rows != nil {
		if err := l.addRows(ctx, tx, list, &batch); err != nil {
			return motcua.Batch{}, err
		}
	}
	if l.bare {
		return batch, nil
	}
	if slices.ContainsFunc(list, change.ofVocabulary) {
		if err := addVocabulary(ctx, tx, &batch); err != nil {
			return motcua.Batch{}, err
		}
	}
	return batch, addProcedures(ctx, tx, list, &batch)
}

// addProcedures reads the procedures that the changes speak of.
func addProcedures(ctx context.Context, tx pgx.Tx, list []change, batch *motcua.Batch) error {
	batch.Procedures = map[motcua.ID][]motcua.Procedure{}
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
		return nil
	}
	slices.Sort(ids)
	err := db.PublicVersions(ctx, tx, ids, func(versions []motcua.Procedure) error {
		batch.Procedures[versions[0].ID] = versions
		return nil
	})
	if err != nil {
		return fmt.Errorf("load what changed: %w", err)
	}
	return nil
}

// area is the part of the data that a change is of.
func (c change) area() motcua.Area {
	switch {
	case c.ofVocabulary():
		return motcua.AreaVocabulary
	case strings.HasPrefix(c.entity, feedbackEntity):
		return motcua.AreaFeedback
	}
	return motcua.AreaCatalogue
}

func (c change) ofVocabulary() bool { return c.entity == aliasEntity || c.entity == pinEntity }

// addVocabulary reads the vocabulary as a whole: it is some thousand short
// rows, and a copy of it is replaced rather than changed.
func addVocabulary(ctx context.Context, tx pgx.Tx, batch *motcua.Batch) (err error) {
	batch.Vocabulary, err = db.Vocabulary(ctx, tx)
	return err
}
