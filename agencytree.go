package motcua

import "slices"

// AgencyNode is an agency as the tree needs it.
type AgencyNode struct {
	ID     ID
	Code   string // in any published form; "" where it has none
	Parent ID     // where the register names it, else ""
	// Uses tells which of several agencies with one code stands for the body:
	// the one most used. 0 where that is not asked.
	Uses int
}

// AgencyTree says which agency is under which. It is the one rule for filters,
// facets and rights: under the agency that the register names as parent, else
// under the nearest body above by electronic identifier (Decision
// 20/2020/QĐ-TTg: H60.13 is a unit of H60) that one agency stands for. Where
// several stand for a body alike none is chosen: a right is not given by chance.
// The nil tree knows no agency.
type AgencyTree struct {
	above  map[ID][]ID   // the nearest first
	below  map[ID][]ID   // in all depths, in the order of the ids
	byCode map[string]ID // by AgencyCodeKey
}

// AgencyCodeKey brings both generations of electronic identifiers to one form,
// and other codes to that of numbers.
func AgencyCodeKey(code string) string {
	if parsed, ok := ParseAgencyCode(code); ok {
		return parsed.String()
	}
	return NumberKey(code)
}

// NewAgencyTree makes the tree of all the nodes.
func NewAgencyTree(nodes []AgencyNode) *AgencyTree {
	t := &AgencyTree{above: map[ID][]ID{}, below: map[ID][]ID{}, byCode: standing(nodes)}
	known := make(map[ID]AgencyNode, len(nodes))
	for _, n := range nodes {
		known[n.ID] = n
	}
	for _, n := range nodes {
		above := []ID(nil)
		for up := t.parentOf(n, known); up != "" && up != n.ID && !slices.Contains(above, up); up = t.parentOf(known[up], known) {
			above = append(above, up)
			t.below[up] = append(t.below[up], n.ID)
		}
		if len(above) > 0 {
			t.above[n.ID] = above
		}
	}
	for _, ids := range t.below {
		slices.Sort(ids)
	}
	return t
}

// standing chooses the agency that stands for each code.
func standing(nodes []AgencyNode) map[string]ID {
	best := map[string]AgencyNode{}
	for _, n := range nodes {
		key := AgencyCodeKey(n.Code)
		switch old, taken := best[key]; {
		case key == "":
		case !taken || n.Uses > old.Uses:
			best[key] = n
		case n.Uses == old.Uses && n.ID != old.ID:
			best[key] = AgencyNode{Uses: n.Uses} // nobody, unless one is used more
		}
	}
	out := make(map[string]ID, len(best))
	for key, n := range best {
		if n.ID != "" {
			out[key] = n.ID
		}
	}
	return out
}

func (t *AgencyTree) parentOf(n AgencyNode, known map[ID]AgencyNode) ID {
	if _, ok := known[n.Parent]; ok && n.Parent != "" {
		return n.Parent
	}
	code, ok := ParseAgencyCode(n.Code)
	if !ok {
		return ""
	}
	for up, ok := code.Parent(); ok; up, ok = up.Parent() {
		if id, known := t.byCode[up.String()]; known {
			return id
		}
	}
	return ""
}

// Find gives the agency with a code in any of its forms; ok is false where
// there is none or several.
func (t *AgencyTree) Find(code string) (id ID, ok bool) {
	if t == nil {
		return "", false
	}
	id, ok = t.byCode[AgencyCodeKey(code)]
	return id, ok
}

// Above lists the agencies above one, the nearest first.
func (t *AgencyTree) Above(id ID) []ID {
	if t == nil {
		return nil
	}
	return t.above[id]
}

// Parent is the agency right above; "" where there is none.
func (t *AgencyTree) Parent(id ID) ID {
	if above := t.Above(id); len(above) > 0 {
		return above[0]
	}
	return ""
}

// WithUnits adds all that is below agencies to them.
func (t *AgencyTree) WithUnits(ids []ID) []ID {
	out := slices.Clone(ids)
	if t == nil {
		return out
	}
	for _, id := range ids {
		out = append(out, t.below[id]...)
	}
	return out
}
