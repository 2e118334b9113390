package portal

import (
	"fmt"
	"strings"

	"motcua"
)

func (p *parse) checkCode(o object, c *motcua.Content) {
	if trimmed := strings.TrimSpace(c.Code); trimmed != c.Code {
		p.doubt(motcua.DoubtCodeSpaces, o.path("code"), fmt.Sprintf("%q", c.Code), "white space around the code; it is kept")
	}
	if _, ok := motcua.ParseCode(c.Code); !ok {
		p.doubt(motcua.DoubtCodeForm, o.path("code"), c.Code, "expected a digit, a point and six digits, with or without agency and variant")
	}
}

// checkParts looks for the parts that Decree 63/2010/NĐ-CP Art. 8.2 (a)-(h)
// demands of every procedure.
func (p *parse) checkParts(c *motcua.Content) {
	for _, part := range []struct {
		there bool
		field string
		name  string
	}{
		{hasSteps(c), "executionSteps", "b: steps"},
		{len(c.Methods) > 0, "executionMethods", "b: methods"},
		{hasComponents(c), "executionCases", "c: components"},
		{hasTimeLimit(c), "executionMethods", "d: time limit"},
		{len(c.Audiences) > 0, "subjectTypesDetails", "đ: audience"},
		{len(c.Executing) > 0, "departmentsExecuting", "e: executing agency"},
		{len(c.Results) > 0, "resultsDetails", "h: result"},
	} {
		if !part.there {
			p.doubt(motcua.DoubtPartMissing, "detail."+part.field, "", part.name)
		}
	}
}

func hasSteps(c *motcua.Content) bool {
	for _, s := range c.Steps {
		if !blank(s.Title) || !blank(s.Text) {
			return true
		}
	}
	return false
}

func hasComponents(c *motcua.Content) bool {
	for _, one := range c.Cases {
		if len(one.Components) > 0 {
			return true
		}
	}
	return false
}

// hasTimeLimit takes a method's text as a time limit: where no number is
// published, it mostly tells the time.
func hasTimeLimit(c *motcua.Content) bool {
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
