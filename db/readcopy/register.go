package readcopy

import (
	"context"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"motcua"
	"motcua/db"
)

// noDate is the place of decisions without a date: behind all others.
const noDate = 1000000

var lastDay = motcua.NewDate(2200, 1, 1)

// decisionPlace puts the latest decisions first, as package db does.
func decisionPlace(day *motcua.Date) int32 {
	if day == nil {
		return noDate
	}
	return int32(lastDay - *day)
}

func sectorOf(_ *bolt.Tx, row *motcua.SectorRow) (*motcua.Sector, error) { return &row.Sector, nil }

// Sectors is [motcua/db.DB.Sectors].
func (c *Copy) Sectors(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Sector, error) {
	return byID(ctx, c, sectors, ids, sectorOf)
}

// ListSectors is [motcua/db.DB.ListSectors].
func (c *Copy) ListSectors(ctx context.Context, page motcua.Page) (out motcua.Listed[*motcua.Sector], err error) {
	err = c.view(ctx, func(tx *bolt.Tx) error {
		out, err = list(tx, sectors, "sectors", page, nil, sectorOf)
		return err
	})
	return out, err
}

// decisionOf gives a decision with its agency as the register has it now.
func decisionOf(tx *bolt.Tx, row *motcua.DecisionRow) (*motcua.Decision, error) {
	d := row.Decision
	a, err := named(tx, d.Agency.ID)
	if a != nil {
		d.Agency = *a
	}
	return &d, err
}

// named gives what stands of an agency beside what names it.
func named(tx *bolt.Tx, id motcua.ID) (*motcua.Agency, error) {
	row, err := agencies.get(tx, id)
	if row == nil {
		return nil, err
	}
	return &motcua.Agency{ID: row.ID, Code: row.Code, Name: row.Name, Kind: row.Kind}, err
}

func decision(tx *bolt.Tx, id motcua.ID) (*motcua.Decision, error) {
	row, err := decisions.get(tx, id)
	if row == nil {
		return nil, err
	}
	return decisionOf(tx, row)
}

// Decisions is [motcua/db.DB.Decisions].
func (c *Copy) Decisions(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Decision, error) {
	return byID(ctx, c, decisions, ids, decisionOf)
}

// Decision is [motcua/db.DB.Decision].
func (c *Copy) Decision(ctx context.Context, number string, agency *string, date *motcua.Date) (*motcua.Decision, error) {
	var found []*motcua.Decision
	err := c.view(ctx, func(tx *bolt.Tx) error {
		key := motcua.NumberKey(number)
		rows, err := decisions.rows(tx, "number", hashed(codeKey, key))
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(d *motcua.DecisionRow) bool {
			return *d.NumberKey != key || date != nil && (d.Date == nil || *d.Date != *date)
		})
		slices.SortStableFunc(rows, func(a, b *motcua.DecisionRow) int { return compareDays(b.Date, a.Date, -1) })
		for _, row := range rows {
			a, err := agencies.get(tx, row.Agency.ID)
			if err != nil {
				return err
			}
			if agency != nil && (a == nil || a.CodeKey == nil || *a.CodeKey != *db.AgencyKey(agency)) {
				continue
			}
			d, err := decisionOf(tx, row)
			if err != nil {
				return err
			}
			found = append(found, d)
		}
		found = found[:min(len(found), maxFits)]
		return nil
	})
	if err != nil {
		return nil, err
	}
	return db.OneDecision(number, found)
}

// ListDecisions is [motcua/db.DB.ListDecisions].
func (c *Copy) ListDecisions(ctx context.Context, page motcua.Page, f motcua.DecisionFilter) (out motcua.Listed[*motcua.Decision], err error) {
	err = c.view(ctx, func(tx *bolt.Tx) error {
		where, err := c.decisionWhere(tx, f)
		if err != nil {
			return err
		}
		out, err = list(tx, decisions, "decisions", page, where, decisionOf)
		return err
	})
	return out, err
}

// decisionWhere is the condition of a filter; nil lets all through.
func (c *Copy) decisionWhere(tx *bolt.Tx, f motcua.DecisionFilter) (func(*motcua.DecisionRow) bool, error) {
	if f == (motcua.DecisionFilter{}) {
		return nil, nil
	}
	var timely func(*motcua.DecisionRow) bool
	if f.Announced != nil || f.Publicised != nil {
		judge, err := c.judge(tx)
		if err != nil {
			return nil, err
		}
		timely = func(d *motcua.DecisionRow) bool {
			announced, publicised := judge(d)
			return (f.Announced == nil || announced.Outcome == *f.Announced) && (f.Publicised == nil || publicised.Outcome == *f.Publicised)
		}
	}
	number := motcua.NumberKey(f.Number)
	return func(d *motcua.DecisionRow) bool {
		switch {
		case f.Agency != nil && d.Agency.ID != *f.Agency,
			f.Number != "" && (d.NumberKey == nil || !strings.HasPrefix(*d.NumberKey, number)),
			f.From != nil && (d.Date == nil || *d.Date < *f.From),
			f.To != nil && (d.Date == nil || *d.Date > *f.To),
			f.Reannounced && d.BasedOn == nil:
			return false
		}
		return timely == nil || timely(d)
	}, nil
}

