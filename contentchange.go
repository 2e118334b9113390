package motcua

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// ContentChange is one difference between two contents. The changes of a
// comparison together turn the first content into the second.
type ContentChange struct {
	Kind ChangeKind
	Part ContentPart
	// Path leads to the field, or to the list of an element. Its indexes count
	// in the first content.
	Path ContentPath
	// From and To are the places of a list's element in the first and in the
	// second content, from 0; nil where the change is one of a field.
	From, To *int
	// Before and After are what stood there and stands there now, JSON as in
	// the stored content; nil is nothing.
	Before, After json.RawMessage

	// About says of what the field is one.
	About ChangeSubject
}

// ChangeSubject names what a change is about, as far as it stands within
// something that has a name.
type ChangeSubject struct {
	Name     string   // of the component, step, agency …
	Channel  *Channel // of the method
	FeeKind  *FeeKind
	Currency string // of the fee
}

// ContentChanges is what differs between two contents, in the order in which
// people read them: the name first, the small print last.
type ContentChanges []ContentChange

// ChangeKind says what happened to a field or to the element of a list.
type ChangeKind string

// The values of ChangeKind.
const (
	ChangeAdded    ChangeKind = "ADDED"
	ChangeRemoved  ChangeKind = "REMOVED"
	ChangeChanged  ChangeKind = "CHANGED"
	ChangeReplaced ChangeKind = "REPLACED" // another one stands in its place
	ChangeMoved    ChangeKind = "MOVED"    // elsewhere in its list, perhaps changed too
)

var changeKinds = &enum[ChangeKind]{"ChangeKind", []enumValue[ChangeKind]{
	{ChangeAdded, "thêm"},
	{ChangeRemoved, "bỏ"},
	{ChangeChanged, "sửa"},
	{ChangeReplaced, "thay"},
	{ChangeMoved, "chuyển vị trí"},
}}

// ChangeKinds lists the values in their order.
func ChangeKinds() []ChangeKind { return changeKinds.list() }

// Label is the Vietnamese term.
func (k ChangeKind) Label() string { return changeKinds.label(k) }

// MarshalText fails on an unknown value.
func (k ChangeKind) MarshalText() ([]byte, error) { return changeKinds.marshal(k) }

// UnmarshalText fails on an unknown value.
func (k *ChangeKind) UnmarshalText(b []byte) error { return changeKinds.unmarshal(b, k) }

// MarshalGQLContext writes the GraphQL enum.
func (k ChangeKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return changeKinds.write(w, k)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (k *ChangeKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return changeKinds.read(v, k)
}

// ChangeTrend says whether a number rose or fell.
type ChangeTrend string

// The values of ChangeTrend.
const (
	TrendIncreased ChangeTrend = "INCREASED"
	TrendDecreased ChangeTrend = "DECREASED"
)

var changeTrends = &enum[ChangeTrend]{"ChangeTrend", []enumValue[ChangeTrend]{
	{TrendIncreased, "tăng"},
	{TrendDecreased, "giảm"},
}}

// ChangeTrends lists the values in their order.
func ChangeTrends() []ChangeTrend { return changeTrends.list() }

// Label is the Vietnamese term.
func (t ChangeTrend) Label() string { return changeTrends.label(t) }

// MarshalText fails on an unknown value.
func (t ChangeTrend) MarshalText() ([]byte, error) { return changeTrends.marshal(t) }

// UnmarshalText fails on an unknown value.
func (t *ChangeTrend) UnmarshalText(b []byte) error { return changeTrends.unmarshal(b, t) }

// MarshalGQLContext writes the GraphQL enum.
func (t ChangeTrend) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return changeTrends.write(w, t)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (t *ChangeTrend) UnmarshalGQLContext(_ context.Context, v any) error {
	return changeTrends.read(v, t)
}

// ContentPath leads into the stored form of a content.
type ContentPath []PathStep

// PathStep is a field, and the element of it where it is a list.
type PathStep struct {
	Key   string
	Index int // -1: the list as a whole, or no list
}

// String gives cases[0].components[3].name.
func (p ContentPath) String() string {
	var out strings.Builder
	for i, s := range p {
		if i > 0 {
			out.WriteByte('.')
		}
		out.WriteString(s.Key)
		if s.Index >= 0 {
			out.WriteString("[" + strconv.Itoa(s.Index) + "]")
		}
	}
	return out.String()
}

// field is the name of the field that the path ends in.
func (p ContentPath) field() string { return p[len(p)-1].Key }

// key adds a field to the path.
func (p ContentPath) key(key string) ContentPath {
	return append(p[:len(p):len(p)], PathStep{key, -1})
}

// element gives the path to an element of the list that the path ends in.
func (p ContentPath) element(i int) ContentPath {
	out := append(p[:0:0], p...)
	out[len(out)-1].Index = i
	return out
}

// Reading and writing the stored form as a tree of maps, lists and scalars.

// numbered is the field of a step that only repeats its place. Where it does
// so in every step it is left out of the tree: a step put in between would
// otherwise change all that follow.
const numbered = "number"

func contentTree(c *Content, withNumbers bool) (map[string]any, error) {
	doc, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := decodeTree(doc, &tree); err != nil {
		return nil, err
	}
	if withNumbers || !numberedInTurn(c.Steps) {
		return tree, nil
	}
	steps, _ := tree["steps"].([]any)
	for _, s := range steps {
		delete(s.(map[string]any), numbered)
	}
	return tree, nil
}

func numberedInTurn(steps []Step) bool {
	for i, s := range steps {
		if s.Number != i+1 {
			return false
		}
	}
	return true
}

func decodeTree(doc []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	return d.Decode(to)
}

func contentOf(tree map[string]any) (c Content, err error) {
	if steps, ok := tree["steps"].([]any); ok {
		for i, s := range steps {
			if step, ok := s.(map[string]any); ok {
				if _, told := step[numbered]; !told {
					step[numbered] = i + 1
				}
			}
		}
	}
	doc, err := json.Marshal(tree)
	if err == nil {
		err = json.Unmarshal(doc, &c)
	}
	return c, err
}
