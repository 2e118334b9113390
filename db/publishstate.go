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
	acts     motcua.Acts
	versions map[motcua.ID]bool // known version ids
	received map[string]bool    // hashes of received records
}

// load reads the batch's procedures and locks them against other writers.
func (p *publishing) load(ctx context.Context, ids []motcua.ID) error {
	p.states = make(map[motcua.ID]*procedureState, len(ids))
	for _, id := range ids {
		p.states[id] = &procedureState{versions: map[motcua.ID]bool{}, received: map[string]bool{}}
	}
	var (
		id, version motcua.ID
		code        string
		public      bool
		hash        []byte
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
		select procedure::text, id::text from procedure_version where procedure = any($1) order by id`,
		ids, []any{&id, &version}, func() { p.states[id].versions[version] = true }); err != nil {
		return err
	}
	if err := p.each(ctx, "received records", `
		select procedure::text, hash from received_record where procedure = any($1) order by procedure, hash`,
		ids, []any{&id, &hash}, func() { p.states[id].received[string(hash)] = true }); err != nil {
		return err
	}
	if err := p.loadActs(ctx, ids); err != nil {
		return err
	}
	return p.loadTimelines(ctx, ids)
}

// loadTimelines reads which versions hold, as it is known now.
func (p *publishing) loadTimelines(ctx context.Context, ids []motcua.ID) error {
	var (
		id, version, decision, agency motcua.ID
		assumed                       bool
		number                        *string
		date, from, to                *motcua.Date
	)
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

// loadActs reads what counts of the acts, in the order of knowledge.
func (p *publishing) loadActs(ctx context.Context, ids []motcua.ID) error {
	var (
		id, decision, agency motcua.ID
		version              *motcua.ID
		kind                 *motcua.DecisionKind
		number, source       *string
		date, from           *motcua.Date
		known                motcua.Date
		assumed              bool
		received             []byte
	)
	return p.each(ctx, "announcements", `
		select a.procedure::text, d.id::text, d.number, d.signed_on, d.agency::text, a.kind, a.version::text,
		       a.from_day, a.assumed, a.known_on, a.received, v.provenance->>'source'
		from announcement a
		join decision d on d.id = a.decision
		left join procedure_version v on v.id = a.version
		where a.procedure = any($1) and upper_inf(a.recorded)
		order by a.ordinal`,
		ids, []any{&id, &decision, &number, &date, &agency, &kind, &version, &from, &assumed, &known, &received, &source}, func() {
			a := motcua.Act{
				Decision: motcua.Decision{ID: decision, Number: number, Date: date, Agency: motcua.Agency{ID: agency}},
				Kind:     kind, From: from, Assumed: assumed, Known: known, Source: motcua.SourceDecision, Received: received,
			}
			if version != nil {
				a.Version = *version
			}
			if source != nil {
				a.Source = *source
			}
			p.states[id].acts = append(p.states[id].acts, a)
		})
}

func (p *publishing) each(ctx context.Context, what, sql string, ids []motcua.ID, dest []any, f func()) error {
	rows, err := p.tx.Query(ctx, sql, ids)
	if err == nil {
		_, err = pgx.ForEachRow(rows, dest, func() error { f(); return nil })
	}
	return wrap("read "+what, err)
}
