package db

import (
	"time"

	"motcua"
)

// procedures reads procedures with what is known of them, what the copy does
// not hold of their versions yet, and the papers that these ask for.
func (r *rowReader) procedures(ids []motcua.ID) (map[motcua.ID]*motcua.ProcedureRow, map[motcua.ID]*motcua.Written, map[motcua.ID]*motcua.PaperRow) {
	out := asked[motcua.ProcedureRow](ids)
	if len(ids) == 0 {
		return out, nil, nil
	}
	var p motcua.ProcedureRow
	r.rows("procedures", `select id::text, code, national_code from procedure where id = any($1) order by id`,
		[]any{&p.ID, &p.Code, &p.NationalCode}, func() { one := p; out[p.ID] = &one }, ids)
	r.publications(ids, out)
	public := []motcua.ID{}
	for id, p := range out {
		if p != nil && p.Public() {
			public = append(public, id)
		}
	}
	r.holdings(public, out)
	r.announcements(ids, out)
	var s motcua.ProcedureSuccession
	r.rows("successors", `
		select predecessor::text, successor::text, decision::text, on_day from procedure_successor
		where predecessor = any($1) order by on_day nulls first, predecessor, successor`,
		[]any{&s.Predecessor, &s.Successor, &s.Decision, &s.On}, func() {
			if p := out[s.Predecessor]; p != nil {
				p.Successors = append(p.Successors, s)
			}
			s = motcua.ProcedureSuccession{}
		}, ids)
	fresh := r.versions(public, out)
	r.links(public, out)
	return out, r.contents(fresh), r.papers(fresh)
}

// changed notes a moment at which something became known of a procedure.
func changed(p *motcua.ProcedureRow, at ...*time.Time) {
	for _, t := range at {
		if t != nil && t.After(p.Changed) {
			p.Changed = *t
		}
	}
}

func (r *rowReader) publications(ids []motcua.ID, out map[motcua.ID]*motcua.ProcedureRow) {
	var id motcua.ID
	var i motcua.Interval
	r.rows("publications", `
		select procedure::text, lower(published), upper(published) from publication
		where procedure = any($1) order by procedure, lower(published)`,
		[]any{&id, &i.From, &i.To}, func() {
			if p := out[id]; p != nil {
				p.Published = append(p.Published, i)
				changed(p, i.To)
			}
			i = motcua.Interval{}
		}, ids)
}

func (r *rowReader) holdings(public []motcua.ID, out map[motcua.ID]*motcua.ProcedureRow) {
	var id motcua.ID
	var h motcua.HoldingRow
	r.rows("holdings", `
		select procedure::text, version::text, lower(legal), upper(legal), assumed, lower(recorded), upper(recorded)
		from procedure_validity where procedure = any($1)
		order by procedure, lower(recorded), lower(legal) nulls first`,
		[]any{&id, &h.Version, &h.Legal.From, &h.Legal.To, &h.Assumed, &h.Recorded.From, &h.Recorded.To}, func() {
			if p := out[id]; p != nil {
				p.Holdings = append(p.Holdings, h)
			}
			h = motcua.HoldingRow{}
		}, public)
}

// announcements reads what counts, and of the rest when it became known and
// ceased to count.
func (r *rowReader) announcements(ids []motcua.ID, out map[motcua.ID]*motcua.ProcedureRow) {
	var id motcua.ID
	var a motcua.AnnouncementRow
	var until *time.Time
	r.rows("announcements", `
		select n.procedure::text, n.decision::text, n.kind, n.version::text, n.from_day, n.assumed, lower(n.recorded), upper(n.recorded),
		       n.version is null or v.provenance->>'source' = '`+motcua.SourceDecision+`'
		from announcement n left join procedure_version v on v.id = n.version
		where n.procedure = any($1) order by n.procedure, n.ordinal`,
		[]any{&id, &a.Decision, &a.Kind, &a.Version, &a.From, &a.Assumed, &a.Recorded, &until, &a.Own}, func() {
			if p := out[id]; p != nil {
				changed(p, &a.Recorded, until)
				if until == nil {
					p.Announcements = append(p.Announcements, a)
				}
			}
			a, until = motcua.AnnouncementRow{}, nil
		}, ids)
}

// versions reads the versions, and gives those that the copy does not hold.
func (r *rowReader) versions(public []motcua.ID, out map[motcua.ID]*motcua.ProcedureRow) (fresh []motcua.ID) {
	var id motcua.ID
	var v motcua.VersionRow
	r.rows("versions", `
		select procedure::text, id::text, decision::text, decision_kind, code, name, sector::text, created_at
		from procedure_version where procedure = any($1) order by procedure, id`,
		[]any{&id, &v.ID, &v.Decision, &v.DecisionKind, &v.Code, &v.Name, &v.Sector, &v.Created}, func() {
			if p := out[id]; p != nil {
				p.Versions = append(p.Versions, v)
				if !r.holds(v.ID) {
					fresh = append(fresh, v.ID)
				}
			}
			v = motcua.VersionRow{}
		}, public)
	return fresh
}

// links reads the documents that versions rest on and the papers they ask for.
func (r *rowReader) links(public []motcua.ID, out map[motcua.ID]*motcua.ProcedureRow) {
	var procedure, version, linked motcua.ID
	r.rows("legal bases of versions", `
		select v.procedure::text, l.version::text, l.legal_basis::text
		from version_legal_basis l join procedure_version v on v.id = l.version
		where v.procedure = any($1) order by l.version, l.legal_basis`,
		[]any{&procedure, &version, &linked}, func() {
			if v := out[procedure].Version(version); v != nil {
				v.LegalBases = append(v.LegalBases, linked)
			}
		}, public)
	var asResult bool
	r.rows("papers of versions", `
		select v.procedure::text, c.version::text, c.paper::text, coalesce(bool_or(c.processing_result), false)
		from version_component c join procedure_version v on v.id = c.version
		where v.procedure = any($1) and c.paper is not null
		group by v.procedure, c.version, c.paper order by c.version, c.paper`,
		[]any{&procedure, &version, &linked, &asResult}, func() {
			if v := out[procedure].Version(version); v != nil {
				v.Papers = append(v.Papers, motcua.PaperLink{Paper: linked, AsResult: asResult})
			}
		}, public)
}

func (r *rowReader) contents(versions []motcua.ID) map[motcua.ID]*motcua.Written {
	if r.err != nil || len(versions) == 0 {
		return nil
	}
	out, err := readWritten(r.ctx, r.tx, versions)
	r.err = err
	return out
}

func (r *rowReader) papers(versions []motcua.ID) map[motcua.ID]*motcua.PaperRow {
	out := map[motcua.ID]*motcua.PaperRow{}
	var p motcua.PaperRow
	r.rows("papers", `
		select r.id::text, r.name, r.folded from paper r
		where r.id in (select paper from version_component where version = any($1)) order by r.id`,
		[]any{&p.ID, &p.Name, &p.Folded}, func() { one := p; out[p.ID] = &one }, versions)
	return out
}
