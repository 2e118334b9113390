package replica

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"motcua"
	"motcua/search/columns"
)

// The parts of the copy that can differ from the database.
const (
	WhereIndex   = "index"   // a document of Bleve
	WhereColumns = "columns" // a row in memory
	WhereMemory  = "memory"  // what else is held of a document
	WhereFiles   = "files"   // the index on disk
)

// Report is what a comparison with the database found.
type Report struct {
	Position    motcua.Position
	Records     int // in the database
	Documents   int // in Bleve
	Rows        int // in the columns
	Differences []Difference
}

// Difference is one thing that is not as in the database.
type Difference struct {
	Key   string // of the document; empty where it is about none
	Name  string // of the entry, where it is known
	Where string
	What  string
}

// Holder is a [Memory] that holds something of each document by itself, and is
// compared too.
type Holder interface {
	Held(key string) (name string, hash [HashSize]byte, ok bool)
	Keys() iter.Seq[string]
}

// Companion is a [Memory] with something that stands beside the documents, and
// is compared too: with what a batch brings of it whole, before that is applied.
// stored gives what Bleve has under an internal key.
type Companion interface {
	Companions(batch motcua.Batch, stored func(key []byte) ([]byte, error)) (differences []Difference, err error)
}

// Verify compares the database with the index and the columns, completely and
// in one state. Changes wait meanwhile; those that had not been applied are
// applied first. It gives [motcua.ErrRebuild] where the index has no place in
// the database's log.
func (x *Index[E, V]) Verify(ctx context.Context, src motcua.Source) (Report, error) {
	return x.compare(ctx, src, false)
}

// Repair is Verify that also writes what differs anew: the documents and rows
// of the records that it names, and no others. Where what differs is no record,
// such as a damaged file, the index is built anew by [Index.Run].
func (x *Index[E, V]) Repair(ctx context.Context, src motcua.Source) (Report, error) {
	return x.compare(ctx, src, true)
}

func (x *Index[E, V]) compare(ctx context.Context, src motcua.Source, repair bool) (report Report, err error) {
	x.rebuilding.Lock() // so that no swap comes between
	defer x.rebuilding.Unlock()
	err = x.Hold(func(h Held[E, V]) error {
		report, err = h.g.verify(ctx, src, repair)
		if err == nil && repair {
			x.rebuildFor(h.g, report)
		}
		return err
	})
	return report, err
}

// rebuildFor has a generation built anew that differs in more than records.
func (x *Index[E, V]) rebuildFor(g *generation[E, V], report Report) {
	for _, d := range report.Differences {
		if d.Key == "" {
			x.found(g, errors.New(d.What), false)
			return
		}
	}
}

func (g *generation[E, V]) verify(ctx context.Context, src motcua.Source, repair bool) (Report, error) {
	if g.position == nil {
		return Report{}, errNotReady
	}
	c := &comparison[E, V]{g: g, report: &Report{}}
	c.memory, _ = g.memory.(Holder)
	position, err := g.kind.Read(ctx, src, g.position, func(b motcua.Batch) error {
		if err := c.companions(b); err != nil {
			return err
		}
		return g.applyLocked(ctx, b)
	}, c.record)
	if err == nil {
		err = c.finish()
	}
	if err == nil && repair && len(c.wrong)+len(c.extra) > 0 {
		err = g.commit(Change[E]{Entries: c.wrong, Deletes: c.extra}, g.position)
	}
	if err != nil {
		return Report{}, fmt.Errorf("compare the index with the database: %w", err)
	}
	c.report.Position = position
	return *c.report, nil
}

// comparison goes through the database and remembers what it has seen.
type comparison[E Entry, V any] struct {
	g      *generation[E, V]
	memory Holder // nil where nothing else is held
	report *Report
	stored map[string][HashSize]byte // hashes of the documents on disk, by key
	view   *columns.View
	seen   map[string]bool
	wrong  []E // entries of the database that differ here
	twice  map[string]bool
	extra  []string // keys that the database does not have
}

func (c *comparison[E, V]) companions(b motcua.Batch) error {
	m, ok := c.g.memory.(Companion)
	if !ok {
		return nil
	}
	found, err := m.Companions(b, c.g.bleve.GetInternal)
	c.report.Differences = append(c.report.Differences, found...)
	return err
}

