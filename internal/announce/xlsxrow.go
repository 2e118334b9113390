package announce

import (
	"fmt"
	"slices"
	"strings"

	"motcua"
)

// take puts a row into the item that it belongs to.
func (b *book) take(name string, r row) {
	if name == sheetProcedures {
		b.takeProcedure(r)
		return
	}
	item, ok := b.items[r.code]
	if !ok {
		b.faults.Add(r.place, r.code, "no row of the sheet %q has this code", sheetProcedures)
		return
	}
	switch name {
	case sheetSteps:
		b.append(item, r, "steps", node(r.values))
	case sheetMethods:
		b.takeMethod(item, r)
	case sheetCases:
		b.takeComponent(item, r)
	case sheetAudiences:
		b.append(item, r, "audiences", coded(r))
	case sheetAgencies:
		b.takeAgency(item, r)
	case sheetResults:
		b.append(item, r, "results", coded(r))
	case sheetBases:
		b.append(item, r, "legalBases", node(r.values))
	}
}

func (b *book) takeProcedure(r row) {
	if other, twice := b.items[r.code]; twice {
		b.faults.Add(r.place, r.code, "the code stands in %s already; expected one row for a procedure", other.place)
		return
	}
	item := &bookItem{node: node{"code": r.code}, place: r.place, cases: map[string]node{}}
	for key, value := range r.values {
		if list, ok := value.([]any); ok && key == "by" {
			for i := range list {
				list[i] = node{"number": list[i]}
			}
		}
		item.set(key, value)
		b.record(r.code, key, r.place)
	}
	b.items[r.code] = item
	b.order = append(b.order, r.code)
}

// append adds an element to a part of an item; a row that takes the part away
// makes it null.
func (b *book) append(item *bookItem, r row, part string, element node) {
	if r.gone {
		item.node[part] = nil
		b.record(r.code, part, r.place)
		return
	}
	list, _ := item.node[part].([]any)
	b.record(r.code, fmt.Sprintf("%s[%d]", part, len(list)), r.place)
	item.node[part] = append(list, element)
}

// coded gives an element with a code of its own beside the procedure's.
func coded(r row) node {
	n := node{}
	for key, value := range r.values {
		if key == "code2" {
			key = "code"
		}
		n[key] = value
	}
	return n
}

func (b *book) takeMethod(item *bookItem, r row) {
	fee, method := node{}, node{}
	for key, value := range r.values {
		if rest, ok := strings.CutPrefix(key, "fee."); ok {
			fee[rest] = value
			continue
		}
		method.set(key, value)
	}
	list, _ := item.node["methods"].([]any)
	if _, starts := r.values["channel"]; starts || r.gone {
		b.append(item, r, "methods", method)
		list, _ = item.node["methods"].([]any)
	} else if len(list) == 0 || len(method) > 0 {
		b.faults.Add(r.place, r.code, "no way to hand in (Hình thức nộp); expected one, or a fee of the row above")
		return
	}
	if len(fee) == 0 || len(list) == 0 {
		return
	}
	last := list[len(list)-1].(node)
	fees, _ := last["fees"].([]any)
	b.record(r.code, fmt.Sprintf("methods[%d].fees[%d]", len(list)-1, len(fees)), r.place)
	last["fees"] = append(fees, fee)
}

func (b *book) takeComponent(item *bookItem, r row) {
	if r.gone {
		b.append(item, r, "cases", nil)
		return
	}
	name := r.text("case")
	one, ok := item.cases[name]
	if !ok {
		one = node{}
		if name != "" {
			one["name"] = name
		}
		item.cases[name] = one
		b.append(item, r, "cases", one)
	}
	component := coded(r)
	delete(component, "case")
	if form, ok := component["form"]; ok {
		component["forms"] = []any{node{"name": form}}
		delete(component, "form")
	}
	list, _ := one["components"].([]any)
	cases := item.node["cases"].([]any)
	at := slices.IndexFunc(cases, func(c any) bool { n, ok := c.(node); return ok && fmt.Sprint(n["name"]) == fmt.Sprint(one["name"]) })
	b.record(r.code, fmt.Sprintf("cases[%d].components[%d]", at, len(list)), r.place)
	one["components"] = append(list, component)
}

var roleParts = map[string]string{
	string(motcua.RoleExecuting): "executing", string(motcua.RoleCompetent): "competent",
	string(motcua.RoleDelegated): "delegated", string(motcua.RoleCoordinating): "coordinating",
}

func (b *book) takeAgency(item *bookItem, r row) {
	role := r.text("role")
	agency := coded(r)
	delete(agency, "role")
	if group, _ := agency["group"].(bool); group {
		agency["kind"] = string(motcua.AgencyUnitGroup)
	}
	delete(agency, "group")
	switch {
	case role == "":
		b.faults.Add(r.place, r.code, "no role (Vai trò); expected what the agency has to do with the procedure")
	case role == string(motcua.RolePromulgating) && r.gone:
		item.node["promulgatedBy"] = nil
	case role == string(motcua.RolePromulgating):
		item.node["promulgatedBy"] = agency
		b.record(r.code, "promulgatedBy", r.place)
	default:
		b.append(item, r, roleParts[role], agency)
	}
}
