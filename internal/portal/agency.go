package portal

import (
	"strings"

	"motcua"
)

// role is one role in the portal's fields. An agency stands either among the
// departments or among the unit groups: a commune's procedure points at all
// communes. Joined repeats the departments' names as one text; its names are
// misleading, that of the competent agencies is delegatedAgencies.
type role struct {
	departments, departmentIDs string
	groups, groupIDs           string
	joined                     string
}

var (
	roleExecuting    = role{"departmentsExecuting", "departmentExecutingIds", "unitGroupsExecuting", "unitGroupExecutingIds", "executingAgencies"}
	roleCompetent    = role{"departmentsAuthority", "departmentAuthorityIds", "unitGroupsAuthority", "unitGroupAuthorityIds", "delegatedAgencies"}
	roleDelegated    = role{"departmentsAuthorized", "departmentAuthorizedIds", "unitGroupsAuthorized", "unitGroupAuthorizedIds", "authorizedAgencies"}
	roleCoordinating = role{"departmentsCoordinating", "departmentCoordinatingIds", "unitGroupsCoordinating", "unitGroupCoordinatingIds", "coordinatingAgencies"}
)

// joinedBy stands between the names in a joined text.
const joinedBy = ", "

func (p *parse) agencies(o object, c *motcua.Content) {
	if id := o.id("departmentPromulgateId"); id != "" {
		c.PromulgatedBy = new(agency(id, o.optional("departmentPromulgateCode"), o.text("departmentPromulgateName")))
	}
	c.Executing = p.inRole(o, roleExecuting)
	c.Competent = p.inRole(o, roleCompetent)
	c.Delegated = p.inRole(o, roleDelegated)
	c.Coordinating = p.inRole(o, roleCoordinating)
}

func (p *parse) inRole(o object, r role) []motcua.Agency {
	var out []motcua.Agency
	var names []string
	for _, d := range p.references(o, r.departments, r.departmentIDs) {
		out = append(out, agency(d.id, d.code, d.name))
		names = append(names, d.name)
	}
	p.sameText(o, r.joined, strings.Join(names, joinedBy))
	for _, g := range p.references(o, r.groups, r.groupIDs) {
		out = append(out, motcua.Agency{ID: g.id, Code: g.code, Name: g.name, Kind: motcua.AgencyUnitGroup})
	}
	return out
}

func agency(id motcua.ID, code *string, name string) motcua.Agency {
	return motcua.Agency{ID: id, Code: code, Name: name, Kind: motcua.AgencyDepartment, Level: levelOf(code)}
}

// levelOf tells the level of a ministry (G12) or province (H60) itself; the
// codes of their units do not tell at which level a unit works.
func levelOf(code *string) *motcua.Level {
	if code == nil {
		return nil
	}
	c, ok := motcua.ParseAgencyCode(*code)
	if !ok || len(c.Units) > 0 {
		return nil
	}
	switch c.Root[0] {
	case 'G':
		return new(motcua.LevelMinistry)
	case 'H':
		return new(motcua.LevelProvince)
	}
	return nil
}
