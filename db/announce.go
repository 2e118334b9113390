package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// AnnounceOptions says for whom and how an announcement is published.
type AnnounceOptions struct {
	By     motcua.Caller
	DryRun bool
	// May is asked whether the caller may publish for the deciding agency,
	// before anything is told of the catalogue; nil lets everybody.
	May func(agency motcua.ID) error
	// Retry makes it safe to ask again: what was done under it is told, not done
	// once more. Nil does not.
	Retry *motcua.Retry
}

// Announce publishes a decision with all that it does to procedures, or nothing
// of it: then the error is a [motcua.Faults]. Announcing the same again changes
// nothing.
func (d *DB) Announce(ctx context.Context, clock motcua.Clock, a *motcua.Announcement, opts AnnounceOptions) (report motcua.AnnouncementReport, err error) {
	err = d.publishAlone(ctx, clock, opts.By, func(p *publishing) error {
		an := announcing{publishing: p, a: a}
		err := an.run(ctx, opts)
		if err != nil && !errors.Is(err, errDryRun) {
			return err
		}
		report = an.report
		return err
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	return report, err
}

// publishAlone runs f in the transaction of an import of its own.
func (d *DB) publishAlone(ctx context.Context, clock motcua.Clock, by motcua.Caller, f func(*publishing) error) (err error) {
	im, err := d.nextImporter(ctx, clock)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, im.Close(context.WithoutCancel(ctx))) }()
	im.by = by.Name
	return d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		return f(&publishing{tx: tx, im: im, counts: &im.Counts})
	})
}

// Whoever publishes one decision waits its turn: the decision before takes a
// moment. A large import takes longer, and is told of.
const (
	turnWait = 3 * time.Second
	turnPoll = 50 * time.Millisecond
)

// nextImporter begins an import when the one that runs has ended, or gives
// [ErrBusy].
func (d *DB) nextImporter(ctx context.Context, clock motcua.Clock) (*Importer, error) {
	for end := time.Now().Add(turnWait); ; {
		im, err := d.NewImporter(ctx, clock, false)
		if !errors.Is(err, ErrBusy) || time.Now().After(end) {
			return im, err
		}
		select {
		case <-ctx.Done():
			return nil, ErrBusy
		case <-time.After(turnPoll):
		}
	}
}

// announcing is the transaction of one announcement.
type announcing struct {
	*publishing
	a      *motcua.Announcement
	faults motcua.Faults
	report motcua.AnnouncementReport
	codes  map[string]motcua.ID // of the file's items, by national code
}

// run plans and writes everything. A dry run, and a retry of what was done, end
// with errDryRun, which takes it back.
func (an *announcing) run(ctx context.Context, opts AnnounceOptions) error {
	r := newResolver(ctx, an.tx)
	if err := an.resolveDecision(r, opts); err != nil {
		return err
	}
	if _, before, err := claim(ctx, an.tx, opts.Retry, an.a.Decision.ID); err != nil {
		return err
	} else if before {
		opts.DryRun = true
	}
	ids, err := an.resolveItems(ctx, r)
	if err != nil {
		return err
	}
	if err := an.faults.Err(); err != nil {
		return err
	}
	if err := an.load(ctx, ids); err != nil {
		return err
	}
	for i := range an.a.Items {
		if err := an.item(ctx, &an.a.Items[i], ids[i]); err != nil {
			return err
		}
	}
	if err := an.faults.Err(); err != nil {
		return err
	}
	an.report.Added = r.added
	if err := an.write(ctx); err != nil {
		return err
	}
	return an.finish(ctx, opts)
}

func (an *announcing) resolveDecision(r *resolver, opts AnnounceOptions) error {
	d := &an.a.Decision
	if err := r.agency(&d.Agency, "decision.agency", &an.faults); err != nil {
		return err
	}
	if err := an.faults.Err(); err != nil {
		return err
	}
	if opts.May != nil {
		if err := opts.May(d.Agency.ID); err != nil {
			return err
		}
	}
	title := d.Title
	*d = motcua.NewDecision(d.Number, d.Date, d.Agency)
	d.Title = title
	an.report.Decision = *d
	if based := an.a.BasedOn; based != nil {
		if err := r.agency(&based.Agency, "decision.basedOn.agency", &an.faults); err != nil {
			return err
		}
		*based = motcua.NewDecision(based.Number, based.Date, based.Agency)
		an.registers.addDecision(*based)
	}
	return nil
}

