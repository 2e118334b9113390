package search

import (
	"bytes"
	"context"
	"fmt"
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
	Position    motcua.Position `json:"position"` // of the one state that was compared
	Revision    string          `json:"revision"`
	Procedures  int             `json:"procedures"` // in the database
	Documents   int             `json:"documents"`  // in Bleve
	Rows        int             `json:"rows"`       // in the columns
	Differences []Difference    `json:"differences"`
}

// Difference is one thing that is not as in the database.
type Difference struct {
	Procedure motcua.ID `json:"procedure"` // empty where it is about no single procedure
	Code      string    `json:"code"`
	Where     string    `json:"where"`
	What      string    `json:"what"`
}

// Verify compares the database with the index and the columns, completely and
// in one state. Changes wait meanwhile; those that had not been applied are
// applied first. It gives [motcua.ErrRebuild] where the index has no place in
// the database's log.
func (x *Index) Verify(ctx context.Context, src motcua.Source) (Report, error) {
	x.rebuilding.Lock() // so that no swap comes between
	defer x.rebuilding.Unlock()
	g, _ := x.serving()
	if g == nil {
		return Report{}, errClosed
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.position == nil {
		return Report{}, errNotReady
	}
	c := &comparison{g: g, report: &Report{}}
	position, err := src.Snapshot(ctx, g.position, func(b motcua.Batch) error { return g.applyLocked(ctx, b) }, c.procedure)
	if err == nil {
		err = c.finish()
	}
	if err != nil {
		return Report{}, fmt.Errorf("compare the index with the database: %w", err)
	}
	c.report.Position, c.report.Revision = position, position.Revision()
	return *c.report, nil
}

// comparison goes through the database and remembers what it has seen.
type comparison struct {
	g      *generation
	report *Report
	stored map[string][]byte // hashes of the documents on disk, by key
	view   *columns.View
	seen   map[string]bool
}

// begin reads the index when all changes are in it.
func (c *comparison) begin() error {
	if c.seen != nil {
		return nil
	}
	c.seen, c.stored, c.view = map[string]bool{}, map[string][]byte{}, c.g.table.View()
	reader, err := c.g.reader()
	if err != nil {
		return err
	}
	defer reader.Close()
	err = eachDocument(reader, func(key string, stored []byte) error {
		c.report.Documents++
		_, card, err := decodeRecord(key, stored)
		if err != nil {
			c.differs(key, "", WhereIndex, "the document cannot be read: %v", err)
			c.stored[key] = nil
			return nil
		}
		if _, twice := c.stored[key]; twice {
			c.differs(key, card.code, WhereIndex, "there are two documents of one version")
		}
		c.stored[key] = card.hash[:]
		return nil
	})
	if err != nil {
		return err
	}
	c.report.Rows = c.view.Len()
	return nil
}

// procedure compares one procedure of the database.
func (c *comparison) procedure(versions []motcua.Procedure) error {
	if err := c.begin(); err != nil {
		return err
	}
	if len(versions) > 0 {
		c.report.Procedures++
	}
	for i := range versions {
		e, err := newEntry(&versions[i])
		if err != nil {
			return err
		}
		c.seen[e.row.Key] = true
		c.document(e)
		c.row(e)
	}
	return nil
}

func (c *comparison) document(e *entry) {
	key, code := e.row.Key, e.card.code
	hash, ok := c.stored[key]
	switch {
	case !ok:
		c.differs(key, code, WhereIndex, "the document is missing")
	case !bytes.Equal(hash, e.hash[:]):
		c.differs(key, code, WhereIndex, "the document was made from another content")
	}
	ordinal, ok := c.g.ordinals[key]
	switch {
	case !ok:
		c.differs(key, code, WhereMemory, "the document is not known")
	case c.g.cards[ordinal].hash != e.hash:
		c.differs(key, code, WhereMemory, "another content is known")
	}
}

func (c *comparison) row(e *entry) {
	key, code := e.row.Key, e.card.code
	row, ok := c.view.Row(key)
	if !ok {
		c.differs(key, code, WhereColumns, "the row is missing")
		return
	}
	for dim, values := range e.row.Values {
		if !slices.Equal(row.Values[dim], values) {
			c.differs(key, code, WhereColumns, "%s is %q, should be %q", schema.Dimensions[dim], row.Values[dim], values)
		}
	}
	for order, sort := range e.row.Sort {
		if !bytes.Equal(row.Sort[order], sort) {
			c.differs(key, code, WhereColumns, "the place by %s is another", schema.Orders[order])
		}
	}
	if row.Legal != e.row.Legal || row.Shown != e.row.Shown {
		c.differs(key, code, WhereColumns, "the days are others: in force %v, shown %v, should be %v, %v",
			row.Legal, row.Shown, e.row.Legal, e.row.Shown)
	}
}

// finish looks for what the database does not have, and at the files.
func (c *comparison) finish() error {
	if err := c.begin(); err != nil { // an empty database gives no procedure
		return err
	}
	for key := range c.stored {
		if !c.seen[key] {
			c.differs(key, c.codeOf(key), WhereIndex, "the database has no such public version")
		}
	}
	for key := range c.view.Keys() {
		if !c.seen[key] {
			c.differs(key, c.codeOf(key), WhereColumns, "the database has no such public version")
		}
	}
	for key := range c.g.ordinals {
		if !c.seen[key] {
			c.differs(key, c.codeOf(key), WhereMemory, "the database has no such public version")
		}
	}
	reader, err := c.g.reader()
	if err != nil {
		return err
	}
	defer reader.Close()
	if err := checkSegments(reader); err != nil {
		c.report.Differences = append(c.report.Differences, Difference{Where: WhereFiles, What: err.Error()})
	}
	return nil
}

func (c *comparison) codeOf(key string) string {
	if ordinal, ok := c.g.ordinals[key]; ok {
		return c.g.cards[ordinal].code
	}
	return ""
}

func (c *comparison) differs(key, code, where, format string, args ...any) {
	procedure, _ := splitKey(key)
	c.report.Differences = append(c.report.Differences, Difference{
		Procedure: procedure, Code: code, Where: where, What: fmt.Sprintf(format, args...),
	})
}
