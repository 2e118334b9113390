package db

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"motcua"
)

// publishing is one transaction of an import: what it reads first, and the
// rows that it will write.
type publishing struct {
	tx     pgx.Tx
	im     *Importer
	counts *ImportCounts
	states map[motcua.ID]*procedureState

	registers registers
	newProc   [][]any
	received  [][]any
	versions  [][]any
	links     links
	ended     []validityRow
	validity  [][]any
	reopened  [][]any
	recoded   [][]any
}

// procedureState is what the database holds of a procedure before the batch.
type procedureState struct {
	exists   bool
	public   bool
	code     string
	timeline motcua.Timeline
	versions map[motcua.ID]bool // known version ids
	received map[string]bool    // hashes of received records
}

type validityRow struct {
	procedure, version motcua.ID
	from               *motcua.Date
}

func (p *publishing) run(ctx context.Context, records []*motcua.Record) error {
	if err := p.load(ctx, records); err != nil {
		return err
	}
	for _, r := range records {
		if err := p.plan(r); err != nil {
			return fmt.Errorf("line %d, code %s: %w", r.Line, r.Content.Code, err)
		}
	}
	return p.write(ctx)
}

// plan decides what a record changes and notes the rows.
func (p *publishing) plan(r *motcua.Record) error {
	state := p.states[r.Procedure]
	doc, hash, err := r.Content.Encode()
	if err != nil {
		return err
	}
	decision := r.Content.Decision
	version := motcua.DeriveID("version", string(r.Procedure), string(decision.ID), string(hash[:]))
	holding := motcua.Holding{
		Version: version, Decision: decision,
		Legal: motcua.Period{From: decision.Date}, Assumed: true,
	}
	if slices.ContainsFunc(state.timeline, func(h motcua.Holding) bool { return h.Version == version }) {
		p.planKnown(r, state)
		return nil
	}
	p.count(state, decision)
	p.registers.add(&r.Content)
	p.planRows(r, state, version, doc, hash[:])
	next := state.timeline.Publish(holding, p.im.clock.Today())
	p.planTimeline(r.Procedure, state.timeline, next)
	state.timeline, state.versions[version] = next, true
	p.planPublication(r.Procedure, state)
	return nil
}

// planKnown handles content that holds already: at most it is public again.
func (p *publishing) planKnown(r *motcua.Record, state *procedureState) {
	if state.public {
		p.counts.Unchanged++
		return
	}
	p.counts.Republished++
	p.planPublication(r.Procedure, state)
}

func (p *publishing) count(state *procedureState, decision motcua.Decision) {
	switch {
	case !state.exists:
		p.counts.New++
	case slices.ContainsFunc(state.timeline, func(h motcua.Holding) bool { return h.Decision.ID == decision.ID }):
		p.counts.Corrected++
	default:
		p.counts.Announced++
	}
}

func (p *publishing) planRows(r *motcua.Record, state *procedureState, version motcua.ID, doc, hash []byte) {
	c := &r.Content
	if !state.exists {
		p.newProc = append(p.newProc, []any{r.Procedure, r.Provenance.Source, c.Code, c.NationalCode()})
		state.exists, state.code = true, c.Code
	}
	if state.code != c.Code {
		p.recoded = append(p.recoded, []any{r.Procedure, c.Code, c.NationalCode()})
		state.code = c.Code
	}
	raw := r.RawHash()
	if !state.received[string(raw[:])] {
		p.received = append(p.received, []any{r.Procedure, raw[:], r.Raw, r.Provenance.Source})
		state.received[string(raw[:])] = true
	}
	if state.versions[version] {
		return
	}
	p.versions = append(p.versions, versionRow(r, version, doc, hash, raw[:]))
	p.links.add(version, c)
}

var versionColumns = []string{
	"id", "procedure", "decision", "decision_kind", "content", "content_hash", "received", "provenance", "doubts",
	"code", "name", "sort_key", "sector", "kind", "regulated_by", "levels", "online_level", "non_territorial", "promulgated_by",
}

func versionRow(r *motcua.Record, version motcua.ID, doc, hash, received []byte) []any {
	c := &r.Content
	var sector, promulgatedBy *motcua.ID
	if c.Sector != nil {
		sector = &c.Sector.ID
	}
	if c.PromulgatedBy != nil {
		promulgatedBy = &c.PromulgatedBy.ID
	}
	levels := make([]string, len(c.Levels))
	for i, l := range c.Levels {
		levels[i] = string(l)
	}
	return []any{
		version, r.Procedure, c.Decision.ID, (*string)(c.DecisionKind), doc, hash, received, mustJSON(r.Provenance), mustJSON(doubts(r)),
		c.Code, c.Name, SortKey(c.Name), sector, string(c.Kind), (*string)(c.RegulatedBy), levels, (*string)(c.OnlineLevel), c.NonTerritorial, promulgatedBy,
	}
}

