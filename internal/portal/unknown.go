package portal

import (
	"fmt"

	"motcua"
)

// unusedFields are known and have been empty on every record: should one ever
// hold something, it must not be lost in silence.
var unusedFields = map[string]bool{
	"decisionNo": true, "decisionNumber": true, "departmentDetails": true, "fees": true, "formalityTargetType": true,
	"note": true, "procedureRelatedGroup": true, "profileComponents": true, "source": true, "targetObjects": true,
}

// maxUnknown bounds the reports on one record.
const maxUnknown = 20

// checkFields reports every field that nobody read, at any level.
func (p *parse) checkFields() {
	found := 0
	for i := int32(1); i < int32(len(p.nodes)); {
		n := &p.nodes[i]
		inObject := p.nodes[n.parent].kind == kindObject
		if n.read || !inObject {
			i++ // its own fields come next
			continue
		}
		if !unusedFields[n.key] || !p.empty(i) {
			if found++; found <= maxUnknown {
				p.doubt(motcua.DoubtUnknownField, p.tree.path(i), p.raw(i), p.whyUnknown(i))
			}
		}
		i = n.end
	}
	if found > maxUnknown {
		p.doubt(motcua.DoubtUnknownField, "", "", fmt.Sprintf("%d more unknown fields", found-maxUnknown))
	}
}

func (p *parse) empty(at int32) bool {
	n := &p.nodes[at]
	return n.kind == kindNull || n.kind != kindNumber && n.kind != kindBool && n.text == "" && n.end == at+1
}

func (p *parse) whyUnknown(at int32) string {
	n := &p.nodes[at]
	if unusedFields[n.key] {
		return "was always empty; not taken"
	}
	for i := n.parent + 1; i < at; i = p.nodes[i].end {
		if p.nodes[i].key == n.key {
			return "the field stands twice; the first is taken"
		}
	}
	return "not known to the importer; not taken"
}
