package db

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

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
	acts      [][]any
	ended     []validityRow
	validity  [][]any
	reopened  [][]any
	recoded   [][]any
}

type validityRow struct {
	procedure, version motcua.ID
	from               *motcua.Date
}

func (p *publishing) run(ctx context.Context, records []*motcua.Record) error {
	ids := make([]motcua.ID, len(records))
	for i, r := range records {
		ids[i] = r.Procedure
	}
	if err := p.load(ctx, ids); err != nil {
		return err
	}
	for _, r := range records {
		if _, err := p.plan(r); err != nil {
			return fmt.Errorf("line %d, code %s: %w", r.Line, r.Content.Code, err)
		}
	}
	return p.write(ctx)
}

// plan decides what a record changes and notes the rows. It gives the version
// that the record makes.
func (p *publishing) plan(r *motcua.Record) (motcua.ID, error) {
	state := p.states[r.Procedure]
	doc, hash, err := r.Content.Encode()
	if err != nil {
		return "", err
	}
	act := actOf(r, hash[:], p.im.clock.Today())
	switch {
	case state.knows(act):
		p.planKnown(r, state)
		return act.Version, nil
	case !state.acts.Prevails(act.Source, act.Decision):
		p.counts.Outranked++
		p.planReceived(r, state)
		return act.Version, nil
	}
	p.count(state, act.Decision)
	p.registers.add(&r.Content)
	p.planRows(r, state, act.Version, doc, hash[:])
	p.planAct(r.Procedure, state, act, r.RawHash())
	p.planPublication(r.Procedure, state)
	return act.Version, nil
}

// actOf is what the record's decision does to its procedure.
func actOf(r *motcua.Record, hash []byte, today motcua.Date) motcua.Act {
	decision := r.Content.Decision
	act := motcua.Act{
		Decision: decision, Kind: r.Content.DecisionKind, Source: r.Provenance.Source, Known: today,
		Version: motcua.DeriveID("version", string(r.Procedure), string(decision.ID), string(hash)),
		From:    r.Effective,
	}
	if act.From == nil {
		act.From, act.Assumed = decision.Date, true
	}
	return act
}

// knows says whether an act would change nothing: the version holds, or it is
// what its decision said last.
func (s *procedureState) knows(a motcua.Act) bool {
	if last := s.acts.Of(a.Decision); last != nil {
		return last.Version == a.Version && (a.Assumed || last.From != nil && *last.From == *a.From && !last.Assumed)
	}
	return slices.ContainsFunc(s.timeline, func(h motcua.Holding) bool { return h.Version == a.Version })
}

// planAct notes an act and what it changes in the times.
func (p *publishing) planAct(id motcua.ID, state *procedureState, a motcua.Act, received [sha256.Size]byte) {
	var version *motcua.ID
	if a.Version != "" {
		version = &a.Version
		state.versions[a.Version] = true
	}
	p.acts = append(p.acts, []any{id, a.Decision.ID, (*string)(a.Kind), version, a.From, a.Assumed, a.Known, received[:], p.im.by})
	a.Received = received[:]
	state.acts = append(state.acts, a)
	next := state.acts.Timeline()
	p.planTimeline(id, state.timeline, next)
	state.timeline = next
}

// planKnown handles content that holds already: at most it is public again.
func (p *publishing) planKnown(r *motcua.Record, state *procedureState) {
	if state.public || len(state.timeline) == 0 {
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
	raw := p.planReceived(r, state)
	if state.versions[version] {
		return
	}
	p.versions = append(p.versions, versionRow(r, version, doc, hash, raw[:]))
	p.links.add(version, c)
}

// planReceived keeps the record as received, once.
func (p *publishing) planReceived(r *motcua.Record, state *procedureState) [sha256.Size]byte {
	raw := r.RawHash()
	if !state.received[string(raw[:])] {
		p.received = append(p.received, []any{r.Procedure, raw[:], r.Raw, r.Provenance.Source})
		state.received[string(raw[:])] = true
	}
	return raw
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

// doubts are the record's own and the one that storing adds: where a source
// does not publish the day from which a version holds, the decision's stands
// for it.
func doubts(r *motcua.Record) []motcua.Doubt {
	if r.Content.Decision.Date == nil || r.Effective != nil {
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
