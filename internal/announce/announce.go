// Package announce reads announcement decisions (quyết định công bố) as agencies
// hand them in: as JSON in the form that decision.schema.json describes, or as
// a spreadsheet made from its template. It tells all that is wrong with the
// form at once, each with its place and what was expected. What the catalogue
// has to say of it (codes, what is amended, what the decree demands) is the
// affair of who publishes it.
package announce

import (
	_ "embed"
	"strings"

	"motcua"
)

// Schema is the JSON Schema of the JSON form.
//
//go:embed decision.schema.json
var Schema []byte

// Limits of an announcement.
const (
	MaxItems = 500      // procedures of one decision
	MaxBytes = 20 << 20 // of a file
)

// check holds an announcement to what its kinds demand (Decree 63/2010/NĐ-CP
// Art. 14-15), as far as it can be told without the catalogue.
func check(a *motcua.Announcement, at places, faults *motcua.Faults) {
	d := &a.Decision
	if d.Number == nil || strings.TrimSpace(*d.Number) == "" {
		faults.Add(at.decision("number"), "", "missing; expected the decision's number, such as 163/QĐ-BTP")
	}
	if d.Date == nil {
		faults.Add(at.decision("date"), "", "missing; expected the day of signing, YYYY-MM-DD")
	}
	if d.Agency.ID == "" && d.Agency.Code == nil && d.Agency.Name == "" {
		faults.Add(at.decision("agency"), "", "missing; expected the code or the name of the agency that decided")
	}
	if len(a.Items) == 0 {
		faults.Add(at.items(), "", "empty; expected at least one procedure")
	}
	if len(a.Items) > MaxItems {
		faults.Add(at.items(), "", "%d procedures; expected at most %d", len(a.Items), MaxItems)
	}
	for i := range a.Items {
		checkItem(&a.Items[i], at, faults)
	}
}

func checkItem(item *motcua.AnnouncementItem, at places, faults *motcua.Faults) {
	add := func(field, format string, args ...any) { faults.Add(at.item(item, field), item.Code, format, args...) }
	if _, ok := motcua.ParseCode(item.Code); !ok {
		add("code", "%q; expected a digit, a point and six digits, such as 1.000894", item.Code)
	}
	if _, err := item.Kind.MarshalText(); err != nil {
		add("kind", "%q; expected NEW, AMENDED, REPLACED or REPEALED", item.Kind)
		return
	}
	if item.Kind != motcua.DecisionNew && len(item.By) == 0 {
		add("by", "missing; expected the legal document by which the procedure is amended, replaced or abolished (Decree 63/2010/NĐ-CP Art. 15)")
	}
	if item.Kind != motcua.DecisionReplaced && len(item.ReplacedBy) > 0 {
		add("replacedBy", "only a replaced procedure has successors; expected the kind REPLACED")
	}
	switch item.Kind {
	case motcua.DecisionNew:
		if item.Content.Kind == "" {
			item.Content.Kind = motcua.KindStandard
		}
	case motcua.DecisionAmended:
		if len(item.Given) == 0 {
			add("kind", "no part is given; expected the parts that the decision amends")
		}
	case motcua.DecisionReplaced:
		if len(item.ReplacedBy) == 0 {
			add("replacedBy", "missing; expected the codes of the procedures that come in its place")
		}
		checkEnds(item, add)
	case motcua.DecisionRepealed:
		checkEnds(item, add)
	}
}

// checkEnds is for a procedure of which nothing is said but that it ends.
func checkEnds(item *motcua.AnnouncementItem, add func(field, format string, args ...any)) {
	if strings.TrimSpace(item.Content.Name) == "" {
		add("name", "missing; expected the procedure's name beside its code (Decree 63/2010/NĐ-CP Art. 15)")
	}
	for _, given := range item.Given {
		if given != "name" {
			add(given, "a procedure that ends has no parts; expected only its name")
		}
	}
}

// places says how a form names where something stands.
type places interface {
	decision(field string) string
	items() string
	item(item *motcua.AnnouncementItem, field string) string
}