// begin reads the index when all changes are in it.
func (c *comparison[E, V]) begin() error {
	if c.seen != nil {
		return nil
	}
	c.twice = map[string]bool{}
	c.seen, c.stored, c.view = map[string]bool{}, map[string][HashSize]byte{}, c.g.table.View()
	reader, err := c.g.reader()
	if err != nil {
		return err
	}
	defer reader.Close()
	err = eachDocument(reader, c.g.kind.Stored, func(key string, stored []byte) error {
		c.report.Documents++
		e, err := c.g.kind.Decode(key, stored)
		if err != nil {
			c.differs(key, "", WhereIndex, "the document cannot be read: %v", err)
			c.stored[key] = [HashSize]byte{}
			return nil
		}
		if _, twice := c.stored[key]; twice {
			c.differs(key, e.Name(), WhereIndex, "there are two documents of one version")
			c.twice[key] = true
		}
		c.stored[key] = e.Hash()
		return nil
	})
	if err != nil {
		return err
	}
	c.report.Rows = c.view.Len()
	return nil
}

// record compares one record of the database.
func (c *comparison[E, V]) record(entries []E) error {
	if err := c.begin(); err != nil {
		return err
	}
	if len(entries) > 0 {
		c.report.Records++
	}
	for _, e := range entries {
		c.seen[e.Row().Key] = true
		before := len(c.report.Differences)
		c.document(e)
		c.row(e)
		if len(c.report.Differences) > before || c.twice[e.Row().Key] {
			c.wrong = append(c.wrong, e)
		}
	}
	return nil
}

func (c *comparison[E, V]) document(e E) {
	key := e.Row().Key
	hash, ok := c.stored[key]
	switch {
	case !ok:
		c.differs(key, e.Name(), WhereIndex, "the document is missing")
	case hash != e.Hash():
		c.differs(key, e.Name(), WhereIndex, "the document was made from another content")
	}
	if c.memory == nil {
		return
	}
	_, hash, ok = c.memory.Held(key)
	switch {
	case !ok:
		c.differs(key, e.Name(), WhereMemory, "the document is not known")
	case hash != e.Hash():
		c.differs(key, e.Name(), WhereMemory, "another content is known")
	}
}

func (c *comparison[E, V]) row(e E) {
	key, want := e.Row().Key, e.Row()
	row, ok := c.view.Row(key)
	if !ok {
		c.differs(key, e.Name(), WhereColumns, "the row is missing")
		return
	}
	schema := c.g.kind.Schema
	for dim, values := range want.Values {
		if !slices.Equal(row.Values[dim], values) {
			c.differs(key, e.Name(), WhereColumns, "%s is %q, should be %q", schema.Dimensions[dim], row.Values[dim], values)
		}
	}
	for order, sort := range want.Sort {
		if !bytes.Equal(row.Sort[order], sort) {
			c.differs(key, e.Name(), WhereColumns, "the place by %s is another", schema.Orders[order])
		}
	}
	if row.Legal != want.Legal || row.Shown != want.Shown {
		c.differs(key, e.Name(), WhereColumns, "the days are others: in force %v, shown %v, should be %v, %v",
			row.Legal, row.Shown, want.Legal, want.Shown)
	}
}

// finish looks for what the database does not have, and at the files.
func (c *comparison[E, V]) finish() error {
	if err := c.begin(); err != nil { // an empty database gives no record
		return err
	}
	for key := range c.stored {
		c.unknown(key, WhereIndex)
	}
	for key := range c.view.Keys() {
		c.unknown(key, WhereColumns)
	}
	if c.memory != nil {
		for key := range c.memory.Keys() {
			c.unknown(key, WhereMemory)
		}
	}
	reader, err := c.g.reader()
	if err != nil {
		return err
	}
	defer reader.Close()
	err = checkSegments(context.Background(), reader, nil)
	if unreadable(err) {
		return err
	}
	if err != nil {
		c.report.Differences = append(c.report.Differences, Difference{Where: WhereFiles, What: err.Error()})
	}
	return nil
}

// unknown tells of what is held and the database does not have.
func (c *comparison[E, V]) unknown(key, where string) {
	if c.seen[key] {
		return
	}
	c.extra = append(c.extra, key)
	name := ""
	if c.memory != nil {
		name, _, _ = c.memory.Held(key)
	}
	c.differs(key, name, where, "the database has no such record")
}

func (c *comparison[E, V]) differs(key, name, where, format string, args ...any) {
	c.report.Differences = append(c.report.Differences, Difference{
		Key: key, Name: name, Where: where, What: fmt.Sprintf(format, args...),
	})
}
