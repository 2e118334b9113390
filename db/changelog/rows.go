package changelog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
)

// The entities of which only a copy of the rows knows more than of procedures.
const (
	announcementEntity = "ANNOUNCEMENT" // named by its procedure
	agencyEntity       = "AGENCY"
	sectorEntity       = "SECTOR"
	decisionEntity     = "DECISION"
	legalBasisEntity   = "LEGAL_BASIS"
	rulesEntity        = "RULES" // of which there is one
)

// RowReader reads rows of the catalogue in a transaction: those of the keys, or
// all of them where keys is nil.
type RowReader func(ctx context.Context, tx pgx.Tx, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) error

// WithRows gives the log with rows of the catalogue beside what it holds, as read
// gives them.
func (l *Log) WithRows(read RowReader) *Log {
	with := *l
	with.rows = read
	return &with
}

// OfRows gives the log for a copy that holds rows of the catalogue and nothing
// else.
func (l *Log) OfRows(name string, read RowReader) *Log {
	of := l.WithRows(read).Named(name)
	of.bare = true
	return of
}

// Rows reads one consistent state of the rows that the keys name, or of all where
// keys is nil. The position is the one from which Follow goes on.
func (l *Log) Rows(ctx context.Context, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) (at motcua.Position, err error) {
	err = l.read(ctx, func(tx pgx.Tx, e epoch) error {
		at = e.Position
		at.XID, at.ID = e.xmin, 0
		if err := db.Unhurried(ctx, tx); err != nil {
			return err
		}
		if err := each(&motcua.CatalogueRows{Trimmed: &motcua.LogMark{XID: e.catalogueXID, ID: e.catalogueID}}); err != nil {
			return err
		}
		return l.rows(ctx, tx, keys, each)
	})
	return at, err
}

// addRows reads the rows that the changes speak of.
func (l *Log) addRows(ctx context.Context, tx pgx.Tx, list []change, batch *motcua.Batch) error {
	keys := keysOf(list)
	if keys == nil {
		return nil
	}
	err := l.rows(ctx, tx, keys, func(rows *motcua.CatalogueRows) error {
		batch.Rows = rows
		return nil
	})
	if err != nil {
		return fmt.Errorf("load what changed: %w", err)
	}
	return nil
}

// keysOf names the rows that changes speak of; nil is none.
func keysOf(list []change) *motcua.CatalogueKeys {
	keys := motcua.CatalogueKeys{Marks: map[motcua.ID]motcua.LogMark{}}
	lists := map[string]*[]motcua.ID{
		procedureEntity: &keys.Procedures, announcementEntity: &keys.Procedures, agencyEntity: &keys.Agencies,
		sectorEntity: &keys.Sectors, decisionEntity: &keys.Decisions, legalBasisEntity: &keys.LegalBases,
	}
	seen := map[change]bool{}
	any := false
	for _, c := range list {
		ids := lists[c.entity]
		switch {
		case c.entity == rulesEntity:
			keys.Rules = true
		case ids == nil:
			continue
		}
		any = true
		if c.entity == procedureEntity {
			keys.Marks[c.key] = motcua.LogMark{XID: c.xid, ID: c.id}
		}
		one := change{key: c.key, entity: c.entity}
		if one.entity == announcementEntity {
			one.entity = procedureEntity
		}
		if ids != nil && !seen[one] {
			seen[one] = true
			*ids = append(*ids, c.key)
		}
	}
	if !any {
		return nil
	}
	return &keys
}