// resolveItems gives the procedure of each item, and puts the registers' ids
// into their contents.
func (an *announcing) resolveItems(ctx context.Context, r *resolver) ([]motcua.ID, error) {
	ids := make([]motcua.ID, len(an.a.Items))
	an.codes = map[string]motcua.ID{}
	for i := range an.a.Items {
		item := &an.a.Items[i]
		id, err := an.procedureOf(ctx, item)
		if err != nil {
			return nil, err
		}
		ids[i] = id
		key := motcua.NationalCode(item.Code)
		if other, twice := an.codes[key]; twice && other == id {
			an.faults.Add(item.Path, item.Code, "the procedure stands twice in the decision; a decision does one thing to a procedure")
		}
		an.codes[key] = id
		if err := r.content(&item.Content, item.Path, &an.faults); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// procedureOf finds what an item is about. A new procedure's id is made from
// what identifies it, so that the same file gives the same id.
func (an *announcing) procedureOf(ctx context.Context, item *motcua.AnnouncementItem) (motcua.ID, error) {
	if item.ID != nil {
		return *item.ID, nil
	}
	rows, err := an.tx.Query(ctx, `
		select id::text, code, exists (select from announcement a where a.procedure = p.id and a.decision = $3 and a.kind = 'NEW' and upper_inf(a.recorded))
		from procedure p where (code = $1 or national_code = $2)
		  and exists (select from procedure_validity h where h.procedure = p.id and upper_inf(h.recorded))
		order by code = $1 desc, id limit 20`, item.Code, motcua.NationalCode(item.Code), an.a.Decision.ID)
	if err != nil {
		return "", wrap("look up a code", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		ID   motcua.ID
		Code string
		Ours bool // made by this decision before
	}])
	if err != nil {
		return "", wrap("look up a code", err)
	}
	own := motcua.DeriveID("procedure", string(an.a.Decision.Agency.ID), motcua.NationalCode(item.Code))
	if item.Kind == motcua.DecisionNew {
		switch {
		case len(found) == 0, len(found) == 1 && found[0].Ours:
			if len(found) == 1 {
				own = found[0].ID
			}
			return own, nil
		}
		an.faults.Add(item.Path+".code", item.Code, "a procedure has this code already (%s); expected a code that is free, the kind AMENDED, or an id of its own", found[0].ID)
		return own, nil
	}
	switch {
	case len(found) == 0:
		an.faults.Add(item.Path+".code", item.Code, "no procedure has this code; expected one of the catalogue, or the kind NEW")
	case len(found) > 1 && (found[0].Code != item.Code || found[1].Code == item.Code):
		list := make([]string, len(found))
		for i, f := range found {
			list[i] = string(f.ID)
		}
		an.faults.Add(item.Path+".id", item.Code, "%d procedures have this code; expected the id of one: %s", len(found), strings.Join(list, ", "))
	default:
		return found[0].ID, nil
	}
	return own, nil
}

// finish writes what stands beside the procedures: successors, the decision
// that this one rests on, and the audit log.
func (an *announcing) finish(ctx context.Context, opts AnnounceOptions) error {
	d := an.a.Decision
	if _, err := an.tx.Exec(ctx, `update decision set title = $2 where id = $1 and $2::text is not null and title is distinct from $2`, d.ID, d.Title); err != nil {
		return wrap("write the decision's title", err)
	}
	if based := an.a.BasedOn; based != nil {
		if _, err := an.tx.Exec(ctx, `
			update decision set based_on = b.id from decision b
			where decision.id = $1 and b.id = $2 and decision.based_on is distinct from b.id`, d.ID, based.ID); err != nil {
			return wrap("write what the decision rests on", err)
		}
	}
	if err := an.writeSuccessors(ctx); err != nil {
		return err
	}
	switch {
	case opts.DryRun:
		return errDryRun
	case an.report.Changed() == 0:
		return nil
	}
	return audit(ctx, an.tx, opts.By, motcua.AuditEntry{
		Action: motcua.AuditAct, Entity: "DECISION", EntityID: &d.ID, Agency: &d.Agency.ID, What: "PUBLISHED", Rows: new(an.report.Changed()),
	})
}

func (an *announcing) writeSuccessors(ctx context.Context) error {
	for _, r := range an.report.Results {
		for _, code := range r.ReplacedBy {
			successor := an.codes[motcua.NationalCode(code)]
			if _, err := an.tx.Exec(ctx, `
				insert into procedure_successor (predecessor, successor, decision, on_day) values ($1, $2, $3, $4)
				on conflict (predecessor, successor) do nothing`, r.Procedure, successor, an.a.Decision.ID, r.From); err != nil {
				return wrap(fmt.Sprintf("write the successor %s of %s", code, r.Code), err)
			}
		}
	}
	return nil
}
