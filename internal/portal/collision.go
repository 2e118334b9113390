package portal

import (
	"fmt"
	"slices"
	"strings"

	"motcua"
)

// Collisions finds what only the file as a whole shows: an id that stands
// twice, procedures that share a code, agencies that share a code. The zero
// value is ready.
type Collisions struct {
	lines    map[motcua.ID]int
	codes    map[string][]Finding
	agencies map[string][]Finding
	order    []string // agency codes in the order in which they came
	rest     []Finding
}

// Finding is a doubt about a record that was given to [Collisions] before.
type Finding struct {
	Line      int
	Procedure motcua.ID
	Code      string // of the procedure, as published
	Doubt     motcua.Doubt
	agency    motcua.ID
}

// Add takes the next record. One whose id stands in the file before is
// refused; one whose code does gets a doubt, and so does the record before it,
// by [Collisions.Rest].
func (c *Collisions) Add(r *motcua.Record) *motcua.Refusal {
	if c.lines == nil {
		c.lines, c.codes, c.agencies = map[motcua.ID]int{}, map[string][]Finding{}, map[string][]Finding{}
	}
	code := strings.Clone(r.Content.Code) // the rest of the record may go
	if line, ok := c.lines[r.Procedure]; ok {
		return &motcua.Refusal{
			Line: r.Line, Code: strings.TrimSpace(code), Field: "detail.id", Value: string(r.Procedure),
			Reason: fmt.Sprintf("the id of line %d stands a second time", line),
		}
	}
	id := motcua.ID(strings.Clone(string(r.Procedure)))
	c.lines[id] = r.Line
	here := Finding{Line: r.Line, Procedure: id, Code: code}
	c.addCode(r, here)
	c.addAgencies(&r.Content, here)
	return nil
}

func (c *Collisions) addCode(r *motcua.Record, here Finding) {
	key := strings.TrimSpace(here.Code)
	same := c.codes[key]
	if len(same) > 0 {
		r.Doubts = append(r.Doubts, codeShared(here, same[0]))
	}
	if len(same) == 1 { // the first learns of it now
		first := same[0]
		first.Doubt = codeShared(first, here)
		c.rest = append(c.rest, first)
	}
	c.codes[key] = append(same, here)
}

func codeShared(of, with Finding) motcua.Doubt {
	return motcua.Doubt{
		Kind: motcua.DoubtCodeShared, Field: "detail.code", Value: fmt.Sprintf("%q", of.Code),
		Reason: fmt.Sprintf("%q of line %d is another procedure, %s", with.Code, with.Line, with.Procedure),
	}
}

// agencyFields are the lists of departments by role; unit groups have no code.
var agencyFields = map[motcua.AgencyRole]string{
	motcua.RolePromulgating: "departmentPromulgateCode",
	motcua.RoleExecuting:    roleExecuting.departments,
	motcua.RoleCompetent:    roleCompetent.departments,
	motcua.RoleDelegated:    roleDelegated.departments,
	motcua.RoleCoordinating: roleCoordinating.departments,
}

func (c *Collisions) addAgencies(content *motcua.Content, here Finding) {
	for _, role := range motcua.AgencyRoles() {
		for _, a := range content.Agencies(role) {
			if a.Code != nil {
				c.addAgency(a, "detail."+agencyFields[role], here)
			}
		}
	}
}

// addAgency keeps the first record of each agency of a code.
func (c *Collisions) addAgency(a motcua.Agency, field string, here Finding) {
	key := motcua.NumberKey(*a.Code)
	same := c.agencies[key]
	if slices.ContainsFunc(same, func(f Finding) bool { return f.agency == a.ID }) {
		return
	}
	if same == nil {
		key = strings.Clone(key)
		c.order = append(c.order, key)
	}
	here.agency = motcua.ID(strings.Clone(string(a.ID)))
	here.Doubt = motcua.Doubt{Kind: motcua.DoubtAgencyCodeShared, Field: field, Value: key + " " + excerpt(a.Name)}
	c.agencies[key] = append(same, here)
}

// Rest gives, after the last record, the doubts about records that could be
// judged only after later ones: the first of several with one code, and for
// each of several agencies with one code the first record that names it.
func (c *Collisions) Rest() []Finding {
	out := slices.Clone(c.rest)
	for _, code := range c.order {
		same := c.agencies[code]
		for i, f := range same {
			if len(same) == 1 {
				break
			}
			other := same[0]
			if i == 0 {
				other = same[1]
			}
			f.Doubt.Reason = fmt.Sprintf("agency %s has the code of agency %s (line %d)", f.agency, other.agency, other.Line)
			out = append(out, f)
		}
	}
	return out
}
