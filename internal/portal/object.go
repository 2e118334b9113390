package portal

import (
	"fmt"
	"iter"

	"motcua"
)

// object is a JSON object of the record. One that is absent, or null, has no
// fields. Reading a field marks it as known; what nobody reads is reported.
type object struct {
	p  *parse
	at int32
}

const absent int32 = -1

func (o object) exists() bool { return o.at != absent }

// member finds a field of whatever kind.
func (o object) member(key string) int32 {
	if !o.exists() {
		return absent
	}
	nodes := o.p.nodes
	end := nodes[o.at].end
	for i := o.at + 1; i < end; i = nodes[i].end {
		if nodes[i].key == key {
			nodes[i].read = true
			return i
		}
	}
	return absent
}

// field finds a field of one kind; null counts as absent.
func (o object) field(key string, want kind) int32 {
	at := o.member(key)
	if at == absent || o.p.nodes[at].kind == kindNull {
		return absent
	}
	if o.p.nodes[at].kind != want {
		o.p.wrongKind(at, want)
		return absent
	}
	return at
}

func (p *parse) wrongKind(at int32, want kind) {
	p.refuse(p.path(at), p.raw(at), fmt.Sprintf("expected %v, got %v", want, p.nodes[at].kind))
}

// path names a field, there or not.
func (o object) path(key string) string {
	if !o.exists() {
		return key
	}
	return join(o.p.tree.path(o.at), key)
}

func (o object) object(key string) object { return object{o.p, o.field(key, kindObject)} }

// text gives a text as published, "" where there is none.
func (o object) text(key string) string {
	at := o.field(key, kindString)
	if at == absent {
		return ""
	}
	return o.p.nodes[at].text
}

// optional gives a text as published, nil where it is empty.
func (o object) optional(key string) *string {
	if s := o.text(key); s != "" {
		return &s
	}
	return nil
}

func (o object) flag(key string) bool {
	f := o.optionalFlag(key)
	return f != nil && *f
}

func (o object) optionalFlag(key string) *bool {
	at := o.field(key, kindBool)
	if at == absent {
		return nil
	}
	return new(o.p.nodes[at].text == "true")
}

// id gives a UUID, "" where there is none.
func (o object) id(key string) motcua.ID {
	s := o.text(key)
	if s == "" {
		return ""
	}
	id, err := motcua.ParseID(s)
	if err != nil {
		o.p.refuse(o.path(key), s, err.Error())
	}
	return id
}

// requiredID gives a UUID that must be there.
func (o object) requiredID(key string) motcua.ID {
	id := o.id(key)
	if id == "" {
		o.p.refuse(o.path(key), "", "no id; expected a UUID")
	}
	return id
}

// items gives the members of an array, each of one kind.
func (o object) items(key string, want kind) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		list := o.field(key, kindArray)
		if list == absent {
			return
		}
		nodes := o.p.nodes
		for i := list + 1; i < nodes[list].end; i = nodes[i].end {
			if nodes[i].kind != want {
				o.p.wrongKind(i, want)
				return
			}
			if !yield(i) {
				return
			}
		}
	}
}

// objects gives the objects of an array.
func (o object) objects(key string) iter.Seq[object] {
	return func(yield func(object) bool) {
		for at := range o.items(key, kindObject) {
			if !yield(object{o.p, at}) {
				return
			}
		}
	}
}
