package db

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"motcua"
)

// registers gathers the rows of the registers that a batch speaks of. A row
// that is known already is only written again where it differs.
type registers struct {
	agencies  map[motcua.ID]motcua.Agency
	sectors   map[motcua.ID]motcua.Sector
	audiences map[motcua.ID]motcua.Audience
	groups    map[motcua.ID]motcua.ServiceGroup
	decisions map[motcua.ID]motcua.Decision
	bases     map[motcua.ID]motcua.LegalBasis
	papers    map[motcua.ID]motcua.Paper
}

func (g *registers) init() {
	if g.agencies == nil {
		*g = registers{
			map[motcua.ID]motcua.Agency{}, map[motcua.ID]motcua.Sector{}, map[motcua.ID]motcua.Audience{},
			map[motcua.ID]motcua.ServiceGroup{}, map[motcua.ID]motcua.Decision{}, map[motcua.ID]motcua.LegalBasis{},
			map[motcua.ID]motcua.Paper{},
		}
	}
}

// addDecision adds a decision with its agency.
func (g *registers) addDecision(d motcua.Decision) {
	g.init()
	g.addAgency(d.Agency)
	g.decisions[d.ID] = d
}

func (g *registers) add(c *motcua.Content) {
	g.init()
	for _, role := range motcua.AgencyRoles() {
		for _, a := range c.Agencies(role) {
			g.addAgency(a)
		}
	}
	g.addDecision(c.Decision)
	if c.Sector != nil {
		g.sectors[c.Sector.ID] = *c.Sector
	}
	for _, a := range c.Audiences {
		g.audiences[a.ID] = a
	}
	for _, s := range c.ServiceGroups {
		g.groups[s.ID] = s
	}
	for _, b := range c.LegalBases {
		if b.Issuer != nil {
			g.addAgency(*b.Issuer)
		}
		g.bases[b.ID] = b
	}
	for _, cs := range c.Cases {
		for i := range cs.Components {
			if id := paperOf(&cs.Components[i]); id != nil {
				g.papers[*id] = motcua.Paper{ID: *id, Name: cs.Components[i].Name}
			}
		}
	}
}

// addAgency prefers the fuller of two forms: a decision names its agency
// without a code.
func (g *registers) addAgency(a motcua.Agency) {
	if old, ok := g.agencies[a.ID]; ok && a.Code == nil && old.Code != nil {
		return
	}
	g.agencies[a.ID] = a
}

func (g *registers) write(ctx context.Context, tx pgx.Tx, known map[string][sha256.Size]byte) error {
	w := registerWriter{ctx: ctx, tx: tx, known: known}
	writeRegister(&w, g.agencies, `
		insert into agency (id, code, code_key, name, sort_key, kind, level)
		select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::text[])
		on conflict (id) do update
		set code = coalesce(excluded.code, agency.code), code_key = coalesce(excluded.code_key, agency.code_key),
		    name = excluded.name, sort_key = excluded.sort_key, level = coalesce(excluded.level, agency.level)
		where (agency.code, agency.name, agency.level) is distinct from
		      (coalesce(excluded.code, agency.code), excluded.name, coalesce(excluded.level, agency.level))`,
		func(a motcua.Agency) []any {
			return []any{a.ID, a.Code, AgencyKey(a.Code), a.Name, SortKey(a.Name), string(a.Kind), (*string)(a.Level)}
		})
	w.agencies = w.wrote
	writeRegister(&w, g.sectors, named("sector"), func(s motcua.Sector) []any {
		return []any{s.ID, s.Code, s.Name, SortKey(s.Name)}
	})
	writeRegister(&w, g.audiences, named("audience"), func(a motcua.Audience) []any {
		return []any{a.ID, a.Code, a.Name, SortKey(a.Name)}
	})
	writeRegister(&w, g.groups, `
		insert into service_group (id, name, kind, sort_key)
		select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[])
		on conflict (id) do update set name = excluded.name, kind = excluded.kind, sort_key = excluded.sort_key
		where (service_group.name, service_group.kind) is distinct from (excluded.name, excluded.kind)`,
		func(s motcua.ServiceGroup) []any { return []any{s.ID, s.Name, (*string)(s.Kind), SortKey(s.Name)} })
	writeRegister(&w, g.decisions, `
		insert into decision (id, number, number_key, agency, signed_on, title)
		select * from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::date[], $6::text[])
		on conflict do nothing`,
		func(d motcua.Decision) []any {
			return []any{d.ID, d.Number, numberKey(d.Number), d.Agency.ID, d.Date, d.Title}
		})
	writeRegister(&w, g.bases, `
		insert into legal_basis (id, number, number_key, document_number, document_key, title, issuer, signed_on, effective_on)
		select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::date[], $9::date[])
		on conflict (id) do update
		set number = excluded.number, number_key = excluded.number_key, document_number = excluded.document_number,
		    document_key = excluded.document_key, title = excluded.title,
		    issuer = coalesce(excluded.issuer, legal_basis.issuer),
		    signed_on = coalesce(excluded.signed_on, legal_basis.signed_on), effective_on = coalesce(excluded.effective_on, legal_basis.effective_on)
		where (legal_basis.number, legal_basis.title, legal_basis.issuer, legal_basis.signed_on, legal_basis.effective_on) is distinct from
		      (excluded.number, excluded.title, coalesce(excluded.issuer, legal_basis.issuer),
		       coalesce(excluded.signed_on, legal_basis.signed_on), coalesce(excluded.effective_on, legal_basis.effective_on))`,
		func(b motcua.LegalBasis) []any {
			var issuer *motcua.ID
			if b.Issuer != nil {
				issuer = &b.Issuer.ID
			}
			return []any{b.ID, b.Number, motcua.NumberKey(b.Number), motcua.DocumentNumber(b.Number), motcua.DocumentKey(b.Number, b.Title), b.Title, issuer, b.Date, b.EffectiveOn}
		})
	writeRegister(&w, g.papers, `
		insert into paper (id, name) select * from unnest($1::uuid[], $2::text[]) on conflict do nothing`,
		func(p motcua.Paper) []any { return []any{p.ID, p.Name} })
	if w.err == nil && w.agencies {
		w.err = linkParents(ctx, tx)
	}
	return w.err
}

