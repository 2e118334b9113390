package db

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"motcua"
)

// item plans what the decision does to one procedure.
func (an *announcing) item(ctx context.Context, item *motcua.AnnouncementItem, id motcua.ID) error {
	state := an.states[id]
	result := motcua.AnnouncementResult{Path: item.Path, Kind: item.Kind, Procedure: id, Code: item.Code, Name: item.Content.Name}
	effective, assumed := an.effective(item)
	result.From = effective
	before, err := an.before(ctx, item, state, effective)
	if err != nil {
		return err
	}
	if before != nil {
		result.Before = &before.Content
		result.Code, result.Name = before.Code, before.Name
	}
	switch item.Kind {
	case motcua.DecisionRepealed, motcua.DecisionReplaced:
		return an.end(ctx, item, state, result, assumed)
	}
	return an.announce(item, state, result, assumed)
}

func (an *announcing) effective(item *motcua.AnnouncementItem) (day motcua.Date, assumed bool) {
	switch {
	case item.Effective != nil:
		return *item.Effective, false
	case an.a.Effective != nil:
		return *an.a.Effective, false
	}
	return *an.a.Decision.Date, true
}

// version is a stored content.
type version struct {
	ID motcua.ID
	motcua.Content
}

// before gives what holds before the item's day, this decision left aside, so
// that the same file finds the same content to amend.
func (an *announcing) before(ctx context.Context, item *motcua.AnnouncementItem, state *procedureState, day motcua.Date) (*version, error) {
	if item.Kind == motcua.DecisionNew {
		if len(state.acts) > 0 && state.acts[:1].Of(an.a.Decision) == nil {
			an.faults.Add(item.Path, item.Code, "the procedure was announced before; expected the kind AMENDED")
		}
		return nil, nil
	}
	timeline := state.acts.Without(an.a.Decision).Timeline()
	if len(timeline) == 0 {
		an.faults.Add(item.Path, item.Code, "nothing is known of the procedure but from this decision; expected one that an earlier decision announced")
		return nil, nil
	}
	holding, ok := timeline.At(day)
	if !ok {
		an.faults.Add(item.Path, item.Code, "the procedure does not hold on %s; expected a day on which it does", day)
		return nil, nil
	}
	v := version{ID: holding.Version}
	var doc []byte
	if err := an.tx.QueryRow(ctx, `select content from procedure_version where id = $1`, holding.Version).Scan(&doc); err != nil {
		return nil, wrap("read the version before", err)
	}
	if err := json.Unmarshal(doc, &v.Content); err != nil {
		return nil, wrap("read the version before", err)
	}
	return &v, nil
}

// announce plans a new or amended procedure.
func (an *announcing) announce(item *motcua.AnnouncementItem, state *procedureState, result motcua.AnnouncementResult, assumed bool) error {
	content := item.Content
	if item.Kind == motcua.DecisionAmended {
		if result.Before == nil {
			return nil // a fault is noted
		}
		content = result.Before.Amend(&item.Content, item.Given)
	} else {
		content.Code = item.Code
	}
	content.Decision, content.DecisionKind = an.a.Decision, &item.Kind
	content.Decision.Agency.Level, content.Decision.Agency.Parent = nil, nil
	an.checkContent(item, &content)
	result.Name, result.After = content.Name, &content
	r := &motcua.Record{
		Procedure: result.Procedure, Content: content, Raw: item.Raw,
		Provenance: motcua.Provenance{Source: motcua.SourceDecision},
	}
	if !assumed {
		r.Effective = &result.From
	}
	// What a file amends may have changed since: it is not applied again.
	raw := r.RawHash()
	if last := state.acts.Of(an.a.Decision); last != nil && bytes.Equal(last.Received, raw[:]) && last.Assumed == assumed && *last.From == result.From {
		result.Version, result.Outcome = last.Version, motcua.OutcomeUnchanged
		an.report.Results = append(an.report.Results, result)
		return nil
	}
	was := *an.counts
	version, err := an.plan(r)
	if err != nil {
		return err
	}
	result.Version = version
	switch {
	case an.counts.Unchanged > was.Unchanged, an.counts.Outranked > was.Outranked:
		result.Outcome = motcua.OutcomeUnchanged
	case an.counts.Corrected > was.Corrected:
		result.Outcome = motcua.OutcomeCorrected
	default:
		result.Outcome = motcua.OutcomeAnnounced
	}
	an.report.Results = append(an.report.Results, result)
	return nil
}

