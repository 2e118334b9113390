package portal

import (
	"strings"

	"motcua"
)

// decision reads the announcement decision. The portal calls it a proposal,
// publishes neither its kind nor the day on which it takes effect, and dates
// it at local midnight, the evening before in UTC.
func (p *parse) decision(o object, c *motcua.Content) {
	proposal := o.object("procedureProposal")
	number, date := proposal.optional("proposalNumber"), p.decisionDate(proposal)
	if number == nil || strings.TrimSpace(*number) == "" {
		p.doubt(motcua.DoubtDecisionNumberMissing, proposal.path("proposalNumber"), "", "no decision number is published")
	}
	if !proposal.exists() {
		return
	}
	c.ProposalType = enum[motcua.ProposalType](proposal, "proposalType")
	proposal.id("id") // of the portal's list entry: several stand for one decision
	c.Decision = motcua.NewDecision(number, date, p.issuer(proposal, c.PromulgatedBy))
}

func (p *parse) decisionDate(proposal object) *motcua.Date {
	field := proposal.path("decisionDate")
	ms, ok := proposal.millis("decisionDate")
	if !ok {
		p.doubt(motcua.DoubtDecisionDateMissing, field, "", "the version has no first day")
		return nil
	}
	day := motcua.DateOfMillis(ms)
	if p.opts.Today != 0 && day > p.opts.Today {
		p.doubt(motcua.DoubtDecisionDateFuture, field, day.String(), "later than "+p.opts.Today.String())
	}
	return &day
}

// issuer is published without a code; the promulgating body is mostly the same
// and has one.
func (p *parse) issuer(proposal object, promulgatedBy *motcua.Agency) motcua.Agency {
	o := proposal.object("issuingAgency")
	if !o.exists() {
		return motcua.Agency{}
	}
	id, name := o.requiredID("id"), o.text("name")
	if promulgatedBy != nil && promulgatedBy.ID == id {
		return agency(id, promulgatedBy.Code, name)
	}
	return agency(id, nil, name)
}