// judge tells of decisions whether they were in time.
func (c *Copy) judge(tx *bolt.Tx) (func(*motcua.DecisionRow) (announced, publicised motcua.Timeliness), error) {
	m, err := readMeta(tx)
	if err != nil {
		return nil, err
	}
	facts, err := c.facts(tx)
	if err != nil {
		return nil, err
	}
	rules, calendar := m.Rules.Rules, motcua.NewWorkingCalendar(m.Rules.Years)
	return func(d *motcua.DecisionRow) (motcua.Timeliness, motcua.Timeliness) {
		f := facts[d.ID]
		f.ID, f.Date = d.ID, d.Date
		if a, err := agencies.get(tx, d.Agency.ID); err == nil && a != nil {
			f.Level, f.Agency = a.Level, a.Code
		}
		return f.Announced(rules, calendar), f.Publicised(rules, calendar)
	}, nil
}

// DecisionRecords is [motcua/db.DB.DecisionRecords].
func (c *Copy) DecisionRecords(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.DecisionRecord, error) {
	out := make(map[motcua.ID]*motcua.DecisionRecord, len(ids))
	err := c.view(ctx, func(tx *bolt.Tx) error {
		judge, err := c.judge(tx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			row, err := decisions.get(tx, id)
			if err != nil {
				return err
			}
			if row == nil {
				continue
			}
			r := &motcua.DecisionRecord{BasedOn: row.BasedOn}
			r.Announced, r.Publicised = judge(row)
			if r.Acts, err = acts(tx, id); err != nil {
				return err
			}
			again, err := decisions.rows(tx, "based", keyOf(id))
			if err != nil {
				return err
			}
			slices.SortStableFunc(again, func(a, b *motcua.DecisionRow) int { return compareDays(a.Date, b.Date, 1) })
			for _, d := range again {
				r.Reannounced = append(r.Reannounced, d.ID)
			}
			out[id] = r
		}
		return nil
	})
	return out, err
}

// acts gives what a decision said last of each public procedure.
func acts(tx *bolt.Tx, decision motcua.ID) ([]motcua.DecisionAct, error) {
	rows, err := procedures.rows(tx, "decision", keyOf(decision))
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b *motcua.ProcedureRow) int { return strings.Compare(a.Code, b.Code) })
	var out []motcua.DecisionAct
	for _, p := range rows {
		if !p.Public() {
			continue
		}
		for _, a := range slices.Backward(p.Announcements) {
			if a.Decision == decision {
				out = append(out, motcua.DecisionAct{Decision: decision, Procedure: p.ID, Version: a.Version, Kind: a.Kind, From: a.From, Assumed: a.Assumed})
				break
			}
		}
	}
	return out, nil
}

// legalBasisOf gives a record with its issuer and the ids of all records of its
// document.
func legalBasisOf(tx *bolt.Tx, row *motcua.LegalBasisRow) (*motcua.LegalBasis, error) {
	b := row.LegalBasis
	if b.Issuer != nil {
		a, err := named(tx, b.Issuer.ID)
		if err != nil {
			return nil, err
		}
		b.Issuer = a
	}
	all, err := legalBases.rows(tx, "document", hashed(codeKey, row.DocumentKey))
	b.SourceIDs = []motcua.ID{}
	for _, o := range all {
		if sameDocument(o, row) {
			b.SourceIDs = append(b.SourceIDs, o.ID)
		}
	}
	return &b, err
}

// sameDocument says that two records are of one document. An issuer that is not
// published is any.
func sameDocument(a, b *motcua.LegalBasisRow) bool {
	return a.DocumentKey == b.DocumentKey && (a.Issuer == nil || b.Issuer == nil || a.Issuer.ID == b.Issuer.ID)
}

// LegalBases is [motcua/db.DB.LegalBases].
func (c *Copy) LegalBases(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.LegalBasis, error) {
	return byID(ctx, c, legalBases, ids, legalBasisOf)
}

// maxBases is how many records with a number are looked at.
const maxBases = 50

// LegalBasis is [motcua/db.DB.LegalBasis].
func (c *Copy) LegalBasis(ctx context.Context, number string, issuer *string) (*motcua.LegalBasis, error) {
	var found []*motcua.LegalBasis
	err := c.view(ctx, func(tx *bolt.Tx) error {
		key := motcua.DocumentNumber(number)
		rows, err := legalBases.rows(tx, "number", hashed(codeKey, key))
		if err != nil {
			return err
		}
		for _, row := range rows {
			by, err := issuedBy(tx, row, issuer)
			if err != nil {
				return err
			}
			if row.DocumentNumber != key || !by || len(found) == maxBases {
				continue
			}
			b, err := legalBasisOf(tx, row)
			if err != nil {
				return err
			}
			found = append(found, b)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return db.OneLegalBasis(number, found)
}

// issuedBy says whether a record's issuer has a code or a name; nil is any.
func issuedBy(tx *bolt.Tx, row *motcua.LegalBasisRow, issuer *string) (bool, error) {
	if issuer == nil {
		return true, nil
	}
	if row.Issuer == nil {
		return false, nil
	}
	a, err := agencies.get(tx, row.Issuer.ID)
	if a == nil {
		return false, err
	}
	return a.CodeKey != nil && *a.CodeKey == *db.AgencyKey(issuer) || db.Fold(a.Name) == db.Fold(*issuer), err
}
