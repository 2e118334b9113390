package atom

import (
	"encoding/xml"
	"fmt"
	"html"
	"net/url"
	"strings"
	"time"

	"motcua"
)

// The elements of RFC 4287, as far as they are used.
type feed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string   `xml:"xml:lang,attr"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  person   `xml:"author"`
	Links   []link   `xml:"link"`
	Entries []entry  `xml:"entry"`
}

type person struct {
	Name string `xml:"name"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type entry struct {
	ID         string     `xml:"id"`
	Title      string     `xml:"title"`
	Published  string     `xml:"published"`
	Updated    string     `xml:"updated"`
	Author     person     `xml:"author"`
	Categories []category `xml:"category"`
	Content    content    `xml:"content"`
}

type category struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr,omitempty"`
}

type content struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

const mediaType = "application/atom+xml"

func feedOf(f motcua.AnnouncedFilter, page motcua.AnnouncedPage) feed {
	title := "Quyết định công bố thủ tục hành chính"
	for _, name := range []string{page.Agency, page.Sector} {
		if name != "" {
			title += " – " + name
		}
	}
	out := feed{
		Lang: "vi", Title: title, Author: person{"motcua"},
		// One feed for what is asked for, whatever page and address.
		ID:      urn(motcua.DeriveID("feed", f.Agency, f.Sector)),
		Updated: stamp(page.Changed),
		Links:   []link{{"self", mediaType, address(f, f.Before)}},
	}
	if f.Before != nil {
		out.Links = append(out.Links, link{"first", mediaType, address(f, nil)})
	}
	if n := len(page.Decisions); page.HasMore && n > 0 {
		last := page.Decisions[n-1]
		out.Links = append(out.Links, link{"next", mediaType, address(f, &motcua.AnnouncedMark{Updated: last.Updated, ID: last.ID})})
	}
	for _, d := range page.Decisions {
		out.Entries = append(out.Entries, entryOf(d))
	}
	return out
}

func address(f motcua.AnnouncedFilter, before *motcua.AnnouncedMark) string {
	q := url.Values{}
	for name, value := range map[string]string{"agency": f.Agency, "sector": f.Sector} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if before != nil {
		q.Set("before", markText(*before))
	}
	if len(q) == 0 {
		return Path
	}
	return Path + "?" + q.Encode()
}

func urn(id motcua.ID) string { return "urn:uuid:" + string(id) }

func stamp(t time.Time) string { return t.In(motcua.Zone).Format(time.RFC3339Nano) }

func entryOf(d motcua.AnnouncedDecision) entry {
	e := entry{
		ID: urn(d.ID), Title: entryTitle(d), Published: stamp(d.Published), Updated: stamp(d.Updated),
		Author: person{d.Agency.Name}, Content: content{"html", entryText(d)},
	}
	seen := map[motcua.DecisionKind]bool{}
	for _, item := range d.Items {
		if item.Kind != nil && !seen[*item.Kind] {
			seen[*item.Kind] = true
			e.Categories = append(e.Categories, category{string(*item.Kind), item.Kind.Label()})
		}
	}
	return e
}

func entryTitle(d motcua.AnnouncedDecision) string {
	title := "Quyết định"
	if d.Number != nil {
		title += " " + strings.TrimSpace(*d.Number)
	} else {
		title += " không số"
	}
	if d.Date != nil {
		title += fmt.Sprintf(" ngày %s", dayText(*d.Date))
	}
	return fmt.Sprintf("%s của %s: %d thủ tục", title, d.Agency.Name, d.Total)
}

// entryText is HTML, which the encoder escapes once more as RFC 4287 asks.
func entryText(d motcua.AnnouncedDecision) string {
	var text strings.Builder
	if d.Title != nil {
		fmt.Fprintf(&text, "<p>%s</p>", html.EscapeString(*d.Title))
	}
	text.WriteString("<ul>")
	for _, item := range d.Items {
		fmt.Fprintf(&text, "<li>%s %s", html.EscapeString(item.Code), html.EscapeString(item.Name))
		if item.Kind != nil {
			fmt.Fprintf(&text, " (%s)", item.Kind.Label())
		}
		if item.From != nil {
			fmt.Fprintf(&text, ", từ ngày %s", dayText(*item.From))
		}
		text.WriteString("</li>")
	}
	if more := d.Total - len(d.Items); more > 0 {
		fmt.Fprintf(&text, "<li>và %d thủ tục khác</li>", more)
	}
	text.WriteString("</ul>")
	return text.String()
}

func dayText(d motcua.Date) string { return d.Start().Format("02/01/2006") }
