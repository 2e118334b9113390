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

// partFields says where the portal keeps each part of a content, and the letter
// under which doubts have always told it.
var partFields = map[string]struct{ field, name string }{
	"b": {"executionSteps", "b: steps"},
	"c": {"executionMethods", "b: methods"},
	"d": {"executionCases", "c: components"},
	"đ": {"executionMethods", "d: time limit"},
	"e": {"subjectTypesDetails", "đ: audience"},
	"g": {"departmentsExecuting", "e: executing agency"},
	"h": {"resultsDetails", "h: result"},
}

// checkParts looks for the parts that Decree 63/2010/NĐ-CP Art. 8.2 (a)-(h)
// demands of every procedure. A record without a name is refused before.
func (p *parse) checkParts(c *motcua.Content) {
	for _, part := range c.MissingParts() {
		if at, ok := partFields[part.Letter]; ok {
			p.doubt(motcua.DoubtPartMissing, "detail."+at.field, "", at.name)
		}
	}
}

func blank(s *string) bool { return s == nil || strings.TrimSpace(*s) == "" }
