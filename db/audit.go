package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// audit writes entries in the transaction of what they tell, so that neither is
// without the other. Who and by which request is taken from the caller.
func audit(ctx context.Context, tx pgx.Tx, by motcua.Caller, entries ...motcua.AuditEntry) error {
	b := &pgx.Batch{}
	queueAudit(b, by, entries...)
	return send(ctx, tx, "write the audit log", b)
}

func queueAudit(b *pgx.Batch, by motcua.Caller, entries ...motcua.AuditEntry) {
	if by.Subject == "" {
		by.Subject = motcua.SubjectSender
	}
	for _, e := range entries {
		b.Queue(`
			insert into audit_entry (subject, name, request_id, action, entity, entity_id, agency, what, rows)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			by.Subject, by.Name, by.RequestID, e.Action, e.Entity, e.EntityID, e.Agency, e.What, e.Rows)
	}
}

// Audit writes entries of what happens outside of the database, before it
// happens.
func (d *DB) Audit(ctx context.Context, by motcua.Caller, entries ...motcua.AuditEntry) error {
	return d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error { return audit(ctx, tx, by, entries...) })
}

func scanAudit(row pgx.CollectableRow) (*motcua.AuditEntry, error) {
	var e motcua.AuditEntry
	err := row.Scan(&e.ID, &e.At, &e.Subject, &e.Name, &e.RequestID, &e.Action, &e.Entity, &e.EntityID, &e.Agency, &e.What, &e.Rows)
	return &e, err
}

// AuditLog gives a page of the audit log, the newest first, of the agencies for
// which the caller is an auditor. That it was read stands in it afterwards.
func (d *DB) AuditLog(ctx context.Context, by motcua.Caller, page motcua.Page, f motcua.AuditFilter) (out motcua.Listed[*motcua.AuditEntry], err error) {
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return out, err
	}
	agencies, all, err := by.ReadAudit(tree)
	if err != nil {
		return out, err
	}
	var within []motcua.ID
	if f.Agency != nil {
		within = tree.WithUnits([]motcua.ID{*f.Agency})
	}
	out, err = keyset[*motcua.AuditEntry]{
		name: "audit", from: "audit_entry r", sort: "-r.seq", scan: scanAudit,
		columns: `r.id::text, r.at, r.subject, r.name, r.request_id, r.action, r.entity, r.entity_id::text, r.agency::text, r.what, r.rows`,
		where: `($1 or r.agency = any($2)) and ($3::text is null or r.subject = $3) and ($4::text is null or r.action = $4)
			and ($5::text is null or r.entity = $5) and ($6::uuid is null or r.entity_id = $6)
			and ($7::uuid[] is null or r.agency = any($7))
			and ($8::timestamptz is null or r.at >= $8) and ($9::timestamptz is null or r.at < $9)`,
		id: func(e *motcua.AuditEntry) motcua.ID { return e.ID },
	}.page(ctx, d, page, all, agencies, f.Subject, f.Action, f.Entity, f.EntityID, within, f.From, f.To)
	if err != nil {
		return out, err
	}
	rows := len(out.Items)
	return out, d.Audit(ctx, by, motcua.AuditEntry{Action: motcua.AuditRead, Entity: "AUDIT_LOG", Rows: &rows})
}

// TrimAudit drops entries that are older than the time to keep, some at once,
// and says how many. Less than [motcua.MinAuditKept] is refused.
func (d *DB) TrimAudit(ctx context.Context, kept time.Duration) (n int64, err error) {
	err = d.pool.QueryRow(ctx, `select audit_trim($1)`, kept).Scan(&n)
	return n, wrap("trim the audit log", err)
}