// checkContent holds what would be published to Decree 63/2010/NĐ-CP Art. 8.2
// and 15.
func (an *announcing) checkContent(item *motcua.AnnouncementItem, c *motcua.Content) {
	for _, part := range c.MissingParts() {
		an.faults.Add(item.Path+"."+part.Field, item.Code, "missing: %s (Decree 63/2010/NĐ-CP Art. 8.2 %s)", part.Label, part.Letter)
	}
	if len(c.LegalBases) == 0 {
		an.faults.Add(item.Path+".legalBases", item.Code, "missing: căn cứ pháp lý, the legal document that regulates the procedure (Art. 15)")
	}
	if item.Kind == motcua.DecisionNew && blank(c.ReceivingAddress) && !slices.ContainsFunc(c.Methods, func(m motcua.Method) bool { return !blank(m.Text) }) {
		an.faults.Add(item.Path+".receivingAddress", item.Code, "missing: place and time of performing it (Art. 15); expected here or in the text of a method")
	}
}

func blank(s *string) bool { return s == nil || strings.TrimSpace(*s) == "" }

// end plans a repealed or replaced procedure.
func (an *announcing) end(ctx context.Context, item *motcua.AnnouncementItem, state *procedureState, result motcua.AnnouncementResult, assumed bool) error {
	if result.Before == nil {
		return nil // a fault is noted
	}
	if name := item.Content.Name; name != "" && !sameName(name, result.Before.Name) {
		an.faults.Add(item.Path+".name", item.Code, "%q; expected the name of the procedure with this code: %q", name, result.Before.Name)
	}
	for i, code := range item.ReplacedBy {
		if err := an.successor(ctx, item, i, code, result.Procedure); err != nil {
			return err
		}
	}
	result.ReplacedBy = item.ReplacedBy
	result.Outcome = motcua.OutcomeEnded
	act := motcua.Act{
		Decision: an.a.Decision, Kind: &item.Kind, From: &result.From, Assumed: assumed,
		Known: an.im.clock.Today(), Source: motcua.SourceDecision,
	}
	if last := state.acts.Of(act.Decision); last != nil && last.Version == "" && *last.From == *act.From {
		result.Outcome = motcua.OutcomeUnchanged
	} else {
		if !state.exists {
			an.faults.Add(item.Path, item.Code, "no such procedure")
			return nil
		}
		an.registers.addDecision(an.a.Decision)
		r := &motcua.Record{Procedure: result.Procedure, Raw: item.Raw, Provenance: motcua.Provenance{Source: motcua.SourceDecision}}
		an.planAct(result.Procedure, state, act, an.planReceived(r, state))
	}
	an.report.Results = append(an.report.Results, result)
	return nil
}

// successor finds the procedure that comes in another's place: one of the same
// decision, or one of the catalogue.
func (an *announcing) successor(ctx context.Context, item *motcua.AnnouncementItem, i int, code string, predecessor motcua.ID) error {
	key := motcua.NationalCode(code)
	id, known := an.codes[key]
	if !known {
		var found *motcua.ID
		err := an.tx.QueryRow(ctx, `
			select min(id::text) from procedure p join public_procedure using (id)
			where p.national_code = $1 having count(*) = 1`, key).Scan(&found)
		if err != nil && !noRows(err) {
			return wrap("look up a successor", err)
		}
		if found == nil {
			an.faults.Add(item.Path+".replacedBy", item.Code, "no single procedure has the code %q; expected one of this decision or of the catalogue", code)
			return nil
		}
		id = *found
		an.codes[key] = id
	}
	if id == predecessor {
		an.faults.Add(item.Path+".replacedBy", item.Code, "a procedure does not replace itself; expected another code, or the kind AMENDED")
	}
	return nil
}

// sameName compares names as people do.
func sameName(a, b string) bool {
	fold := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
	return fold(a) == fold(b)
}