// named is the statement of a register of id, code and name.
func named(table string) string {
	return fmt.Sprintf(`
		insert into %[1]s (id, code, name, sort_key)
		select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[])
		on conflict (id) do update set code = excluded.code, name = excluded.name, sort_key = excluded.sort_key
		where (%[1]s.code, %[1]s.name) is distinct from (excluded.code, excluded.name)`, table)
}

type registerWriter struct {
	ctx   context.Context
	tx    pgx.Tx
	known map[string][sha256.Size]byte
	err   error

	wrote    bool // the last register had something to write
	agencies bool // some were written, so parents may be found
}

// writeRegister writes the rows that this import has not written already, in
// the order of their ids, so that two writers cannot deadlock.
func writeRegister[V any](w *registerWriter, rows map[motcua.ID]V, sql string, row func(V) []any) {
	if w.err != nil {
		return
	}
	var fresh [][]any
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		values := row(rows[id])
		key, sum := fmt.Sprintf("%T/%s", rows[id], id), sha256.Sum256(mustJSON(values))
		if w.known[key] != sum {
			w.known[key] = sum
			fresh = append(fresh, values)
		}
	}
	w.wrote = len(fresh) > 0
	if w.wrote {
		w.err = insertColumns(w.ctx, w.tx, sql, fresh, len(fresh[0]))
	}
}

// linkParents sets the parent of the agencies that have none from their
// electronic identifiers: H60.13 is a unit of H60 (Decision 20/2020/QĐ-TTg).
// Where two agencies have the parent's code none is chosen.
func linkParents(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		with child as materialized (
			select id, regexp_replace(code_key, '\.[^.]*$', '') as parent_key
			from agency where parent is null and code_key ~ '^[A-Z][0-9]{2}\.'
		), parent as materialized (
			select code_key, min(id::text)::uuid as id
			from agency where code_key is not null and upper_inf(valid) group by code_key having count(*) = 1
		)
		update agency a set parent = p.id
		from child c join parent p on p.code_key = c.parent_key
		where a.id = c.id and p.id <> a.id`)
	return wrap("link agencies with their parents", err)
}

// AgencyKey is the code under which an agency is looked up.
func AgencyKey(code *string) *string {
	if code == nil {
		return nil
	}
	key := motcua.AgencyCodeKey(*code)
	return &key
}

func numberKey(number *string) *string {
	if number == nil {
		return nil
	}
	key := motcua.NumberKey(*number)
	return &key
}

// links gathers the rows of the link tables.
type links struct {
	agencies, audiences, groups, bases, components [][]any
}

func (l *links) add(version motcua.ID, c *motcua.Content) {
	for _, role := range motcua.AgencyRoles() {
		l.agencies = appendLinks(l.agencies, version, c.Agencies(role), func(a motcua.Agency) motcua.ID { return a.ID }, string(role))
	}
	l.audiences = appendLinks(l.audiences, version, c.Audiences, func(a motcua.Audience) motcua.ID { return a.ID })
	l.groups = appendLinks(l.groups, version, c.ServiceGroups, func(s motcua.ServiceGroup) motcua.ID { return s.ID })
	l.bases = appendLinks(l.bases, version, c.LegalBases, func(b motcua.LegalBasis) motcua.ID { return b.ID })
	n := 0
	for _, cs := range c.Cases {
		for _, k := range cs.Components {
			n++
			var id *motcua.ID
			if k.ID != "" {
				id = &k.ID
			}
			l.components = append(l.components, []any{version, n, id, k.Code, k.Name, string(k.Kind), k.ProcessingResult, paperOf(&k)})
		}
	}
}

// paperOf is the paper that a component asks for; nil is none.
func paperOf(k *motcua.Component) *motcua.ID {
	id := motcua.PaperID(norm.NFC.String(k.Name))
	if k.Kind != motcua.ComponentPaper || id == "" {
		return nil
	}
	return &id
}

// appendLinks links each record once, however often it is published.
func appendLinks[V any](rows [][]any, version motcua.ID, values []V, id func(V) motcua.ID, more ...any) [][]any {
	seen := map[motcua.ID]bool{}
	for _, v := range values {
		if !seen[id(v)] {
			seen[id(v)] = true
			rows = append(rows, append([]any{version, id(v)}, more...))
		}
	}
	return rows
}
