package motcua_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

// agencies is a province, its department, a ward office, and a ministry.
func agencies() *motcua.AgencyTree {
	return motcua.NewAgencyTree([]motcua.AgencyNode{
		{ID: "ministry", Code: "G15"}, {ID: "province", Code: "H60"},
		{ID: "department", Code: "000.00.13.H60"}, {ID: "office", Code: "H60.13.02"},
		{ID: "ward", Code: "H60.99.01"}, // nobody has H60.99
		{ID: "centre", Code: "TTPVHCC", Parent: "province"},
	})
}

func TestAgencyTree(t *testing.T) {
	tree := agencies()
	for id, want := range map[motcua.ID][]motcua.ID{
		"office": {"department", "province"}, "department": {"province"}, "ward": {"province"},
		"centre": {"province"}, "province": nil, "ministry": nil, "unknown": nil,
	} {
		if diff := cmp.Diff(want, tree.Above(id)); diff != "" {
			t.Errorf("above %s: %s", id, diff)
		}
	}
	got := tree.WithUnits([]motcua.ID{"ministry", "province"})
	if diff := cmp.Diff([]motcua.ID{"ministry", "province", "centre", "department", "office", "ward"}, got); diff != "" {
		t.Error(diff)
	}
	for code, want := range map[string]motcua.ID{"H60.13": "department", "000.00.00.H60": "province", "TTPVHCC": "centre", "H61": "", "": ""} {
		if id, ok := tree.Find(code); id != want || ok != (want != "") {
			t.Errorf("%q is %q", code, id)
		}
	}
}

// Which of two agencies with one code is meant is not guessed, and a register
// in a circle ends.
func TestAgencyTreeIsNotGuessed(t *testing.T) {
	nodes := []motcua.AgencyNode{
		{ID: "one", Code: "H60.13"}, {ID: "two", Code: "000.00.13.H60"}, {ID: "office", Code: "H60.13.02"}, {ID: "province", Code: "H60"},
		{ID: "a", Parent: "b"}, {ID: "b", Parent: "a"}, {ID: "self", Parent: "self"},
	}
	tree := motcua.NewAgencyTree(nodes)
	if diff := cmp.Diff([]motcua.ID{"province"}, tree.Above("office")); diff != "" {
		t.Error(diff)
	}
	if _, ok := tree.Find("H60.13"); ok {
		t.Error("one of two agencies was chosen")
	}
	if a, self := tree.Above("a"), tree.Above("self"); len(a) != 1 || len(self) != 0 {
		t.Errorf("%v %v", a, self)
	}
	nodes[1].Uses = 1
	if up := motcua.NewAgencyTree(nodes).Parent("office"); up != "two" {
		t.Errorf("the one in use is not chosen: %q", up)
	}
}

func TestCallerActs(t *testing.T) {
	tree := agencies()
	caller := motcua.Caller{Subject: "iss|an", Grants: []motcua.Grant{
		{Role: motcua.RoleHandler, Agency: "department"}, {Role: motcua.RoleAuditor}, {Role: motcua.RoleReceiver, Agency: "unknown"},
	}}
	for _, c := range []struct {
		role   motcua.Role
		agency motcua.ID
		want   bool
	}{
		{motcua.RoleHandler, "department", true}, {motcua.RoleHandler, "office", true},
		{motcua.RoleHandler, "province", false}, {motcua.RoleHandler, "ward", false}, {motcua.RoleHandler, "ministry", false},
		{motcua.RoleHandler, "", false}, {motcua.RoleHandler, "nowhere", false},
		{motcua.RoleApprover, "department", false}, {motcua.RoleCitizen, "department", false},
		{motcua.RoleAuditor, "ministry", true}, {motcua.RoleAuditor, "", true}, {motcua.RoleReceiver, "unknown", true},
	} {
		if got := caller.Acts(c.role, c.agency, tree); got != c.want {
			t.Errorf("%s for %q: %t", c.role, c.agency, got)
		}
		err := caller.MayAct(c.agency, tree, motcua.RoleCitizen, c.role)
		if (err == nil) != c.want || err != nil && motcua.KindOf(err) != motcua.KindForbidden {
			t.Errorf("%s for %q: %v", c.role, c.agency, err)
		}
		if reach, all := caller.Reach(tree, c.role); c.agency != "" && (all || slices.Contains(reach, c.agency)) != c.want {
			t.Errorf("%s for %q: a list holds %v, all %t", c.role, c.agency, reach, all)
		}
	}
	nobody := motcua.Caller{Grants: caller.Grants}
	if reach, all := nobody.Reach(tree, motcua.Roles()...); nobody.Acts(motcua.RoleAuditor, "", tree) || nobody.Official() || all || len(reach) > 0 {
		t.Error("grants without a subject count")
	}
	citizen := motcua.Caller{Subject: "iss|binh", Grants: []motcua.Grant{{Role: motcua.RoleCitizen}}}
	if citizen.Official() || !caller.Official() || !citizen.Holds(motcua.RoleCitizen) || caller.Holds(motcua.RoleCitizen, motcua.RoleApprover) {
		t.Error("who is an official is not told right")
	}
}

func TestEveryRoleHasItsTerm(t *testing.T) {
	for _, r := range motcua.Roles() {
		if r.Label() == "" {
			t.Errorf("%s has no Vietnamese term", r)
		}
	}
}
