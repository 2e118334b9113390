package motcua

import (
	"context"
	"fmt"
	"io"
	"slices"
)

// Role is what a person does in the handling of feedback and recommendations
// (phản ánh, kiến nghị), for an agency and those under it. A role allows what it
// names and nothing else: who approves does not thereby handle, and an
// administrator sees no sender.
type Role string

// The values of Role.
const (
	RoleCitizen       Role = "CITIZEN"       // sends feedback, and sees their own
	RoleReceiver      Role = "RECEIVER"      // receives, classifies, refuses, forwards
	RoleHandler       Role = "HANDLER"       // handles and answers
	RoleApprover      Role = "APPROVER"      // approves answers, or returns them
	RolePublisher     Role = "PUBLISHER"     // confirms the redaction and publishes
	RoleAuditor       Role = "AUDITOR"       // reads the audit log
	RoleAdministrator Role = "ADMINISTRATOR" // templates, calendars, delegation, erasure
)

var roles = &enum[Role]{"Role", []enumValue[Role]{
	{RoleCitizen, "người dân, doanh nghiệp"},
	{RoleReceiver, "cán bộ tiếp nhận"},
	{RoleHandler, "cán bộ xử lý"},
	{RoleApprover, "lãnh đạo phê duyệt"},
	{RolePublisher, "cán bộ công khai"},
	{RoleAuditor, "cán bộ kiểm tra, giám sát"},
	{RoleAdministrator, "quản trị viên"},
}}

// Roles lists the values in their order.
func Roles() []Role { return roles.list() }

// Label is the Vietnamese term.
func (r Role) Label() string { return roles.label(r) }

// MarshalText fails on an unknown value.
func (r Role) MarshalText() ([]byte, error) { return roles.marshal(r) }

// UnmarshalText fails on an unknown value.
func (r *Role) UnmarshalText(b []byte) error { return roles.unmarshal(b, r) }

// MarshalGQLContext writes the GraphQL enum.
func (r Role) MarshalGQLContext(_ context.Context, w io.Writer) error { return roles.write(w, r) }

// UnmarshalGQLContext reads the GraphQL enum.
func (r *Role) UnmarshalGQLContext(_ context.Context, v any) error { return roles.read(v, r) }

// Official says whether who has the role acts for the state.
func (r Role) Official() bool { return r != RoleCitizen }

// Grant is a role that a caller has for an agency and those under it; an empty
// Agency is every agency.
type Grant struct {
	Role   Role
	Agency ID
}

// covers says whether the grant reaches an agency.
func (g Grant) covers(agency ID, tree *AgencyTree) bool {
	return g.Agency == "" || agency != "" && (g.Agency == agency || slices.Contains(tree.Above(agency), g.Agency))
}

// Acts says whether the caller may act in a role for an agency: whether one of
// their grants of the role is for it, for one above it, or for all. For an
// agency that is not known only a grant for all counts.
func (c Caller) Acts(r Role, agency ID, tree *AgencyTree) bool {
	return !c.Anonymous() && slices.ContainsFunc(c.Grants, func(g Grant) bool {
		return g.Role == r && g.covers(agency, tree)
	})
}

// MayAct fails with KindForbidden unless the caller acts in one of the roles
// for the agency. It is for what the caller is known to see: what they do not
// see is not found.
func (c Caller) MayAct(agency ID, tree *AgencyTree, anyOf ...Role) error {
	for _, r := range anyOf {
		if c.Acts(r, agency, tree) {
			return nil
		}
	}
	return &Error{Kind: KindForbidden, Message: fmt.Sprintf("this needs the role %s for the agency", roleNames(anyOf))}
}

// Reach lists the agencies for which the caller acts in one of the roles, in
// the order of their ids; all says that it is every agency, also those to come,
// and the list is then empty. It is what a filter of rows is made of, so that a
// list holds what Acts allows.
func (c Caller) Reach(tree *AgencyTree, anyOf ...Role) (agencies []ID, all bool) {
	if c.Anonymous() {
		return nil, false
	}
	for _, g := range c.Grants {
		switch {
		case !slices.Contains(anyOf, g.Role):
		case g.Agency == "":
			return nil, true
		default:
			agencies = append(agencies, g.Agency)
		}
	}
	agencies = tree.WithUnits(agencies)
	slices.Sort(agencies)
	return slices.Compact(agencies), false
}

// Holds says whether the caller has one of the roles for any agency.
func (c Caller) Holds(anyOf ...Role) bool {
	return !c.Anonymous() && slices.ContainsFunc(c.Grants, func(g Grant) bool { return slices.Contains(anyOf, g.Role) })
}

// Official says whether the caller acts for the state at all.
func (c Caller) Official() bool {
	return !c.Anonymous() && slices.ContainsFunc(c.Grants, func(g Grant) bool { return g.Role.Official() })
}

func roleNames(list []Role) string {
	text := ""
	for i, r := range list {
		switch {
		case i > 0 && i == len(list)-1:
			text += " or "
		case i > 0:
			text += ", "
		}
		text += string(r)
	}
	return text
}
