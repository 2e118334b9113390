package motcua

import "strings"

// MandatoryPart is a part without which a procedure is not complete (Decree
// 63/2010/NĐ-CP Art. 8.2 (a)-(h)).
type MandatoryPart struct {
	Letter string // of the decree's list
	Field  string // of Content
	Label  string // what the decree calls it
	there  func(*Content) bool
}

var mandatoryParts = []MandatoryPart{
	{"a", "name", "tên thủ tục", func(c *Content) bool { return strings.TrimSpace(c.Name) != "" }},
	{"b", "steps", "trình tự thực hiện", hasSteps},
	{"c", "methods", "cách thức thực hiện", func(c *Content) bool { return len(c.Methods) > 0 }},
	{"d", "cases", "thành phần, số lượng hồ sơ", hasComponents},
	{"đ", "methods", "thời hạn giải quyết", hasTimeLimit},
	{"e", "audiences", "đối tượng thực hiện", func(c *Content) bool { return len(c.Audiences) > 0 }},
	{"g", "executing", "cơ quan thực hiện", func(c *Content) bool { return len(c.Executing) > 0 }},
	{"h", "results", "kết quả thực hiện", func(c *Content) bool { return len(c.Results) > 0 }},
}

// MissingParts lists the mandatory parts that the content lacks.
func (c *Content) MissingParts() []MandatoryPart {
	var missing []MandatoryPart
	for _, p := range mandatoryParts {
		if !p.there(c) {
			missing = append(missing, p)
		}
	}
	return missing
}

func hasSteps(c *Content) bool {
	for _, s := range c.Steps {
		if !blank(s.Title) || !blank(s.Text) {
			return true
		}
	}
	return false
}

func hasComponents(c *Content) bool {
	for _, one := range c.Cases {
		if len(one.Components) > 0 {
			return true
		}
	}
	return false
}

// hasTimeLimit takes a method's text as a time limit: where no number is
// published, it mostly tells the time.
func hasTimeLimit(c *Content) bool {
	for _, m := range c.Methods {
		if m.TimeLimit.Amount != nil || m.TimeLimit.Text != nil || !blank(m.Text) {
			return true
		}
	}
	for _, v := range c.ServiceVariants {
		if v.TimeLimit.Amount != nil || v.TimeLimit.Text != nil {
			return true
		}
	}
	return false
}

func blank(s *string) bool { return s == nil || strings.TrimSpace(*s) == "" }
