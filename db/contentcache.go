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

// written is what a version's row holds. It is written once and never changed,
// which is why it may be kept by the version's id for ever; what changes with
// time, validity and publication, is read at each request. What is kept is
// shared by all who ask and must not be changed by any.
type written struct {
	content    motcua.Content
	provenance motcua.Provenance
	doubts     []motcua.Doubt
	sortKey    []byte
	bytes      int // of memory, estimated
}

// decodedShare is how much more memory a version takes decoded than in its
// stored form; measured over the national catalogue.
const decodedShare = 1.3

// writtenColumns are what decode reads, of a version v.
const writtenColumns = ` v.content, v.provenance, v.doubts, v.sort_key`

// stored is a version's row as the database gives it.
type stored struct{ content, provenance, doubts, sortKey []byte }

func (s *stored) decode(version motcua.ID) (*written, error) {
	w := &written{sortKey: s.sortKey}
	for _, part := range []struct {
		doc []byte
		to  any
	}{{s.content, &w.content}, {s.provenance, &w.provenance}, {s.doubts, &w.doubts}} {
		if err := json.Unmarshal(part.doc, part.to); err != nil {
			return nil, fmt.Errorf("version %s: %w", version, err)
		}
		w.bytes += len(part.doc)
	}
	w.bytes = int(float64(w.bytes)*decodedShare) + len(s.sortKey)
	return w, nil
}

// fill gives a procedure what its version says.
func (w *written) fill(p *motcua.Procedure) {
	p.Content, p.Provenance, p.Doubts, p.SortKey = w.content, w.provenance, w.doubts, w.sortKey
}

// contents reads what versions say, from memory where it was read before.
type contents struct {
	cache *otter.Cache[motcua.ID, *written] // nil: nothing is kept
}

// newContents makes a cache that takes about so many bytes of memory; 0 keeps
// nothing.
func newContents(bytes int) contents {
	if bytes <= 0 {
		return contents{}
	}
	return contents{otter.Must(&otter.Options[motcua.ID, *written]{
		MaximumWeight: uint64(bytes),
		Weigher:       func(_ motcua.ID, w *written) uint32 { return uint32(min(w.bytes, math.MaxUint32)) },
		StatsRecorder: stats.NewCounter(),
	})}
}

// fill gives procedures what their versions say, in one statement for those
// that are not in memory. Without a cache they have it already.
func (c contents) fill(ctx context.Context, d *DB, list []*motcua.Procedure) error {
	if c.cache == nil || len(list) == 0 {
		return nil
	}
	versions := make([]motcua.ID, len(list))
	for i, p := range list {
		versions[i] = p.VersionID
	}
	said, err := c.cache.BulkGet(ctx, versions, otter.BulkLoaderFunc[motcua.ID, *written](d.readWritten))
	if err != nil {
		return err
	}
	for _, p := range list {
		w := said[p.VersionID]
		if w == nil {
			return fmt.Errorf("load procedures: version %s says nothing", p.VersionID)
		}
		w.fill(p)
	}
	return nil
}

func (d *DB) readWritten(ctx context.Context, versions []motcua.ID) (map[motcua.ID]*written, error) {
	rows, err := d.pool.Query(ctx, `
		select v.id::text,`+writtenColumns+`
		from procedure_version v
		where v.id = any($1)
		order by v.id`, versions)
	if err != nil {
		return nil, wrap("load what versions say", err)
	}
	out := make(map[motcua.ID]*written, len(versions))
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
	if d.contents.cache == nil {
		return ContentStats{}
	}
	s := d.contents.cache.Stats()
	return ContentStats{
		Versions: d.contents.cache.EstimatedSize(), Bytes: d.contents.cache.WeightedSize(),
		Hits: s.Hits, Misses: s.Misses,
	}
}
