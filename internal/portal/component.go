package portal

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"motcua"
)

func (p *parse) cases(o object) []motcua.Case {
	var out []motcua.Case
	for c := range o.objects("executionCases") {
		one := motcua.Case{Name: c.optional("name")}
		if one.Name != nil {
			one.Purpose = purpose(*one.Name)
		}
		for component := range c.objects("profileComponents") {
			one.Components = append(one.Components, p.component(component))
		}
		out = append(out, one)
	}
	return out
}

func (p *parse) component(o object) motcua.Component {
	c := motcua.Component{
		ID:               o.id("profileComponentId"),
		Code:             o.optional("code"),
		Name:             o.text("name"),
		Originals:        o.count("originalQty"),
		Copies:           o.count("copyQty"),
		Required:         o.flag("required"),
		ElectronicForm:   o.flag("hasElectronicForm"),
		ProcessingResult: o.optionalFlag("isProcessingResult"),
		Forms:            p.attachments(o, nil),
	}
	c.Forms = p.attachments(p.catalogueData(o), c.Forms)
	c.Kind = componentKind(&c)
	switch {
	case strings.TrimSpace(c.Name) == "":
		p.doubt(motcua.DoubtReferenceUnresolved, o.path("name"), string(c.ID), "the component has no name: its record is missing")
	case c.Kind == motcua.ComponentHeading:
		p.doubt(motcua.DoubtHeadingAmongComponents, o.path("name"), c.Name, "quantity 0: a heading")
	case c.Kind == motcua.ComponentNote:
		p.doubt(motcua.DoubtHeadingAmongComponents, o.path("name"), c.Name, "quantity 0: a note")
	}
	return c
}

// catalogueData is the copy of the component's entry in the portal's
// catalogue, which few components carry. Its forms count; the rest repeats the
// component or is about the entry.
func (p *parse) catalogueData(o object) object {
	entry := o.object("detail")
	for _, key := range []string{"state", "order", "createdAt", "deletedAt", "updatedAt", "departmentId"} {
		entry.member(key)
	}
	if entry.exists() {
		p.sameText(entry, "id", o.text("profileComponentId"))
		p.sameText(entry, "name", o.text("name"))
		p.sameText(entry, "code", o.text("code"))
	}
	data := entry.object("data")
	sort := data.object("typeDocument")
	sort.member("id")
	sort.member("name")
	return data
}

// attachments appends the forms that are not there yet.
func (p *parse) attachments(o object, to []motcua.Attachment) []motcua.Attachment {
	have := len(to)
	for a := range o.objects("attachments") {
		form := motcua.Attachment{ID: a.id("id"), Name: a.text("fileName"), Path: a.text("filePath")}
		if bucket := a.text("bucketName"); bucket != "" {
			form.Path = bucket + "/" + form.Path
		}
		if !slices.Contains(to[:have], form) {
			to = append(to, form)
		}
	}
	return to
}

// headingRunes is the length up to which an entry that begins like a heading
// is one; the longer ones are rules with a number before them.
const headingRunes = 80

var headingStart = regexp.MustCompile(`^(\*|\d|[IVX]+[.)])`)

// componentKind tells papers from headings and notes. An entry of which
// neither an original nor a copy is asked for, and that has no form, is no
// paper.
func componentKind(c *motcua.Component) motcua.ComponentKind {
	name := strings.TrimSpace(c.Name)
	switch {
	case c.Originals > 0 || c.Copies > 0 || len(c.Forms) > 0:
		return motcua.ComponentPaper
	case strings.HasSuffix(name, ":"):
		return motcua.ComponentHeading
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, ";"):
		return motcua.ComponentNote
	case headingStart.MatchString(name) && utf8.RuneCountInString(name) <= headingRunes:
		return motcua.ComponentHeading
	}
	return motcua.ComponentNote
}
