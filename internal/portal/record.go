package portal

import (
	"strings"

	"motcua"
)

// record reads the record; the result counts only without a refusal.
func (p *parse) record() *motcua.Record {
	outer := object{p, 0}
	detail := outer.object("detail")
	if p.flaw != "" {
		p.refuse(p.tree.path(p.faulty), p.raw(p.faulty), p.flaw)
		return nil
	}
	p.code = strings.TrimSpace(excerpt(detail.text("code")))
	if !detail.exists() {
		p.refuse("detail", "", "missing; expected an object")
		return nil
	}
	r := &motcua.Record{Procedure: p.identity(outer, detail)}
	p.content(detail, &r.Content)
	r.Provenance = p.provenance(detail, r.Procedure)
	if p.refusal != nil {
		return nil
	}
	p.checkCode(detail, &r.Content)
	p.checkParts(&r.Content)
	p.checkTexts()
	p.checkFields()
	return r
}

// identity is the portal's id. Code and name stand outside the detail too.
func (p *parse) identity(outer, detail object) motcua.ID {
	id := detail.requiredID("id")
	if other := outer.id("id"); other != id {
		p.refuse(outer.path("id"), string(other), "differs from detail.id "+string(id))
	}
	p.sameText(outer, "code", detail.text("code"))
	p.sameText(outer, "name", detail.text("name"))
	p.sameText(detail, "codeNotation", detail.text("code"))
	return id
}

// sameText checks a field that repeats another.
func (p *parse) sameText(o object, key, original string) {
	if at := o.field(key, kindString); at != absent && !p.repeats(at, original) {
		p.doubt(motcua.DoubtCopyDiffers, p.tree.path(at), p.nodes[at].text, "repeats a field that says: "+excerpt(original))
	}
}

func (p *parse) repeats(at int32, original string) bool {
	same := p.nodes[at].text == original
	p.nodes[at].copy = same
	return same
}

func (p *parse) content(o object, c *motcua.Content) {
	c.Code, c.Name = p.needed(o, "code"), p.needed(o, "name")
	c.Kind = requiredEnum[motcua.Kind](o, "type")
	c.RegulatedBy = enum[motcua.Regulation](o, "formalityType")
	c.PortalState = enum[motcua.PortalState](o, "state")
	c.Sector = p.sector(o)
	c.Levels = p.levels(o)
	c.NonTerritorial = o.flag("isNonTerritorial")
	c.Vertical = o.flag("isVertical")
	c.InternalFlag = o.flag("isInternal")
	c.SharedService = o.flag("isSharedService")
	p.agencies(o, c)
	p.decision(o, c)
	c.Methods = p.methods(o)
	c.OnlineLevel = p.onlineLevel(o, c.Methods)
	c.Cases = p.cases(o)
	c.Steps = p.steps(o)
	p.listed(o, c)
	p.texts(o, c)
}

// needed gives a text without which there is no procedure.
func (p *parse) needed(o object, key string) string {
	s := o.text(key)
	if strings.TrimSpace(s) == "" {
		p.refuse(o.path(key), s, "empty; every procedure has one")
	}
	return s
}

func (p *parse) texts(o object, c *motcua.Content) {
	c.Requirements = o.optional("requirementsAndConditions")
	// The portal fills both fields with the requirements.
	if at := o.field("description", kindString); at != absent && !p.repeats(at, o.text("requirementsAndConditions")) {
		c.Description = o.optional("description")
	}
	c.ReceivingAddress = o.optional("dossierReceivingAddresses")
	c.Keywords = o.optional("keywords")
	c.Note = o.optional("note")
}

// levels gives the set that the portal publishes as flags.
func (p *parse) levels(o object) []motcua.Level {
	var out []motcua.Level
	for _, f := range []struct {
		key   string
		level motcua.Level
	}{
		{"isMinistry", motcua.LevelMinistry},
		{"isProvince", motcua.LevelProvince},
		{"isWard", motcua.LevelCommune},
		{"isOtherAgency", motcua.LevelOtherAgency},
		{"isUndetermined", motcua.LevelUndetermined},
	} {
		if o.flag(f.key) {
			out = append(out, f.level)
		}
	}
	return out
}

// onlineLevel puts two flags and the channels together: the portal says "full"
// and "offline only", and leaves "partial" to the channels.
func (p *parse) onlineLevel(o object, methods []motcua.Method) *motcua.OnlineLevel {
	full, offline := o.flag("isFullProcess"), o.flag("isOfflineOnly")
	if full && offline {
		p.doubt(motcua.DoubtCopyDiffers, o.path("isOfflineOnly"), "true", "isFullProcess says the opposite and is taken")
	}
	switch {
	case full:
		return new(motcua.OnlineFull)
	case offline:
		return new(motcua.OnlineOffline)
	}
	for _, m := range methods {
		if m.Channel == motcua.ChannelOnline || m.Channel == motcua.ChannelDirectAndOnline {
			return new(motcua.OnlinePartial)
		}
	}
	return nil
}

func (p *parse) provenance(o object, id motcua.ID) motcua.Provenance {
	return motcua.Provenance{
		Source:      Source,
		SourceURL:   new(pageURL + string(id)),
		FetchedAt:   p.opts.FetchedAt,
		CreatedAt:   o.moment("createdAt"),
		UpdatedAt:   o.moment("updatedAt"),
		PublishedAt: o.object("procedureProposal").moment("publicationDate"),
	}
}
