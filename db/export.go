package db

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// entityExport names an export in the audit log.
const entityExport = "EXPORT"

// exportKept is how long an export is counted against its asker.
const exportKept = time.Hour

// askedExport is what is kept of an export until it is fetched.
type askedExport struct {
	Procedures *motcua.ProcedureQuery
	Feedback   *motcua.FeedbackQuery
	By         motcua.Caller
}

// CreateExport keeps a list to be fetched once. Who asks has to be known, so
// that lists can be counted and traced.
func (d *DB) CreateExport(ctx context.Context, x motcua.Export, now time.Time) (motcua.Export, error) {
	if x.By.Anonymous() {
		return x, &motcua.Error{Kind: motcua.KindForbidden, Message: "exports need an API key or an access token"}
	}
	x.ID, x.ExpiresAt = newID(), now.Add(motcua.ExportLifetime)
	asked := askedExport{x.Procedures, x.Feedback, x.By}
	if asked.Feedback != nil { // the tree is read again when the list is made
		query := *asked.Feedback
		query.Asker.Tree = nil
		asked.Feedback = &query
	}
	text, err := json.Marshal(asked)
	if err != nil {
		return x, wrap("keep an export", err)
	}
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `delete from export where created_at < $1`, now.Add(-exportKept)); err != nil {
			return wrap("forget old exports", err)
		}
		// Two that are asked for at once are counted one after the other.
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('motcua.export:' || $1, 0))`, x.By.Subject); err != nil {
			return wrap("count exports", err)
		}
		var recent int
		if err := tx.QueryRow(ctx, `select count(*) from export where subject = $1`, x.By.Subject).Scan(&recent); err != nil {
			return wrap("count exports", err)
		}
		if recent >= motcua.MaxExportsAnHour {
			return &motcua.Error{Kind: motcua.KindLimit, Message: "too many exports within an hour"}
		}
		_, err := tx.Exec(ctx, `insert into export (id, subject, format, asked, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
			x.ID, x.By.Subject, x.Format, text, now, x.ExpiresAt)
		return wrap("keep an export", err)
	})
	return x, err
}

// BeginExport gives an export to who fetches it, once, and notes that it goes
// out. What was asked for is forgotten at once; that there was an export is
// still counted.
func (d *DB) BeginExport(ctx context.Context, id motcua.ID, now time.Time) (x motcua.Export, err error) {
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if x, err = takeExport(ctx, tx, id, now); err != nil {
			return err
		}
		return audit(ctx, tx, x.By, motcua.AuditEntry{Action: motcua.AuditExport, Entity: entityExport, EntityID: &x.ID, What: string(x.Format) + "_BEGUN"})
	})
	if err == nil && x.Feedback != nil {
		x.Feedback.Asker.Tree, err = d.AgencyTree(ctx)
	}
	return x, err
}

func takeExport(ctx context.Context, tx pgx.Tx, id motcua.ID, now time.Time) (x motcua.Export, err error) {
	var text []byte
	err = tx.QueryRow(ctx, `
		with waiting as (
			select id, asked from export where id = $1 and begun_at is null and expires_at > $2 for update
		), begun as (
			update export e set begun_at = $2, asked = '{}' from waiting w where e.id = w.id returning e.id, e.format, e.expires_at
		)
		select b.id::text, b.format, b.expires_at, w.asked from begun b join waiting w on w.id = b.id`, id, now).Scan(&x.ID, &x.Format, &x.ExpiresAt, &text)
	if errors.Is(err, pgx.ErrNoRows) {
		return x, motcua.NotFound("export", string(id))
	}
	if err != nil {
		return x, wrap("begin an export", err)
	}
	var asked askedExport
	if err := json.Unmarshal(text, &asked); err != nil {
		return x, wrap("read an export", err)
	}
	x.Procedures, x.Feedback, x.By = asked.Procedures, asked.Feedback, asked.By
	return x, nil
}

// ExportMade notes how long a list was that went out.
func (d *DB) ExportMade(ctx context.Context, x motcua.Export, rows int) error {
	return d.Audit(ctx, x.By, motcua.AuditEntry{Action: motcua.AuditExport, Entity: entityExport, EntityID: &x.ID, What: string(x.Format), Rows: &rows})
}
