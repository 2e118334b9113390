package motcua

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Position is a place in the change log. It means something only for one
// cluster, timeline and epoch: after a restore or failover the same numbers may
// stand for other changes.
type Position struct {
	System   string `json:"system"` // the cluster's system identifier
	Timeline int64  `json:"timeline"`
	Epoch    int64  `json:"epoch"`
	XID      uint64 `json:"xid"`
	ID       int64  `json:"id"`
}

// SameLog says whether two positions can be compared.
func (p Position) SameLog(q Position) bool {
	return p.System == q.System && p.Timeline == q.Timeline && p.Epoch == q.Epoch
}

// Reached says whether p is at q or behind it in the same log.
func (p Position) Reached(q Position) bool {
	return p.SameLog(q) && (p.XID > q.XID || p.XID == q.XID && p.ID >= q.ID)
}

// String gives the position in readable form, for logs and files.
func (p Position) String() string {
	return fmt.Sprintf("%s/%d/%d/%d/%d", p.System, p.Timeline, p.Epoch, p.XID, p.ID)
}

// ParsePosition reads what String gives.
func ParsePosition(s string) (Position, error) {
	var p Position
	system, rest, _ := strings.Cut(s, "/")
	p.System = system
	if _, err := fmt.Sscanf(rest, "%d/%d/%d/%d", &p.Timeline, &p.Epoch, &p.XID, &p.ID); err != nil {
		return Position{}, Invalid("revision", "%q is not a position in the change log", s)
	}
	return p, nil
}

// Revision is the position as an opaque text for clients.
func (p Position) Revision() string {
	return base64.RawURLEncoding.EncodeToString([]byte(p.String()))
}

// Batch is a part of the change log with the rows it speaks of, both read in
// one snapshot of the database.
type Batch struct {
	// Procedures holds, for each changed procedure, the public versions that
	// stand for it on some day. None means that it is not public any more.
	Procedures map[ID][]Procedure
	// Vocabulary is all of it as it is now, where an alias or a pin changed,
	// and nil where none did.
	Vocabulary *Vocabulary
	// Feedbacks holds each feedback that changed, as it is now.
	Feedbacks map[ID]*IndexedFeedback
	// Rows are those of the catalogue that changed, for a copy of them; nil are
	// none, or not asked for.
	Rows *CatalogueRows
	// Areas are those in which anything changed, also what no copy holds.
	Areas Area
	// Position is the place in the log up to which the batch is complete.
	Position Position
	// Settled says that with this batch a copy has all that transactions before
	// this one did, whether they left a change or none. It is 0 where more is to
	// be read.
	Settled uint64
}

// Reached is the place up to which a copy has everything once it has applied
// the batch.
func (b *Batch) Reached() Position {
	if b.Settled <= b.Position.XID {
		return b.Position
	}
	at := b.Position
	at.XID, at.ID = b.Settled, 0
	return at
}

// Changes gives what the batch says of procedures, in the order of their ids.
func (b *Batch) Changes() []CatalogChange {
	changes := make([]CatalogChange, 0, len(b.Procedures))
	for _, id := range slices.Sorted(maps.Keys(b.Procedures)) {
		changes = append(changes, CatalogChange{Procedure: id, Versions: b.Procedures[id]})
	}
	return changes
}

// Sink is a copy of the database that follows the change log. Applying a batch
// twice is the same as applying it once.
type Sink interface {
	Apply(ctx context.Context, batch Batch) error
}

// Source is the database as the copies see it: one consistent state to begin
// with, and the log of what came after.
type Source interface {
	// Snapshot reads one consistent state. First it gives one batch to changes,
	// unless that is nil: the vocabulary and, where from is given, the
	// procedures that changed between from and the state. Then it gives every
	// public procedure with all the versions that stand for it on some day,
	// ordered by them. The position is the one from which Follow goes on. It
	// gives ErrRebuild where from is not in the log.
	Snapshot(ctx context.Context, from *Position, changes func(Batch) error, procedure func([]Procedure) error) (Position, error)

	// Feedbacks reads one consistent state as Snapshot does, but of feedback: a
	// batch with what changed since from, where that is given, then every one.
	Feedbacks(ctx context.Context, from *Position, changes func(Batch) error, feedback func(*IndexedFeedback) error) (Position, error)

	// Follow gives each batch after the position to the sink, in order, until
	// ctx ends; it waits where there is none. An error of the sink ends it.
	// It gives ErrRebuild where from is not in the log.
	Follow(ctx context.Context, from Position, sink Sink) error
}
