package motcua

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

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

// The placeholders of a template that the program fills in itself.
const (
	FillAgency    = "cơ quan"    // name of the agency that holds the feedback
	FillToday     = "hôm nay"    // the day on which it is written
	FillCode      = "mã tra cứu" // tracking code
	FillSubmitted = "ngày gửi"   // the day of sending
	FillDue       = "thời hạn"   // the day by which the next step is due
	FillSender    = "họ tên"     // name of the sender
)

// placeholder is a name between two braces, such as {{số hồ sơ}}.
var placeholder = regexp.MustCompile(`\{\{\s*([^{}]+?)\s*\}\}`)

// TemplateUse names a template with what is filled in.
type TemplateUse struct {
	ID     ID
	Values map[string]string // by placeholder
}

// names lists the placeholders in their order, each once.
func (r *ReplyTemplate) names() (names []string) {
	for _, found := range placeholder.FindAllStringSubmatch(r.Text, -1) {
		if !slices.Contains(names, found[1]) {
			names = append(names, found[1])
		}
	}
	return names
}

// Placeholders lists the names for which who uses the template gives values.
func (r *ReplyTemplate) Placeholders() []string {
	own := []string{FillAgency, FillToday, FillCode, FillSubmitted, FillDue, FillSender}
	return append([]string{}, slices.DeleteFunc(r.names(), func(name string) bool { return slices.Contains(own, name) })...)
}

// Fill gives the text with what the program and who uses it fill in. What is
// filled in is no template: braces in it stay. It fails where a value is
// missing, empty, or for no placeholder.
func (r *ReplyTemplate) Fill(own, given map[string]string) (string, error) {
	asked := r.Placeholders()
	for name, value := range given {
		if !slices.Contains(asked, name) {
			return "", Invalid("template.values", "%q is no placeholder of the template that can be filled in", name)
		}
		if err := checkWords("template.values", &value, 1, MaxNote); err != nil {
			return "", err
		}
	}
	for _, name := range asked {
		if _, ok := given[name]; !ok {
			return "", Invalid("template.values", "a value for %q is missing", name)
		}
	}
	text := placeholder.ReplaceAllStringFunc(r.Text, func(found string) string {
		name := placeholder.FindStringSubmatch(found)[1]
		if value, ok := given[name]; ok {
			return strings.TrimSpace(value)
		}
		return own[name]
	})
	return text, checkWords("template", &text, 1, MaxNote)
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
	c.StandsInFor = nil
	for _, d := range delegations {
		if d.Substitute == c.Subject && d.From <= day && day < d.To {
			grants = append(grants, Grant{Role: d.Role, Agency: d.Agency})
			if d.Role == RoleHandler {
				c.StandsInFor = append(c.StandsInFor, d.Absent)
			}
		}
	}
	c.Grants = grants
	return c
}
