package motcua

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
)

// CompareContents gives what differs between two contents, so that
// [ContentChanges.Apply] makes b of a. Elements of lists are told as the same
// one by their ids, codes or names, and else by what comes nearest.
func CompareContents(a, b *Content) (ContentChanges, error) {
	// Steps are compared with their numbers where either side needs them.
	withNumbers := !numberedInTurn(a.Steps) || !numberedInTurn(b.Steps)
	ta, err := contentTree(a, withNumbers)
	if err != nil {
		return nil, fmt.Errorf("compare %q: %w", a.Code, err)
	}
	tb, err := contentTree(b, withNumbers)
	if err != nil {
		return nil, fmt.Errorf("compare %q: %w", b.Code, err)
	}
	c := comparison{}
	c.objects(nil, PartText, ChangeSubject{}, ta, tb)
	return c.changes, nil
}

type comparison struct{ changes ContentChanges }

// whole are the fields whose value is told as one: a limit of time is its
// number with its unit, a decision its number with its day.
var whole = []string{"timeLimit", "decision", "sector", "promulgatedBy", "attachment"}

// objects compares two objects field by field, in the order of contentFields
// and then of the alphabet.
func (c *comparison) objects(path ContentPath, part ContentPart, about ChangeSubject, a, b map[string]any) {
	keys := map[string]bool{}
	for key := range a {
		keys[key] = true
	}
	for key := range b {
		keys[key] = true
	}
	for _, f := range contentFields {
		if keys[f.key] {
			within := part
			if len(path) == 0 || f.part == PartTimeLimit || f.part == PartFee {
				within = f.part
			}
			c.field(path.key(f.key), within, about, a[f.key], b[f.key])
			delete(keys, f.key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		c.field(path.key(key), part, about, a[key], b[key])
	}
}

func (c *comparison) field(path ContentPath, part ContentPart, about ChangeSubject, a, b any) {
	la, isA := a.([]any)
	lb, isB := b.([]any)
	oa, objectA := a.(map[string]any)
	ob, objectB := b.(map[string]any)
	switch {
	case isA || isB:
		c.lists(path, part, about, la, lb)
	case objectA && objectB && !slices.Contains(whole, path.field()):
		c.objects(path, part, about, oa, ob)
	default:
		c.values(path, part, about, a, b)
	}
}

func (c *comparison) values(path ContentPath, part ContentPart, about ChangeSubject, a, b any) {
	change := ContentChange{Kind: ChangeChanged, Part: part, Path: path, About: about}
	if a != nil {
		change.Before = encodeTree(a)
	} else {
		change.Kind = ChangeAdded
	}
	if b != nil {
		change.After = encodeTree(b)
	} else {
		change.Kind = ChangeRemoved
	}
	if !bytes.Equal(change.Before, change.After) {
		c.changes = append(c.changes, change)
	}
}

func (c *comparison) lists(path ContentPath, part ContentPart, about ChangeSubject, a, b []any) {
	m := matchElements(path.field(), a, b)
	stays := m.staying()
	element := func(kind ChangeKind, from, to int) {
		change := ContentChange{Kind: kind, Part: part, Path: path, About: about}
		if from >= 0 {
			change.From, change.Before = &from, encodeTree(a[from])
			change.About = about.within(path.field(), a[from])
		}
		if to >= 0 {
			change.To, change.After = &to, encodeTree(b[to])
			change.About = about.within(path.field(), b[to])
		}
		c.changes = append(c.changes, change)
	}
	for i := range a {
		j := m.to[i]
		switch {
		case j < 0:
			element(ChangeRemoved, i, -1)
			continue
		case m.replaced[i]:
			element(ChangeReplaced, i, j)
		default:
			c.elements(path.element(i), part, about.within(path.field(), b[j]), a[i], b[j])
		}
		if !stays[i] {
			element(ChangeMoved, i, j)
		}
	}
	for j := range b {
		if m.from[j] < 0 {
			element(ChangeAdded, -1, j)
		}
	}
}

// elements compares two elements that are the same one.
func (c *comparison) elements(path ContentPath, part ContentPart, about ChangeSubject, a, b any) {
	oa, isA := a.(map[string]any)
	ob, isB := b.(map[string]any)
	if isA && isB {
		c.objects(path, part, about, oa, ob)
	}
}

// within tells the subject of what an element of a list holds.
func (s ChangeSubject) within(list string, element any) ChangeSubject {
	object, ok := element.(map[string]any)
	if !ok {
		return s
	}
	text := func(key string) string {
		v, _ := object[key].(string)
		return v
	}
	switch list {
	case "methods":
		channel := Channel(text("channel"))
		s.Channel = &channel
	case "fees":
		kind := FeeKind(text("kind"))
		s.FeeKind, s.Currency = &kind, text("currency")
	case "steps":
		s.Name = text("title")
	case "legalBases":
		s.Name = text("number")
	case "forms":
		// What a form belongs to says more than its file's name.
	default:
		if name := text("name"); name != "" {
			s.Name = name
		}
	}
	return s
}
