package motcua

import (
	"cmp"
	"slices"
	"strings"
)

// matching says which elements of two lists are the same: to[i] is the place in
// the second list of the first's element i, from[j] the reverse; -1 is none.
type matching struct {
	to, from []int
	replaced []bool // of the first list's: another one took the place
}

// similar is how alike two texts must be to be told as one that was changed,
// not as one removed and another added: half of their words and a little more.
// Dice's coefficient over words.
const similar = 0.55

// maxNearest bounds the pairs that are compared for nearness; the real lists
// have at most 224 elements.
const maxNearest = 250 * 250

// identities are, for each list, the fields by which elements are told as the
// same, the surest first. Several fields joined by "+" count together. A list
// that is not here knows its elements by their ids, codes and names.
var identities = map[string][]string{
	"methods":       {"channel+timeLimit+text", "channel+text", "channel+timeLimit", "channel"},
	"fees":          {"kind+text", "kind+amount", "kind"},
	"steps":         {"text", "title"},
	"cases":         {"name"},
	"legalBases":    {"id", "number"},
	"returnMethods": {"mode"},
}

var usualIdentities = []string{"id", "code", "name"}

// nearestBy are the lists whose elements may be known again by their text.
var nearestBy = map[string]string{"components": "name", "steps": "text", "cases": "name", "results": "name", "forms": "name", "serviceVariants": "name"}

// inTurn are the lists whose last elements without a counterpart are told as
// changed one by one, since they have nothing to be known by.
var inTurn = []string{"cases"}

// inPlace are the lists in which another element in the same place is told as
// a replacement.
var inPlace = []string{"executing", "competent", "delegated", "coordinating"}

func matchElements(list string, a, b []any) matching {
	m := matching{to: filled(len(a)), from: filled(len(b)), replaced: make([]bool, len(a))}
	whole := func(v any) string { return string(encodeTree(v)) }
	m.byKey(a, b, whole)
	names, known := identities[list]
	if !known {
		names = usualIdentities
	}
	for _, name := range names {
		m.byKey(a, b, func(v any) string { return identity(name, v) })
	}
	if by := nearestBy[list]; by != "" {
		m.byNearness(a, b, by)
	}
	if slices.Contains(inTurn, list) {
		m.rest(func(int) {})
	}
	if slices.Contains(inPlace, list) {
		m.rest(func(i int) { m.replaced[i] = true })
	}
	return m
}

func filled(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// identity joins fields of an element; "" is none.
func identity(fields string, v any) string {
	object, ok := v.(map[string]any)
	if !ok {
		return ""
	}
	var key strings.Builder
	for field := range strings.SplitSeq(fields, "+") {
		if value := object[field]; value != nil {
			text, isText := value.(string)
			if !isText {
				text = string(encodeTree(value))
			}
			key.WriteString(strings.ToLower(strings.Join(strings.Fields(text), " ")))
		} else if !strings.Contains(fields, "+") {
			return ""
		}
		key.WriteByte(0)
	}
	return key.String()
}

func (m *matching) pair(i, j int) { m.to[i], m.from[j] = j, i }

// byKey pairs those with one key, in their order.
func (m *matching) byKey(a, b []any, key func(any) string) {
	waiting := map[string][]int{}
	for j, v := range b {
		if k := key(v); m.from[j] < 0 && k != "" {
			waiting[k] = append(waiting[k], j)
		}
	}
	for i, v := range a {
		if m.to[i] >= 0 {
			continue
		}
		if k := key(v); len(waiting[k]) > 0 {
			m.pair(i, waiting[k][0])
			waiting[k] = waiting[k][1:]
		}
	}
}

// byNearness pairs what is left by the likeness of a text, the likest first.
func (m *matching) byNearness(a, b []any, field string) {
	type near struct {
		i, j int
		like float64
	}
	left, right := m.left(), m.right()
	if len(left)*len(right) > maxNearest {
		return
	}
	bags := make(map[int]map[string]int, len(right))
	for _, j := range right {
		bags[j] = bagOf(b[j], field)
	}
	var pairs []near
	for _, i := range left {
		bag := bagOf(a[i], field)
		for _, j := range right {
			if like := dice(bag, bags[j]); like >= similar {
				pairs = append(pairs, near{i, j, like})
			}
		}
	}
	slices.SortFunc(pairs, func(x, y near) int {
		return cmp.Or(cmp.Compare(y.like, x.like), cmp.Compare(x.i, y.i), cmp.Compare(x.j, y.j))
	})
	for _, p := range pairs {
		if m.to[p.i] < 0 && m.from[p.j] < 0 {
			m.pair(p.i, p.j)
		}
	}
}

func (m *matching) left() (out []int) {
	for i, j := range m.to {
		if j < 0 {
			out = append(out, i)
		}
	}
	return out
}

func (m *matching) right() (out []int) {
	for j, i := range m.from {
		if i < 0 {
			out = append(out, j)
		}
	}
	return out
}

// rest pairs what is left in its order.
func (m *matching) rest(paired func(i int)) {
	left, right := m.left(), m.right()
	for n := range min(len(left), len(right)) {
		m.pair(left[n], right[n])
		paired(left[n])
	}
}

func bagOf(v any, field string) map[string]int {
	object, _ := v.(map[string]any)
	text, _ := object[field].(string)
	bag := map[string]int{}
	for _, w := range strings.Fields(strings.ToLower(text)) {
		bag[w]++
	}
	return bag
}

func dice(a, b map[string]int) float64 {
	all, both := 0, 0
	for w, n := range a {
		all += n
		both += min(n, b[w])
	}
	for _, n := range b {
		all += n
	}
	if all == 0 {
		return 0
	}
	return 2 * float64(both) / float64(all)
}

// staying says which paired elements of the first list keep their order: the
// longest rising sequence of places, so that as few as possible are moved.
func (m matching) staying() []bool {
	// ends[k] is the element with which a rising sequence of length k+1 ends lowest.
	var ends []int
	before := filled(len(m.to))
	for i, j := range m.to {
		if j < 0 {
			continue
		}
		k, _ := slices.BinarySearchFunc(ends, j, func(e, j int) int { return cmp.Compare(m.to[e], j) })
		if k > 0 {
			before[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, i)
		} else {
			ends[k] = i
		}
	}
	out := make([]bool, len(m.to))
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			out[i] = true
		}
	}
	return out
}
