package motcua

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Apply gives the content that the changes make of a: applied to the first of
// the compared contents, the second. It fails with KindConflict where a does
// not say what the changes found there.
func (cs ContentChanges) Apply(a *Content) (Content, error) {
	tree, err := contentTree(a, cs.number())
	if err != nil {
		return Content{}, err
	}
	lists := map[string]*listChanges{}
	for _, c := range cs {
		if (c.From != nil || c.To != nil) && c.Kind != ChangeReplaced {
			key := c.Path.String()
			if lists[key] == nil {
				lists[key] = &listChanges{path: c.Path}
			}
			lists[key].changes = append(lists[key].changes, c)
		} else if err := c.set(tree); err != nil {
			return Content{}, err
		}
	}
	// Inner lists first: their paths count in the order that the outer ones still have.
	for _, list := range slices.SortedFunc(maps.Values(lists), func(x, y *listChanges) int {
		return cmp.Compare(len(y.path), len(x.path))
	}) {
		if err := rearrange(tree, list.path, list.changes); err != nil {
			return Content{}, err
		}
	}
	return contentOf(tree)
}

// listChanges are those that change which elements a list has, or their order.
type listChanges struct {
	path    ContentPath
	changes []ContentChange
}

// number says whether the changes tell the steps with their numbers.
func (cs ContentChanges) number() bool {
	return slices.ContainsFunc(cs, func(c ContentChange) bool {
		if c.Path[0].Key != "steps" {
			return false
		}
		var step map[string]any
		return c.Path.field() == numbered ||
			len(c.Path) == 1 && (decodeTree(c.Before, &step) == nil || decodeTree(c.After, &step) == nil) && step[numbered] != nil
	})
}

// walk gives the object that holds the path's last field.
func (p ContentPath) walk(tree map[string]any) (map[string]any, error) {
	at := tree
	for _, s := range p[:len(p)-1] {
		next := at[s.Key]
		if s.Index >= 0 {
			list, _ := next.([]any)
			if s.Index >= len(list) {
				return nil, conflict(p, "there is no element %d", s.Index)
			}
			next = list[s.Index]
		}
		object, ok := next.(map[string]any)
		if !ok {
			return nil, conflict(p, "there is no %s", s.Key)
		}
		at = object
	}
	return at, nil
}

func conflict(p ContentPath, format string, args ...any) error {
	return &Error{Kind: KindConflict, Field: p.String(), Message: "the content is not the one that was compared: " + fmt.Sprintf(format, args...)}
}

// set writes a field, or one element where another stood.
func (c ContentChange) set(tree map[string]any) error {
	at, err := c.Path.walk(tree)
	if err != nil {
		return err
	}
	key := c.Path.field()
	if c.From == nil {
		if err := c.found(at[key], at[key] != nil); err != nil {
			return err
		}
		if c.After == nil {
			delete(at, key)
			return nil
		}
		var v any
		err = decodeTree(c.After, &v)
		at[key] = v
		return err
	}
	list, _ := at[key].([]any)
	if *c.From >= len(list) {
		return conflict(c.Path, "there is no element %d", *c.From)
	}
	if err := c.found(list[*c.From], true); err != nil {
		return err
	}
	return decodeTree(c.After, &list[*c.From])
}

// found compares what stands there with what the change expects.
func (c ContentChange) found(v any, there bool) error {
	if there != (c.Before != nil) || there && !bytes.Equal(encodeTree(v), c.Before) {
		return conflict(c.Path, "it does not say %.100s", c.Before)
	}
	return nil
}

// encodeTree writes a tree that came from JSON.
func encodeTree(v any) json.RawMessage {
	doc, err := json.Marshal(v)
	if err != nil {
		panic(err) // it was read from JSON
	}
	return doc
}

// rearrange takes elements out of a list, puts new ones in and moves others;
// those that stay keep their order and take the places left.
func rearrange(tree map[string]any, path ContentPath, changes []ContentChange) error {
	at, err := path.walk(tree)
	if err != nil {
		return err
	}
	list, _ := at[path.field()].([]any)
	size, gone := len(list), make([]bool, len(list))
	for _, c := range changes {
		switch c.Kind {
		case ChangeAdded:
			size++
		case ChangeRemoved:
			size--
		}
		if c.From != nil {
			if *c.From >= len(list) {
				return conflict(path, "there is no element %d", *c.From)
			}
			gone[*c.From] = true
		}
	}
	out, taken := make([]any, max(size, 0)), make([]bool, max(size, 0))
	for _, c := range changes {
		if c.To == nil {
			if err := c.found(list[*c.From], true); err != nil {
				return err
			}
			continue
		}
		if *c.To >= len(out) {
			return conflict(path, "there is no place %d", *c.To)
		}
		taken[*c.To] = true
		if c.From != nil {
			out[*c.To] = list[*c.From]
		} else if err := decodeTree(c.After, &out[*c.To]); err != nil {
			return err
		}
	}
	next := 0
	for i, v := range list {
		if gone[i] {
			continue
		}
		for next < len(out) && taken[next] {
			next++
		}
		if next == len(out) {
			return conflict(path, "there are more than %d elements", len(out))
		}
		out[next] = v
		next++
	}
	if len(out) == 0 {
		delete(at, path.field())
		return nil
	}
	at[path.field()] = out
	return nil
}
