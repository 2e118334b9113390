package db

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// Limits of an import.
const (
	// A transaction of an import holds all followers of the change log back
	// while it is open, so a batch that takes longer halves the next one.
	ImportBatch     = 200
	minImportBatch  = 10
	importBatchGoal = time.Second

	// MaxEndingShare is how much of what is public a complete file may end
	// without being told so: an empty or cut file must not unpublish the
	// catalogue.
	MaxEndingShare = 0.2
)

// ErrBusy says that another import is running on the database.
var ErrBusy = &motcua.Error{Kind: motcua.KindUnavailable, Message: "another import is running on this database"}

// importLock is the advisory lock that one import holds.
const importLock = "motcua.import"

// ImportCounts says what an import did, in records.
type ImportCounts struct {
	New         int // procedures seen for the first time
	Announced   int // new version under another decision
	Corrected   int // new version under the same decision
	Republished int // public again, content known
	Unchanged   int
	Outranked   int // a better source or a newer decision says what holds; kept as received
	Ended       int // absent from a complete file: no longer public
}

// Changed says whether anything was written.
func (c ImportCounts) Changed() int {
	return c.New + c.Announced + c.Corrected + c.Republished + c.Ended
}

// Importer publishes records. It holds the import lock until it is closed.
type Importer struct {
	db     *DB
	conn   *importConn
	clock  motcua.Clock
	dryRun bool
	by     string // who the announcements are recorded by
	size   int
	seen   map[motcua.ID]bool
	known  map[string][sha256.Size]byte // rows of the registers written by this import, by table and id
	Counts ImportCounts
}

// NewImporter begins an import, or gives [ErrBusy]. A dry run counts and
// writes nothing.
func (d *DB) NewImporter(ctx context.Context, clock motcua.Clock, dryRun bool) (*Importer, error) {
	conn, err := d.lockImport(ctx)
	if err != nil {
		return nil, err
	}
	return &Importer{
		db: d, conn: conn, clock: clock, dryRun: dryRun, by: "import", size: ImportBatch,
		seen:  map[motcua.ID]bool{},
		known: map[string][sha256.Size]byte{},
	}, nil
}

// BatchSize is how many records the next call of Publish should get.
func (im *Importer) BatchSize() int { return im.size }

// Publish writes a batch of records in one transaction. Where it fails nothing
// of the batch is written, and the batches before it stand.
func (im *Importer) Publish(ctx context.Context, records []*motcua.Record) error {
	begin := time.Now()
	counts := im.Counts
	err := im.db.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		p := publishing{tx: tx, im: im, counts: &counts}
		if err := p.run(ctx, records); err != nil {
			return err
		}
		if im.dryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		clear(im.known) // rolled back with the batch
		return wrap(fmt.Sprintf("publish lines %d to %d", records[0].Line, records[len(records)-1].Line), err)
	}
	if im.dryRun {
		clear(im.known)
	}
	im.Counts = counts
	for _, r := range records {
		im.seen[r.Procedure] = true
	}
	im.adapt(time.Since(begin))
	return nil
}

var errDryRun = errors.New("dry run")

func (im *Importer) adapt(took time.Duration) {
	switch {
	case took > importBatchGoal:
		im.size = max(im.size/2, minImportBatch)
	case took < importBatchGoal/4:
		im.size = min(im.size*2, ImportBatch)
	}
}

// TooManyEndedError says that a complete file lacks more of what is public than
// [MaxEndingShare].
type TooManyEndedError struct{ Ended, Public int }

func (e *TooManyEndedError) Error() string {
	return fmt.Sprintf("the file lacks %d of %d public procedures, more than %.0f %%: nothing was ended. Give --force if that is right", e.Ended, e.Public, MaxEndingShare*100)
}

// EndAbsent ends the publication of every public procedure of the source that
// this import did not see, apart from those given. Nothing is deleted.
func (im *Importer) EndAbsent(ctx context.Context, source string, except map[motcua.ID]bool, force bool) error {
	public, err := im.db.PublicIDs(ctx, source)
	if err != nil {
		return err
	}
	var absent []motcua.ID
	for _, id := range public {
		if !im.seen[id] && !except[id] {
			absent = append(absent, id)
		}
	}
	if !force && float64(len(absent)) > MaxEndingShare*float64(len(public)) {
		return &TooManyEndedError{Ended: len(absent), Public: len(public)}
	}
	if im.dryRun {
		im.Counts.Ended += len(absent)
		return nil
	}
	for len(absent) > 0 {
		n := min(len(absent), ImportBatch)
		if _, err := im.db.pool.Exec(ctx, `
			update publication set published = tstzrange(lower(published), clock_timestamp())
			where procedure = any($1) and upper_inf(published)`, absent[:n]); err != nil {
			return wrap("end publications", err)
		}
		im.Counts.Ended += n
		absent = absent[n:]
	}
	return nil
}

// PublicIDs lists the public procedures of a source, or of all where it is
// empty, in the order of their ids.
func (d *DB) PublicIDs(ctx context.Context, source string) ([]motcua.ID, error) {
	rows, err := d.pool.Query(ctx, `
		select p.id::text from procedure p join public_procedure using (id)
		where $1 = '' or p.source = $1 order by p.id`, source)
	if err != nil {
		return nil, wrap("list public procedures", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[motcua.ID])
	return ids, wrap("list public procedures", err)
}

// Close gives the import lock back.
func (im *Importer) Close(ctx context.Context) error { return im.conn.unlock(ctx) }
