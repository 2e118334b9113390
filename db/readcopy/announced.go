package readcopy

import (
	"cmp"
	"context"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"motcua"
	"motcua/db"
)

// Announced is [motcua/db.DB.Announced].
func (c *Copy) Announced(ctx context.Context, f motcua.AnnouncedFilter) (page motcua.AnnouncedPage, err error) {
	err = c.view(ctx, func(tx *bolt.Tx) error {
		m, err := readMeta(tx)
		if err != nil {
			return err
		}
		page.Changed = m.Changed
		told, err := tellings(tx, f, &page)
		if err != nil {
			return err
		}
		for _, t := range told {
			if len(page.Decisions) == f.Limit {
				page.HasMore = true
				break
			}
			if err := t.finish(tx); err != nil {
				return err
			}
			page.Decisions = append(page.Decisions, t.AnnouncedDecision)
		}
		return nil
	})
	return page, err
}

// telling is a decision with the procedures that it is told of.
type telling struct {
	motcua.AnnouncedDecision
	all []told // also what a filter does not ask for
}

type told struct {
	procedure *motcua.ProcedureRow
	said      motcua.AnnouncementRow
}

// tellings gives the decisions that are asked for, the latest first.
func tellings(tx *bolt.Tx, f motcua.AnnouncedFilter, page *motcua.AnnouncedPage) ([]*telling, error) {
	agencies, err := announcedAgencies(tx, f.Agency, page)
	if err != nil {
		return nil, err
	}
	sectors, err := announcedSectors(tx, f.Sector, page)
	if err != nil {
		return nil, err
	}
	byDecision := map[motcua.ID]*telling{}
	for p, err := range procedures.all(tx) {
		if err != nil {
			return nil, err
		}
		if p.Public() {
			tell(byDecision, p, sectors)
		}
	}
	var list []*telling
	for id, t := range byDecision {
		row, err := decisions.get(tx, id)
		if err != nil {
			return nil, err
		}
		if row == nil || t.Total == 0 || agencies != nil && !slices.Contains(agencies, row.Agency.ID) {
			continue
		}
		t.ID = id
		if b := f.Before; b == nil || cmp.Or(t.Updated.Compare(b.Updated), cmp.Compare(t.ID, b.ID)) < 0 {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b *telling) int { return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(b.ID, a.ID)) })
	return list, nil
}

// tell notes a procedure under the decisions that speak of it.
func tell(byDecision map[motcua.ID]*telling, p *motcua.ProcedureRow, sectors []motcua.ID) {
	counted := map[motcua.ID]bool{}
	last := map[motcua.ID]motcua.AnnouncementRow{}
	for _, a := range p.Announcements {
		last[a.Decision] = a
		t := byDecision[a.Decision]
		if t == nil {
			t = &telling{}
			byDecision[a.Decision] = t
		}
		if !inSectors(p, a.Version, sectors) {
			continue
		}
		if t.Published.IsZero() || a.Recorded.Before(t.Published) {
			t.Published = a.Recorded
		}
		if a.Recorded.After(t.Updated) {
			t.Updated = a.Recorded
		}
		if !counted[a.Decision] {
			counted[a.Decision] = true
			t.Total++
		}
	}
	for id, a := range last {
		byDecision[id].all = append(byDecision[id].all, told{p, a})
	}
}

// inSectors says whether a version, or any where none is named, is in one of the
// sectors; nil is every sector.
func inSectors(p *motcua.ProcedureRow, version *motcua.ID, sectors []motcua.ID) bool {
	return sectors == nil || slices.ContainsFunc(p.Versions, func(v motcua.VersionRow) bool {
		return v.Sector != nil && slices.Contains(sectors, *v.Sector) && (version == nil || v.ID == *version)
	})
}

// finish adds the decision itself and the procedures by name.
func (t *telling) finish(tx *bolt.Tx) error {
	d, err := decision(tx, t.ID)
	if err != nil {
		return err
	}
	t.Decision = *d
	for _, one := range t.all[:min(len(t.all), db.MaxAnnouncedItems)] { // in the order of the ids
		item := motcua.AnnouncedItem{Procedure: one.procedure.ID, Kind: one.said.Kind, Code: one.procedure.Code, From: one.said.From}
		if v := nameless(one); v != nil {
			item.Name = v.Name
		}
		t.Items = append(t.Items, item)
	}
	slices.SortStableFunc(t.Items, func(a, b motcua.AnnouncedItem) int { return strings.Compare(a.Code, b.Code) })
	return nil
}

// nameless gives the version after which a procedure is called: what was
// announced, and where that ended it the latest.
func nameless(one told) *motcua.VersionRow {
	if v := one.said.Version; v != nil {
		return one.procedure.Version(*v)
	}
	versions := one.procedure.Versions
	if len(versions) == 0 {
		return nil
	}
	latest := &versions[0]
	for i := range versions {
		if versions[i].Created.After(latest.Created) {
			latest = &versions[i]
		}
	}
	return latest
}

// announcedAgencies gives the agency with a code and those under it; nil is
// every agency.
func announcedAgencies(tx *bolt.Tx, code string, page *motcua.AnnouncedPage) ([]motcua.ID, error) {
	if code == "" {
		return nil, nil
	}
	rows, err := agenciesOfCode(tx, motcua.AgencyCodeKey(code), code)
	if err != nil {
		return nil, err
	}
	var found []*motcua.Agency
	for _, a := range rows {
		if a.Valid.To == nil {
			found = append(found, &a.Agency)
		}
	}
	slices.SortFunc(found, func(a, b *motcua.Agency) int { return cmp.Compare(a.ID, b.ID) })
	a, err := db.OneAgency(code, found)
	if err != nil {
		return nil, err
	}
	page.Agency = a.Name
	var nodes []motcua.AgencyNode
	for row, err := range agencies.all(tx) {
		if err != nil {
			return nil, err
		}
		node := motcua.AgencyNode{ID: row.ID}
		if row.Code != nil && row.Valid.To == nil {
			node.Code = *row.Code
		}
		if row.Parent != nil {
			node.Parent = *row.Parent
		}
		nodes = append(nodes, node)
	}
	return motcua.NewAgencyTree(nodes).WithUnits([]motcua.ID{a.ID}), nil
}

func announcedSectors(tx *bolt.Tx, code string, page *motcua.AnnouncedPage) (ids []motcua.ID, err error) {
	if code == "" {
		return nil, nil
	}
	rows, err := sectors.rows(tx, "code", hashed(currentCode, code))
	for _, s := range rows {
		if *s.Code == code {
			ids = append(ids, s.ID)
			page.Sector = s.Name
		}
	}
	if err == nil && len(ids) == 0 {
		err = motcua.NotFound("sector", code)
	}
	return ids, err
}
