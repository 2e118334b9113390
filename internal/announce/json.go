package announce

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"motcua"
)

// document is the JSON form. Each procedure is read by itself, because what is
// given of it counts and not only what it says.
type document struct {
	Schema     string            `json:"$schema"`
	Decision   decisionForm      `json:"decision"`
	Procedures []json.RawMessage `json:"procedures"`
}

type decisionForm struct {
	Number        *string       `json:"number"`
	Date          *motcua.Date  `json:"date"`
	Agency        motcua.Agency `json:"agency"`
	Title         *string       `json:"title"`
	EffectiveFrom *motcua.Date  `json:"effectiveFrom"`
	BasedOn       *basedOnForm  `json:"basedOn"`
}

type basedOnForm struct {
	Number *string       `json:"number"`
	Date   *motcua.Date  `json:"date"`
	Agency motcua.Agency `json:"agency"`
}

// itemForm is what stands beside the parts of a content.
type itemForm struct {
	Kind          motcua.DecisionKind `json:"kind"`
	ID            *motcua.ID          `json:"id"`
	Code          string              `json:"code"`
	EffectiveFrom *motcua.Date        `json:"effectiveFrom"`
	ReplacedBy    []string            `json:"replacedBy"`
	By            []motcua.LegalBasis `json:"by"`
}

var itemFields = []string{"kind", "id", "code", "effectiveFrom", "replacedBy", "by"}

// ParseJSON reads the JSON form. The error is a [motcua.Faults].
func ParseJSON(doc []byte) (*motcua.Announcement, error) {
	var faults motcua.Faults
	if len(doc) > MaxBytes {
		faults.Add("$", "", "%d bytes; expected at most %d", len(doc), MaxBytes)
		return nil, faults
	}
	doc = bytes.TrimPrefix(doc, []byte("\xef\xbb\xbf"))
	if !json.Valid(doc) {
		var v any
		faults.Add("$", "", "not JSON: %v", json.Unmarshal(doc, &v))
		return nil, faults
	}
	var form document
	decode(doc, &form, "", nil, &faults)
	a := &motcua.Announcement{
		Decision:  motcua.Decision{Number: form.Decision.Number, Date: form.Decision.Date, Agency: form.Decision.Agency, Title: form.Decision.Title},
		Effective: form.Decision.EffectiveFrom,
	}
	if b := form.Decision.BasedOn; b != nil {
		a.BasedOn = &motcua.Decision{Number: b.Number, Date: b.Date, Agency: b.Agency}
		if b.Number == nil || b.Date == nil {
			faults.Add("decision.basedOn", "", "expected the number and the date of the decision that is announced again")
		}
	}
	for i, raw := range form.Procedures {
		a.Items = append(a.Items, parseItem(raw, fmt.Sprintf("procedures[%d]", i), &faults))
	}
	check(a, jsonPlaces{}, &faults)
	return a, faults.Err()
}

func parseItem(raw json.RawMessage, path string, faults *motcua.Faults) motcua.AnnouncementItem {
	item := motcua.AnnouncementItem{Path: path, Raw: compact(raw)}
	fields, ok := object(raw, path, faults)
	if !ok {
		return item
	}
	var own itemForm
	decodeFields(fields, &own, path, itemFields, faults)
	item.Kind, item.ID, item.Code, item.Effective = own.Kind, own.ID, own.Code, own.EffectiveFrom
	item.ReplacedBy, item.By = own.ReplacedBy, own.By
	allowed := motcua.ContentFields()
	for name := range fields {
		switch {
		case slices.Contains(itemFields, name):
		case name == typeField:
			item.Given = append(item.Given, kindField)
		case slices.Contains(allowed, name) && name != kindField:
			item.Given = append(item.Given, name)
		default:
			faults.Add(path+"."+name, own.Code, "unknown field; expected one of the schema's")
		}
	}
	slices.Sort(item.Given)
	if kind, ok := fields[typeField]; ok {
		decode(kind, &item.Content.Kind, path+"."+typeField, nil, faults)
	}
	decodeFields(fields, &item.Content, path, without(item.Given, kindField), faults)
	finishContent(&item.Content)
	return item
}

// The kind of a procedure is its type in this form, whose kind is what the
// decision does.
const (
	typeField = "type"
	kindField = "kind"
)

// finishContent fills in what the form lets people leave out: the numbers of
// steps, and that a component with a quantity is a paper.
func finishContent(c *motcua.Content) {
	for i := range c.Steps {
		c.Steps[i].Number = i + 1
	}
	for i := range c.Cases {
		for k := range c.Cases[i].Components {
			one := &c.Cases[i].Components[k]
			switch {
			case one.Kind != "":
			case one.Originals+one.Copies > 0:
				one.Kind = motcua.ComponentPaper
			default:
				one.Kind = motcua.ComponentNote
			}
		}
	}
}

func compact(raw []byte) []byte {
	var out bytes.Buffer
	if err := json.Compact(&out, raw); err != nil {
		return raw // it was valid before
	}
	return out.Bytes()
}

type jsonPlaces struct{}

func (jsonPlaces) decision(field string) string { return "decision." + field }
func (jsonPlaces) items() string                { return "procedures" }
func (jsonPlaces) item(item *motcua.AnnouncementItem, field string) string {
	return item.Path + "." + field
}

// without is never nil, which would mean every field.
func without(names []string, one string) []string {
	out := []string{}
	for _, name := range names {
		if name != one {
			out = append(out, name)
		}
	}
	return out
}
