package db

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/maypok86/otter/v2"
	"github.com/maypok86/otter/v2/stats"

	"motcua"
)

// writtenColumns are what decode reads, of a version v.
const writtenColumns = ` v.content, v.provenance, v.doubts, v.sort_key`

// stored is a version's row as the database gives it.
type stored struct{ content, provenance, doubts, sortKey []byte }

func (s *stored) decode(version motcua.ID) (*motcua.Written, error) {
	w := &motcua.Written{SortKey: s.sortKey, Size: len(s.content) + len(s.provenance) + len(s.doubts) + len(s.sortKey)}
	for _, part := range []struct {
		doc []byte
		to  any
	}{{s.content, &w.Content}, {s.provenance, &w.Provenance}, {s.doubts, &w.Doubts}} {
		if err := json.Unmarshal(part.doc, part.to); err != nil {
			return nil, fmt.Errorf("version %s: %w", version, err)
		}
	}
	return w, nil
}

// Contents are copies of what versions say, which is never another thing than
// what the database has. What is not held is not in the map.
type Contents interface {
	Contents(ctx context.Context, versions []motcua.ID) (map[motcua.ID]*motcua.Written, error)
}

// ContentCache reads what versions say, from memory where it was read before.
// Validity and publication, which change with time, are never kept.
type ContentCache struct {
	cache *otter.Cache[motcua.ID, *motcua.Written] // nil: nothing is kept
}

// NewContentCache makes a cache that takes about so many bytes of memory; 0
// keeps nothing.
func NewContentCache(bytes int) *ContentCache {
	if bytes <= 0 {
		return &ContentCache{}
	}
	return &ContentCache{otter.Must(&otter.Options[motcua.ID, *motcua.Written]{
		MaximumWeight: uint64(bytes),
		Weigher:       func(_ motcua.ID, w *motcua.Written) uint32 { return uint32(min(bytesOf(w), math.MaxUint32)) },
		StatsRecorder: stats.NewCounter(),
	})}
}

// decodedShare is how much more memory a version takes decoded than in the form
// from which it was read; measured over the national catalogue.
const decodedShare = 1.3

func bytesOf(w *motcua.Written) int { return int(float64(w.Size) * decodedShare) }

// keeps says whether anything is kept.
func (c *ContentCache) keeps() bool { return c.cache != nil }

// Get gives what versions say, from memory or else from read.
func (c *ContentCache) Get(ctx context.Context, versions []motcua.ID, read func(context.Context, []motcua.ID) (map[motcua.ID]*motcua.Written, error)) (map[motcua.ID]*motcua.Written, error) {
	if c.cache == nil || len(versions) == 0 {
		return read(ctx, versions)
	}
	return c.cache.BulkGet(ctx, versions, otter.BulkLoaderFunc[motcua.ID, *motcua.Written](read))
}

// Fill gives procedures what their versions say.
func (c *ContentCache) Fill(ctx context.Context, list []*motcua.Procedure, read func(context.Context, []motcua.ID) (map[motcua.ID]*motcua.Written, error)) error {
	if len(list) == 0 {
		return nil
	}
	versions := make([]motcua.ID, len(list))
	for i, p := range list {
		versions[i] = p.VersionID
	}
	said, err := c.Get(ctx, versions, read)
	if err != nil {
		return err
	}
	for _, p := range list {
		w := said[p.VersionID]
		if w == nil {
			return fmt.Errorf("load procedures: version %s says nothing", p.VersionID)
		}
		w.Fill(p)
	}
	return nil
}

// ReadFrom makes contents be read from a copy where it holds them.
func (d *DB) ReadFrom(copies Contents) { d.copies = copies }

// readWritten reads contents from the copy, and what it does not hold from the
// database. A copy that cannot be read is as good as none.
func (d *DB) readWritten(ctx context.Context, versions []motcua.ID) (map[motcua.ID]*motcua.Written, error) {
	if d.copies == nil {
		return readWritten(ctx, d.pool, versions)
	}
	held, err := d.copies.Contents(ctx, versions)
	if err != nil || len(held) == 0 {
		return readWritten(ctx, d.pool, versions)
	}
	var missing []motcua.ID
	for _, id := range versions {
		if held[id] == nil {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return held, nil
	}
	read, err := readWritten(ctx, d.pool, missing)
	for id, w := range read {
		held[id] = w
	}
	return held, err
}

func readWritten(ctx context.Context, q querier, versions []motcua.ID) (map[motcua.ID]*motcua.Written, error) {
	rows, err := q.Query(ctx, `
		select v.id::text,`+writtenColumns+`
		from procedure_version v
		where v.id = any($1)
		order by v.id`, versions)
	if err != nil {
		return nil, wrap("load what versions say", err)
	}
	out := make(map[motcua.ID]*motcua.Written, len(versions))
	var id motcua.ID
	var s stored
	_, err = pgx.ForEachRow(rows, []any{&id, &s.content, &s.provenance, &s.doubts, &s.sortKey}, func() (err error) {
		out[id], err = s.decode(id)
		return err
	})
	return out, wrap("load what versions say", err)
}

// ContentStats says what the cache of contents holds and has spared.
type ContentStats struct {
	Versions     int
	Bytes        uint64 // of memory, estimated
	Hits, Misses uint64
}

// ContentStats tells of the cache of contents; all zero where none is kept.
func (d *DB) ContentStats() ContentStats {
	if !d.contents.keeps() {
		return ContentStats{}
	}
	s := d.contents.cache.Stats()
	return ContentStats{
		Versions: d.contents.cache.EstimatedSize(), Bytes: d.contents.cache.WeightedSize(),
		Hits: s.Hits, Misses: s.Misses,
	}
}
