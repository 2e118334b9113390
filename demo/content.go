package demo

import (
	"fmt"
	"strings"

	"motcua"
)

// content builds the content of an entry.
func (t *tables) content(e *entry) (motcua.Content, error) {
	c := motcua.Content{
		Code: e.Code, Name: e.Name,
		Levels: e.Levels, Kind: e.Kind,
		RegulatedBy: e.Regulated, PortalState: e.State, OnlineLevel: e.Online,
		Requirements: text(e.Requires), Description: text(e.About),
		ReceivingAddress: text(e.Address), Keywords: text(e.Keywords),
		Note: text(Note), Demo: true,
		Cases: cases(e), Steps: steps(e.Steps), Results: results(e.Results),
	}
	if c.Kind == "" {
		c.Kind = motcua.KindStandard
	}
	for _, r := range e.Returns {
		c.ReturnMethods = append(c.ReturnMethods, motcua.ReturnMethod(r))
	}
	for _, set := range []func(*entry, *motcua.Content) error{t.lookUp, t.lookUpAgencies, flags, methods, variants} {
		if err := set(e, &c); err != nil {
			return motcua.Content{}, err
		}
	}
	return c, nil
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
		case flagVertical:
			c.Vertical = true
		case flagShared:
			c.SharedService = true
		case flagInternal:
			c.InternalFlag = true
		case flagNonTerritorial:
			c.NonTerritorial = true
		default:
			return fmt.Errorf("unknown flag %q", f)
		}
	}
	return nil
}

func methods(e *entry, c *motcua.Content) error {
	ways := e.Ways
	if len(e.Via) > 0 {
		ways = append([]wayEntry{{Via: e.Via}}, ways...)
	}
	for _, way := range ways {
		if way.Time == "" && way.TimeText == "" {
			way.Time, way.TimeText = e.Time, e.TimeText
		}
		if way.Fees == nil {
			way.Fees = e.Fees
		}
		limit, err := timeLimit(way.Time, way.TimeText)
		if err != nil {
			return err
		}
		fees, err := fees(way.Fees)
		if err != nil {
			return err
		}
		for _, channel := range way.Via {
			c.Methods = append(c.Methods, motcua.Method{Channel: channel, TimeLimit: limit, Fees: fees, Text: text(way.Text)})
		}
	}
	return nil
}

// timeLimit reads "3 ngày làm việc", or a number whose unit is not known.
func timeLimit(limit, words string) (motcua.TimeLimit, error) {
	l := motcua.TimeLimit{Text: text(words)}
	if limit == "" {
		return l, nil
	}
	number, unit, _ := strings.Cut(limit, " ")
	amount, err := motcua.ParseDecimal(number)
	if err != nil {
		return l, fmt.Errorf("time %q: %w", limit, err)
	}
	l.Amount = &amount
	if unit == "" {
		return l, nil
	}
	for _, u := range motcua.TimeUnits() {
		if u.Label() == unit {
			l.Unit = &u
			return l, nil
		}
	}
	return l, fmt.Errorf("time %q: unknown unit", limit)
}

func fees(entries []feeEntry) ([]motcua.Fee, error) {
	var out []motcua.Fee
	for _, e := range entries {
		fee := motcua.Fee{Kind: e.Kind, Text: text(e.Text)}
		if fee.Kind == "" {
			fee.Kind = motcua.FeeKindFee
		}
		if e.Amount != "" {
			amount, err := motcua.ParseDecimal(e.Amount)
			if err != nil {
				return nil, fmt.Errorf("fee %q: %w", e.Amount, err)
			}
			currency := e.Currency
			if currency == "" {
				currency = "VND"
			}
			fee.Amount, fee.Currency = &amount, &currency
		}
		out = append(out, fee)
	}
	return out, nil
}

func variants(e *entry, c *motcua.Content) error {
	for _, v := range e.Variants {
		limit, err := timeLimit(v.Time, "")
		if err != nil {
			return err
		}
		id, err := motcua.ParseID(v.ID)
		if err != nil {
			return err
		}
		name := v.Name
		if name == "" {
			name = e.Name
		}
		c.ServiceVariants = append(c.ServiceVariants, motcua.ServiceVariant{ID: id, Code: v.Code, Name: name, TimeLimit: limit})
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

func cases(e *entry) []motcua.Case {
	var out []motcua.Case
	add := func(name string, purpose *motcua.CasePurpose, papers []paperEntry) {
		if len(papers) > 0 {
			out = append(out, motcua.Case{Name: text(name), Purpose: purpose, Components: components(papers)})
		}
	}
	submit, present := motcua.PurposeSubmit, motcua.PurposePresent
	if len(e.Present) == 0 {
		add("", nil, e.Submit) // all is handed in, as most dossiers
	} else {
		add("Giấy tờ phải nộp", &submit, e.Submit)
	}
	add("Giấy tờ phải xuất trình", &present, e.Present)
	for _, c := range e.Cases {
		add(c.Name, c.Purpose, c.Papers)
	}
	return out
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