// doubts are the record's own and the one that storing adds: no source
// publishes the day from which a version holds, the decision's stands for it.
func doubts(r *motcua.Record) []motcua.Doubt {
	if r.Content.Decision.Date == nil {
		return append([]motcua.Doubt{}, r.Doubts...)
	}
	return append([]motcua.Doubt{{
		Kind: motcua.DoubtEffectiveDateAssumed, Field: "validFrom",
		Value: r.Content.Decision.Date.String(), Reason: "no effective date is published; the decision's date stands for it",
	}}, r.Doubts...)
}

// mustJSON encodes values of types that cannot fail.
func mustJSON(v any) []byte {
	doc, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return doc
}

// planTimeline notes the difference between two states of knowledge.
func (p *publishing) planTimeline(id motcua.ID, old, next motcua.Timeline) {
	for _, h := range old {
		if !slices.ContainsFunc(next, h.Same) {
			p.end(id, h)
		}
	}
	for _, h := range next {
		if !slices.ContainsFunc(old, h.Same) {
			p.validity = append(p.validity, []any{id, h.Version, h.Legal.From, h.Legal.To, h.Assumed})
		}
	}
}

func (p *publishing) end(id motcua.ID, h motcua.Holding) {
	p.ended = append(p.ended, validityRow{id, h.Version, h.Legal.From})
}

func (p *publishing) planPublication(id motcua.ID, state *procedureState) {
	if !state.public {
		p.reopened = append(p.reopened, []any{id})
		state.public = true
	}
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

// write sends the noted rows in the order of their references.
func (p *publishing) write(ctx context.Context) error {
	if err := p.registers.write(ctx, p.tx, p.im.known); err != nil {
		return err
	}
	for _, t := range []struct {
		table   string
		columns []string
		rows    [][]any
	}{
		{"procedure", []string{"id", "source", "code", "national_code"}, p.newProc},
		{"received_record", []string{"procedure", "hash", "raw", "source"}, p.received},
		{"procedure_version", versionColumns, p.versions},
		{"version_agency", []string{"version", "agency", "role"}, p.links.agencies},
		{"version_audience", []string{"version", "audience"}, p.links.audiences},
		{"version_service_group", []string{"version", "service_group"}, p.links.groups},
		{"version_legal_basis", []string{"version", "legal_basis"}, p.links.bases},
		{"version_component", []string{"version", "ordinal", "component", "code", "name", "kind", "processing_result"}, p.links.components},
	} {
		if err := copyRows(ctx, p.tx, t.table, t.columns, t.rows); err != nil {
			return err
		}
	}
	return p.writeTimes(ctx)
}

func copyRows(ctx context.Context, tx pgx.Tx, table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
		return binaryIDs(rows[i])
	}))
	return wrap("write "+table, err)
}

// binaryIDs turns ids into the form that COPY sends: from text the driver would
// get there too, by way of an error for each value.
func binaryIDs(row []any) ([]any, error) {
	for i, v := range row {
		var id motcua.ID
		switch v := v.(type) {
		case motcua.ID:
			id = v
		case *motcua.ID:
			if v == nil {
				row[i] = nil
				continue
			}
			id = *v
		default:
			continue
		}
		var u pgtype.UUID
		if err := u.Scan(string(id)); err != nil {
			return nil, err
		}
		row[i] = u
	}
	return row, nil
}

// writeTimes writes the axes of validity and publication. The moment is one
// for the whole batch and lies after every moment written before.
func (p *publishing) writeTimes(ctx context.Context) error {
	var now time.Time
	if err := p.tx.QueryRow(ctx, `select clock_timestamp()`).Scan(&now); err != nil {
		return wrap("read the clock", err)
	}
	batch := &pgx.Batch{}
	for _, r := range p.recoded {
		batch.Queue(`update procedure set code = $2, national_code = $3 where id = $1`, r...)
	}
	for _, e := range p.ended {
		batch.Queue(`
			update procedure_validity set recorded = tstzrange(lower(recorded), $4)
			where procedure = $1 and version = $2 and lower(legal) is not distinct from $3::date and upper_inf(recorded)`,
			e.procedure, e.version, e.from, now)
	}
	if batch.Len() > 0 {
		if err := p.tx.SendBatch(ctx, batch).Close(); err != nil {
			return wrap("end what was known", err)
		}
	}
	if err := insertColumns(ctx, p.tx, `
		insert into procedure_validity (procedure, version, legal, recorded, assumed)
		select p, v, daterange(f, t), tstzrange($6, null), a
		from unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[], $5::bool[]) as r(p, v, f, t, a)`, p.validity, 5, now); err != nil {
		return err
	}
	return insertColumns(ctx, p.tx, `
		insert into publication (procedure, published)
		select p, tstzrange($2, null) from unnest($1::uuid[]) as r(p)`, p.reopened, 1, now)
}

// insertColumns runs a statement over rows turned into one array a column, so
// that its statement triggers run once.
func insertColumns(ctx context.Context, tx pgx.Tx, sql string, rows [][]any, width int, more ...any) error {
	if len(rows) == 0 {
		return nil
	}
	args := make([]any, 0, width+len(more))
	for c := range width {
		column := make([]any, len(rows))
		for i, r := range rows {
			column[i] = r[c]
		}
		args = append(args, column)
	}
	_, err := tx.Exec(ctx, sql, append(args, more...)...)
	return wrap("write rows", err)
}
