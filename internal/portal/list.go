package portal

import "motcua"

func (p *parse) steps(o object) []motcua.Step {
	var out []motcua.Step
	for s := range o.objects("executionSteps") {
		out = append(out, motcua.Step{Number: len(out) + 1, Title: s.optional("name"), Text: s.optional("description")})
	}
	return out
}

// listed reads the lists of what the procedure points at.
func (p *parse) listed(o object, c *motcua.Content) {
	for _, r := range p.references(o, "subjectTypesDetails", "subjectTypeIds") {
		c.Audiences = append(c.Audiences, motcua.Audience{ID: r.id, Code: r.code, Name: r.name})
	}
	for _, r := range p.references(o, "resultsDetails", "resultIds") {
		c.Results = append(c.Results, motcua.Result{ID: r.id, Code: r.code, Name: r.name})
	}
	for _, r := range p.references(o, "legalBasisesDetails", "legalBasisIds") {
		c.LegalBases = append(c.LegalBases, motcua.LegalBasis{ID: r.id, Number: r.at.text("code"), Title: r.at.optional("name")})
	}
	for _, r := range p.references(o, "serviceGroupsDetails", "serviceGroupIds") {
		c.ServiceGroups = append(c.ServiceGroups, motcua.ServiceGroup{ID: r.id, Name: r.name, Kind: enum[motcua.ServiceGroupKind](r.at, "type")})
	}
	c.ServiceVariants = p.variants(o)
	c.ReturnMethods = p.returnMethods(o)
}

// sector reads the one sector. The older field category repeats it.
func (p *parse) sector(o object) *motcua.Sector {
	list := p.references(o, "categoriesDetails", "categoryIds")
	r := reference{at: object{p, absent}}
	if len(list) > 0 {
		r = list[0]
	}
	if copied := o.object("category"); copied.exists() {
		p.sameText(copied, "id", string(r.id))
		p.sameText(copied, "name", r.name)
		p.sameText(copied, "code", r.at.text("code"))
	}
	if len(list) == 0 {
		return nil
	}
	for _, more := range list[1:] {
		p.doubt(motcua.DoubtUnknownField, p.tree.path(more.at.at), more.name, "a second sector; the first is taken")
	}
	return &motcua.Sector{ID: r.id, Code: r.code, Name: r.name}
}

func (p *parse) variants(o object) []motcua.ServiceVariant {
	var out []motcua.ServiceVariant
	for v := range o.objects("cases") {
		out = append(out, motcua.ServiceVariant{
			ID:        v.id("id"),
			Code:      v.text("code"),
			Name:      v.text("name"),
			TimeLimit: p.timeLimit(v.object("processingDay"), "qty", "type"),
		})
	}
	return out
}

func (p *parse) returnMethods(o object) []motcua.ReturnMethod {
	var out []motcua.ReturnMethod
	for m := range o.objects("returningMethods") {
		method := motcua.ReturnMethod{Mode: requiredEnum[motcua.ReturnMode](m, "type")}
		for at := range m.items("value", kindString) {
			var place motcua.ReturnPlace
			if err := place.UnmarshalText([]byte(p.nodes[at].text)); err != nil {
				p.refuse(p.tree.path(at), p.nodes[at].text, err.Error())
			}
			method.Places = append(method.Places, place)
		}
		out = append(out, method)
	}
	return out
}
