package portal

import (
	"fmt"

	"motcua"
)

// reference is a record of a catalogue to which the procedure points.
type reference struct {
	id   motcua.ID
	code *string
	name string
	at   object
}

// references reads a list of references. The portal publishes each twice: the
// ids in one list, the records in another, where those that it could not find
// are missing or null. The order is that of the records, in which the portal
// shows them.
func (p *parse) references(o object, list, ids string) []reference {
	found := p.referenced(o, list)
	known := make(map[motcua.ID]bool, len(found.list))
	var out []reference
	for _, r := range found.list {
		if known[r.id] {
			p.doubt(motcua.DoubtReferenceRepeated, p.tree.path(r.at.at), r.name, "stands in the list before; the first is taken")
			continue
		}
		known[r.id] = true
		out = append(out, r)
	}
	missing := p.unresolved(o, ids, known)
	if found.nulls > missing {
		p.doubt(motcua.DoubtReferenceUnresolved, o.path(list), "null", fmt.Sprintf("%d records are null and no id tells which", found.nulls-missing))
	}
	return out
}

type referenceList struct {
	list  []reference
	nulls int
}

func (p *parse) referenced(o object, key string) referenceList {
	var out referenceList
	list := o.field(key, kindArray)
	if list == absent {
		return out
	}
	for i := list + 1; i < p.nodes[list].end; i = p.nodes[i].end {
		switch p.nodes[i].kind {
		case kindNull:
			out.nulls++
		case kindObject:
			r := object{p, i}
			out.list = append(out.list, reference{r.requiredID("id"), r.optional("code"), r.text("name"), r})
		default:
			p.wrongKind(i, kindObject)
		}
	}
	return out
}

// unresolved reports the ids of which the record is missing, and counts them.
func (p *parse) unresolved(o object, key string, known map[motcua.ID]bool) int {
	missing := 0
	for at := range o.items(key, kindString) {
		id, err := motcua.ParseID(p.nodes[at].text)
		if err != nil {
			p.refuse(p.tree.path(at), p.nodes[at].text, err.Error())
			break
		}
		if !known[id] {
			missing++
			p.doubt(motcua.DoubtReferenceUnresolved, p.tree.path(at), string(id), "no record of this id is published")
		}
	}
	return missing
}
