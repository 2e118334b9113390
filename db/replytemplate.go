package db

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// ReplyTemplates lists the live templates of an agency and of those above it, by
// name.
func (d *DB) ReplyTemplates(ctx context.Context, by motcua.Caller, agency motcua.ID) ([]motcua.ReplyTemplate, error) {
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return nil, err
	}
	if err := by.MayAct(agency, tree, motcua.RoleReceiver, motcua.RoleHandler, motcua.RoleApprover, motcua.RolePublisher, motcua.RoleAdministrator); err != nil {
		return nil, err
	}
	rows, err := d.pool.Query(ctx, `
		select id::text, agency::text, name, text, created_by, created_at from reply_template
		where agency = any($1) and retired_at is null order by name, id`, append([]motcua.ID{agency}, tree.Above(agency)...))
	if err != nil {
		return nil, wrap("list templates", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.ReplyTemplate])
	return list, wrap("list templates", err)
}

// AddReplyTemplate stores a template; an administrator or approver of the agency
// writes them.
func (d *DB) AddReplyTemplate(ctx context.Context, by motcua.Caller, r motcua.ReplyTemplate, now time.Time) (*motcua.ReplyTemplate, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return nil, err
	}
	if err := by.MayAct(r.Agency, tree, motcua.RoleApprover, motcua.RoleAdministrator); err != nil {
		return nil, err
	}
	r.ID, r.CreatedBy, r.CreatedAt = newID(), by.Name, now
	done, err := d.pool.Exec(ctx, `
		insert into reply_template (id, agency, name, text, created_by, created_at)
		select $1, $2, $3, $4, $5, $6 where (select count(*) from reply_template where agency = $2 and retired_at is null) < $7`,
		r.ID, r.Agency, r.Name, r.Text, r.CreatedBy, r.CreatedAt, motcua.MaxTemplates)
	if err == nil && done.RowsAffected() == 0 {
		return nil, motcua.Invalid("agency", "the agency has %d templates already: retire some", motcua.MaxTemplates)
	}
	return &r, wrap("store a template", err)
}

// RetireReplyTemplate ends a template.
func (d *DB) RetireReplyTemplate(ctx context.Context, by motcua.Caller, id motcua.ID, now time.Time) error {
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return err
	}
	agencies, all := by.Reach(tree, motcua.RoleApprover, motcua.RoleAdministrator)
	done, err := d.pool.Exec(ctx, `
		update reply_template set retired_at = $2 where id = $1 and retired_at is null and ($3 or agency = any($4))`, id, now, all, agencies)
	if err == nil && done.RowsAffected() == 0 {
		return motcua.NotFound("template", string(id))
	}
	return wrap("retire a template", err)
}

// fillTemplate writes the note of an event by a template, where one is used: one
// of the agency that holds the feedback, or of one above it.
func (d *DB) fillTemplate(ctx context.Context, tx pgx.Tx, s *step, e *motcua.FeedbackEvent) error {
	use := s.act.Template
	if use == nil {
		return nil
	}
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return err
	}
	var r motcua.ReplyTemplate
	var agency, code string
	var submitted time.Time
	err = tx.QueryRow(ctx, `
		select t.text, a.name, f.code, f.submitted_at from reply_template t, feedback f join agency a on a.id = f.agency
		where t.id = $1 and t.retired_at is null and t.agency = any($2) and f.id = $3`,
		use.ID, append([]motcua.ID{s.before.Agency}, tree.Above(s.before.Agency)...), e.Feedback).Scan(&r.Text, &agency, &code, &submitted)
	if errors.Is(err, pgx.ErrNoRows) {
		return &motcua.Error{Kind: motcua.KindNotFound, Field: "template.id", Message: "the agency has no such template"}
	}
	if err != nil {
		return wrap("read a template", err)
	}
	p, err := openPersonal(ctx, tx, d, e.Feedback)
	if err != nil {
		return err
	}
	own := map[string]string{
		motcua.FillAgency: agency, motcua.FillCode: motcua.TrackingCode(code).String(), motcua.FillSender: p.sender.Name,
		motcua.FillToday: motcua.DateOf(s.now).DayFirst(), motcua.FillSubmitted: motcua.DateOf(submitted).DayFirst(), motcua.FillDue: "chưa xác định",
	}
	if s.before.DueAt != nil {
		own[motcua.FillDue] = s.before.DueAt.DayFirst()
	}
	text, err := r.Fill(own, use.Values)
	e.Note = &text
	return err
}
