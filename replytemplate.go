package motcua

import "time"

// ReplyTemplate is a text that officials of an agency, and of those under it,
// begin an answer with (mẫu trả lời).
type ReplyTemplate struct {
	ID        ID
	Agency    ID
	Name      string
	Text      string
	CreatedBy string // name of who wrote it
	CreatedAt time.Time
}

// Bounds of a template.
const (
	MaxTemplateName = 100
	MaxTemplates    = 200 // live ones of one agency
)

// Check brings a template into its stored form.
func (r *ReplyTemplate) Check() error {
	if err := checkWords("name", &r.Name, 1, MaxTemplateName); err != nil {
		return err
	}
	return checkWords("text", &r.Text, 1, MaxNote)
}

// Delegation says that somebody acts in a role for a person who is absent (ủy
// quyền xử lý thay).
type Delegation struct {
	ID         ID
	Absent     string // subject
	Substitute string // subject
	Agency     ID
	Role       Role
	From       Date
	To         Date // the first day on which it no longer holds
	CreatedBy  string
}

// MaxDelegation bounds how long a delegation may hold.
const MaxDelegation = 92

// Check says what is wrong with a delegation.
func (d *Delegation) Check() error {
	switch {
	case d.Substitute == "" || d.Absent == "" || d.Substitute == d.Absent:
		return Invalid("substitute", "name who is absent and who stands in, two people")
	case d.Role != RoleReceiver && d.Role != RoleHandler && d.Role != RoleApprover && d.Role != RolePublisher:
		return Invalid("role", "%s cannot be delegated", d.Role)
	case d.To <= d.From || d.To > d.From.AddDays(MaxDelegation):
		return Invalid("to", "a delegation holds for 1 to %d days", MaxDelegation)
	}
	return nil
}

// MayDelegate fails with KindForbidden unless the caller is an administrator for
// the agency, or gives away a role of their own.
func (d *Delegation) MayDelegate(by Caller, tree *AgencyTree) error {
	if by.Acts(RoleAdministrator, d.Agency, tree) || d.Absent == by.Subject && by.Acts(d.Role, d.Agency, tree) {
		return nil
	}
	return &Error{Kind: KindForbidden, Message: "only an administrator delegates what is another person's"}
}

// With gives the caller with the roles that others delegated to them on a day.
func (c Caller) With(delegations []Delegation, day Date) Caller {
	if c.Anonymous() {
		return c
	}
	grants := c.Grants[:len(c.Grants):len(c.Grants)]
	for _, d := range delegations {
		if d.Substitute == c.Subject && d.From <= day && day < d.To {
			grants = append(grants, Grant{Role: d.Role, Agency: d.Agency})
		}
	}
	c.Grants = grants
	return c
}
