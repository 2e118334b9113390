package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// delegationsAge is how old what is held of delegations may be.
const delegationsAge = 5 * time.Second

// heldDelegations are those that hold or will, as they were a moment ago.
type heldDelegations struct {
	at   time.Time // of this machine's running clock
	list []motcua.Delegation
}

const delegationColumns = `id::text, absent, substitute, agency::text, role, from_day, to_day, created_by`

// Delegated gives the caller with the roles that others delegated to them today.
func (d *DB) Delegated(ctx context.Context, by motcua.Caller, day motcua.Date) (motcua.Caller, error) {
	if by.Anonymous() {
		return by, nil
	}
	held := d.delegations.Load()
	if held == nil || time.Since(held.at) > delegationsAge {
		list, err := d.liveDelegations(ctx, day)
		if err != nil {
			return by, err
		}
		held = &heldDelegations{time.Now(), list}
		d.delegations.Store(held)
	}
	return by.With(held.list, day), nil
}

func (d *DB) liveDelegations(ctx context.Context, day motcua.Date) ([]motcua.Delegation, error) {
	rows, err := d.pool.Query(ctx, `select `+delegationColumns+` from delegation where ended_at is null and to_day > $1 order by id`, day)
	if err != nil {
		return nil, wrap("read delegations", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.Delegation])
	return list, wrap("read delegations", err)
}

// Delegations lists those of an agency and the ones under it that hold or will.
func (d *DB) Delegations(ctx context.Context, by motcua.Caller, agency motcua.ID, day motcua.Date) ([]motcua.Delegation, error) {
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return nil, err
	}
	if err := by.MayAct(agency, tree, motcua.RoleAdministrator, motcua.RoleApprover, motcua.RoleReceiver); err != nil {
		return nil, err
	}
	rows, err := d.pool.Query(ctx, `
		select `+delegationColumns+` from delegation where ended_at is null and to_day > $1 and agency = any($2)
		order by from_day, id`, day, tree.WithUnits([]motcua.ID{agency}))
	if err != nil {
		return nil, wrap("list delegations", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.Delegation])
	return list, wrap("list delegations", err)
}

// Delegate stores a delegation.
func (d *DB) Delegate(ctx context.Context, by motcua.Caller, v motcua.Delegation) (*motcua.Delegation, error) {
	if err := v.Check(); err != nil {
		return nil, err
	}
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return nil, err
	}
	if err := v.MayDelegate(by, tree); err != nil {
		return nil, err
	}
	v.ID, v.CreatedBy = newID(), by.Subject
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			insert into delegation (id, absent, substitute, agency, role, from_day, to_day, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
			v.ID, v.Absent, v.Substitute, v.Agency, v.Role, v.From, v.To, v.CreatedBy)
		if err != nil {
			return wrap("store a delegation", err)
		}
		return audit(ctx, tx, by, motcua.AuditEntry{Action: motcua.AuditChange, Entity: "DELEGATION", EntityID: &v.ID, Agency: &v.Agency, What: "BEGUN"})
	})
	d.delegations.Store(nil)
	return &v, err
}

// EndDelegation ends one before its time.
func (d *DB) EndDelegation(ctx context.Context, by motcua.Caller, id motcua.ID, now time.Time) error {
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return err
	}
	agencies, all := by.Reach(tree, motcua.RoleAdministrator)
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `
			update delegation set ended_at = $2 where id = $1 and ended_at is null and ($3 or agency = any($4) or absent = $5)`, id, now, all, agencies, by.Subject)
		if err == nil && done.RowsAffected() == 0 {
			return motcua.NotFound("delegation", string(id))
		}
		if err != nil {
			return wrap("end a delegation", err)
		}
		return audit(ctx, tx, by, motcua.AuditEntry{Action: motcua.AuditChange, Entity: "DELEGATION", EntityID: &id, What: "ENDED"})
	})
	d.delegations.Store(nil)
	return err
}
