package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// Resolve gives the ids of the registers to a record that names everything by
// code or name, as the older published shapes do: the procedure with its code,
// the agencies, the sector and so on. The decision's agency is the record's own,
// else the one given. The error is a [motcua.Faults] where a name fits several
// or nothing.
func (im *Importer) Resolve(ctx context.Context, r *motcua.Record, agency motcua.Agency) error {
	return im.db.inTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		var faults motcua.Faults
		named := newResolver(ctx, tx)
		c := &r.Content
		d := c.Decision
		if d.Agency.Name == "" && d.Agency.Code == nil {
			d.Agency = agency
		}
		if d.Agency.Name == "" && d.Agency.Code == nil && d.Agency.ID == "" {
			faults.Add("decision.agency", c.Code, "the record does not say which agency decided; expected it to be given (--agency)")
			return faults
		}
		if err := named.agency(&d.Agency, "decision.agency", &faults); err != nil {
			return err
		}
		title := d.Title
		c.Decision = motcua.NewDecision(d.Number, d.Date, d.Agency)
		c.Decision.Title = title
		if err := named.content(c, "", &faults); err != nil {
			return err
		}
		id, err := procedureNamed(ctx, tx, c.Code, &faults)
		if err != nil {
			return err
		}
		r.Procedure = id
		return faults.Err()
	})
}

// procedureNamed finds the procedure with a code, or makes the id of a new one.
func procedureNamed(ctx context.Context, tx pgx.Tx, code string, faults *motcua.Faults) (motcua.ID, error) {
	rows, err := tx.Query(ctx, `
		with fits as (
			select id, exists (select from public_procedure u where u.id = procedure.id) as public from procedure
			where national_code = $1 and exists (select from procedure_validity h where h.procedure = procedure.id and upper_inf(h.recorded))
		)
		-- What is not public any more counts only where nothing else has the code.
		select id::text from fits where public or not exists (select from fits where public) order by id limit 20`, motcua.NationalCode(code))
	if err != nil {
		return "", wrap("look up a code", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[motcua.ID])
	if err != nil {
		return "", wrap("look up a code", err)
	}
	switch len(found) {
	case 0:
		return motcua.DeriveID("procedure", motcua.NationalCode(code)), nil
	case 1:
		return found[0], nil
	}
	faults.Add("code", code, "%d procedures have this code; a record that has no other name cannot be told to be about one of them", len(found))
	return "", nil
}

// supersede ends the publication of procedures that an older shape made, whose
// code the batch brought under its publisher's id: the better source prevails.
// What was known of them stays known.
func (p *publishing) supersede(ctx context.Context) error {
	if len(p.newProc) == 0 {
		return nil
	}
	fresh := make([]motcua.ID, 0, len(p.newProc))
	for id, state := range p.states {
		if state.exists {
			fresh = append(fresh, id)
		}
	}
	_, err := p.tx.Exec(ctx, `
		update publication set published = tstzrange(lower(published), clock_timestamp())
		from procedure lesser join procedure better on better.national_code = lesser.national_code and better.id <> lesser.id
		where publication.procedure = lesser.id and upper_inf(published) and lower(published) < clock_timestamp()
		  and lesser.source in ($2, $3) and better.source not in ($2, $3) and better.id = any($1)
		  and lesser.id = any($4)`,
		fresh, motcua.SourcePacket, motcua.SourceDocument, derivedOf(p.newProc))
	return wrap("end what a better source tells", err)
}

// derivedOf gives the ids that the older shapes' records of these procedures
// have.
func derivedOf(rows [][]any) []motcua.ID {
	ids := make([]motcua.ID, len(rows))
	for i, row := range rows {
		ids[i] = motcua.DeriveID("procedure", row[3].(string)) // the national code
	}
	return ids
}
