package demo

import (
	"cmp"
	"fmt"

	"motcua"
)

// content builds the content of an entry.
func (t *tables) content(e *entry) (motcua.Content, error) {
	c := motcua.Content{
		Code: e.Code, Name: e.Name,
		Requirements: text(e.Requires), Description: text(e.About),
		ReceivingAddress: text(e.Address), Keywords: text(e.Keywords),
		Note: text(Note), Demo: true,
		Steps: steps(e.Steps), Results: results(e.Results),
	}
	for _, set := range []func(*entry, *motcua.Content) error{
		t.lookUp, t.lookUpAgencies, values, flags, methods, cases, returns, variants,
	} {
		if err := set(e, &c); err != nil {
			return motcua.Content{}, err
		}
	}
	return c, nil
}

// values sets what is a value of an enumeration.
func values(e *entry, c *motcua.Content) (err error) {
	if c.Kind, err = value[motcua.Kind](cmp.Or(e.Kind, string(motcua.KindStandard))); err != nil {
		return err
	}
	if c.Levels, err = each(e.Levels, value[motcua.Level]); err != nil {
		return err
	}
	if c.RegulatedBy, err = optional[motcua.Regulation](e.Regulated); err != nil {
		return err
	}
	if c.PortalState, err = optional[motcua.PortalState](e.State); err != nil {
		return err
	}
	c.OnlineLevel, err = optional[motcua.OnlineLevel](e.Online)
	return err
}

func (t *tables) lookUp(e *entry, c *motcua.Content) error {
	decision, list, err := t.decision(e.Decision)
	if err != nil {
		return err
	}
	c.Decision, c.ProposalType, c.PromulgatedBy = decision, &list, &decision.Agency
	if c.Sector, err = t.sector(e.Sector); err != nil {
		return err
	}
	if c.Audiences, err = each(e.Audiences, t.audience); err != nil {
		return err
	}
	if c.LegalBases, err = each(e.Laws, t.law); err != nil {
		return err
	}
	c.ServiceGroups, err = each(e.Groups, t.group)
	return err
}

func (t *tables) lookUpAgencies(e *entry, c *motcua.Content) (err error) {
	if c.Executing, err = t.agencies(e.Executing); err != nil {
		return err
	}
	if c.Competent, err = t.agencies(e.Competent); err != nil {
		return err
	}
	if c.Delegated, err = t.agencies(e.Delegated); err != nil {
		return err
	}
	c.Coordinating, err = t.agencies(e.Helping)
	return err
}

func flags(e *entry, c *motcua.Content) error {
	for _, f := range e.Flags {
		switch f {
		case "vertical":
			c.Vertical = true
		case "shared":
			c.SharedService = true
		case "internal":
			c.InternalFlag = true
		case "nonTerritorial":
			c.NonTerritorial = true
		default:
			return fmt.Errorf("unknown flag %q", f)
		}
	}
	return nil
}

func steps(texts []string) []motcua.Step {
	var out []motcua.Step
	for i, s := range texts {
		out = append(out, motcua.Step{Number: i + 1, Text: text(s)})
	}
	return out
}

func results(names []string) []motcua.Result {
	var out []motcua.Result
	for _, n := range names {
		out = append(out, motcua.Result{Name: n})
	}
	return out
}

func returns(e *entry, c *motcua.Content) error {
	for _, r := range e.Returns {
		mode, err := value[motcua.ReturnMode](r.Mode)
		if err != nil {
			return err
		}
		places, err := each(r.Places, value[motcua.ReturnPlace])
		if err != nil {
			return err
		}
		c.ReturnMethods = append(c.ReturnMethods, motcua.ReturnMethod{Mode: mode, Places: places})
	}
	return nil
}

// cases gives submit and present as cases of their own, then the named ones.
func cases(e *entry, c *motcua.Content) error {
	all := []caseEntry{{Papers: e.Submit}} // all is handed in, as in most dossiers
	if len(e.Present) > 0 {
		all = []caseEntry{
			{"Giấy tờ phải nộp", string(motcua.PurposeSubmit), e.Submit},
			{"Giấy tờ phải xuất trình", string(motcua.PurposePresent), e.Present},
		}
	}
	for _, one := range append(all, e.Cases...) {
		if len(one.Papers) == 0 {
			continue
		}
		purpose, err := optional[motcua.CasePurpose](one.Purpose)
		if err != nil {
			return err
		}
		c.Cases = append(c.Cases, motcua.Case{Name: text(one.Name), Purpose: purpose, Components: components(one.Papers)})
	}
	return nil
}

// components gives the papers; an entry without any quantity is a note.
func components(papers []paperEntry) []motcua.Component {
	out := make([]motcua.Component, len(papers))
	for i, p := range papers {
		kind := motcua.ComponentPaper
		if p.Originals == 0 && p.Copies == 0 {
			kind = motcua.ComponentNote
		}
		out[i] = motcua.Component{Name: p.Paper, Kind: kind, Originals: p.Originals, Copies: p.Copies, ElectronicForm: p.EForm}
	}
	return out
}
