package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// procedureState is what the database holds of a procedure before the batch.
type procedureState struct {
	exists   bool
	public   bool
	code     string
	timeline motcua.Timeline
	versions map[motcua.ID]bool // known version ids
	received map[string]bool    // hashes of received records
}

// load reads the batch's procedures and locks them against other writers.
func (p *publishing) load(ctx context.Context, records []*motcua.Record) error {
	ids := make([]motcua.ID, len(records))
	p.states = make(map[motcua.ID]*procedureState, len(records))
	for i, r := range records {
		ids[i] = r.Procedure
		p.states[r.Procedure] = &procedureState{versions: map[motcua.ID]bool{}, received: map[string]bool{}}
	}
	var (
		id, version, decision, agency motcua.ID
		code                          string
		public, assumed               bool
		hash                          []byte
		number                        *string
		date, from, to                *motcua.Date
	)
	if err := p.each(ctx, "procedures", `
		select p.id::text, p.code, exists (select from public_procedure u where u.id = p.id)
		from procedure p where p.id = any($1) order by p.id for update`,
		ids, []any{&id, &code, &public}, func() {
			s := p.states[id]
			s.exists, s.code, s.public = true, code, public
		}); err != nil {
		return err
	}
	if err := p.each(ctx, "versions", `
		select procedure::text, id::text, received from procedure_version where procedure = any($1) order by id`,
		ids, []any{&id, &version, &hash}, func() {
			p.states[id].versions[version] = true
			p.states[id].received[string(hash)] = true
		}); err != nil {
		return err
	}
	return p.each(ctx, "validity", `
		select h.procedure::text, h.version::text, d.id::text, d.number, d.signed_on, d.agency::text, lower(h.legal), upper(h.legal), h.assumed
		from procedure_validity h
		join procedure_version v on v.id = h.version
		join decision d on d.id = v.decision
		where h.procedure = any($1) and upper_inf(h.recorded)
		order by h.procedure, lower(h.legal) nulls first`,
		ids, []any{&id, &version, &decision, &number, &date, &agency, &from, &to, &assumed}, func() {
			s := p.states[id]
			s.timeline = append(s.timeline, motcua.Holding{
				Version:  version,
				Decision: motcua.Decision{ID: decision, Number: number, Date: date, Agency: motcua.Agency{ID: agency}},
				Legal:    motcua.Period{From: from, To: to}, Assumed: assumed,
			})
		})
}

func (p *publishing) each(ctx context.Context, what, sql string, ids []motcua.ID, dest []any, f func()) error {
	rows, err := p.tx.Query(ctx, sql, ids)
	if err == nil {
		_, err = pgx.ForEachRow(rows, dest, func() error { f(); return nil })
	}
	return wrap("read "+what, err)
}
