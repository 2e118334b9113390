package search

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"motcua"
	"motcua/search/columns"
	"motcua/search/vi"
)

// The worth of a completion, the smaller the better. What people need first is
// the plain procedure of their commune that holds today; so where the typed
// words stand in a name counts for no more than some words of its length.
const (
	worthLater   = 12  // the name holds what is typed, but does not begin with it
	worthApart   = 60  // the name holds the typed words apart
	worthAlias   = 20  // it is meant by an alias of what is typed
	worthDoubt   = 40  // on top of that, for an alias that is no full synonym
	worthExpired = 400 // it holds no more, or not yet
	worthWord    = 2   // each word of the name: special cases have long names
)

// maxWorth is above all that a completion can be worth.
const maxWorth = 1 << 10

// shortlist collects the documents that complete what is typed. It goes through
// all signatures for each reading, and looks at the names of those that fit:
// some thousand short texts in memory, which takes less time than putting
// together what an index says of each word.
type shortlist struct {
	view     *view
	day      int32
	readings []reading
	found    []candidate // one document perhaps several times
}

// candidate is a document that may complete a reading. It is worth least at
// first and told exactly when its turn comes: at the first letters nearly all
// names are candidates, of which few are shown.
type candidate struct {
	least   uint16
	reading int16 // byCode: none, its code is what was typed
	ordinal uint32
}

const byCode = -1

// add takes in what may complete a reading by its name.
func (l *shortlist) add(r reading) {
	wanted := signatureOfTyped(r.typed)
	for o := range l.view.signatures {
		if l.view.signatures[o].holds(&wanted) {
			l.note(o, len(l.readings), int(l.view.plain[o])+r.penalty)
		}
	}
	l.readings = append(l.readings, r)
}

func (l *shortlist) note(ordinal, reading, least int) {
	l.found = append(l.found, candidate{uint16(min(least, maxWorth-1)), int16(reading), uint32(ordinal)})
}

// worth says what a candidate is worth, if it completes its reading.
func (l *shortlist) worth(c candidate) (worth int, ok bool) {
	if c.reading == byCode {
		return int(c.least), true
	}
	card := l.view.cards[c.ordinal]
	if card == nil {
		return 0, false
	}
	r := l.readings[c.reading]
	worth, ok = card.worth(r.typed, l.day)
	return min(worth+r.penalty, maxWorth-1), ok
}

// addCodes takes in what completes the beginning of a code, from its first
// digits behind the point on.
func (l *shortlist) addCodes(t typed) {
	const enough = len("1.00")
	code := codeValue(strings.TrimSpace(t.text))
	if len(code) < enough || code[1] != '.' || code[0] < '0' || code[0] > '9' {
		return
	}
	replaced := false
	for o, c := range l.view.cards {
		if c != nil && c.shown.On(l.day) == columns.InForce && c.replacing(motcua.Date(l.day), code) != "" {
			l.note(o, byCode, 0)
			replaced = true
		}
	}
	for o, c := range l.view.cards {
		if c == nil || !strings.HasPrefix(codeValue(c.code), code) || c.shown.On(l.day) != columns.InForce {
			continue
		}
		// What was replaced gives way to its successor.
		if !replaced || codeValue(c.code) != code {
			l.note(o, byCode, 0)
		}
	}
}

// best gives the completions of most worth. Copies of one name are one.
func (l *shortlist) best(first int) (out []motcua.Suggestion) {
	var settled [maxWorth][]uint32 // ordinals by worth
	seen := map[string]bool{}
	for worth, candidates := range l.byLeast() {
		for _, c := range candidates {
			if exact, ok := l.worth(c); ok {
				settled[exact] = append(settled[exact], c.ordinal)
			}
		}
		equals := settled[worth] // all of them: what follows is worth less
		slices.SortFunc(equals, l.view.byName)
		for _, o := range equals {
			c := l.view.cards[o]
			name := strings.TrimPrefix(c.line, namePrefix)
			if seen[name] || c.copies != "" && seen[c.copies] {
				continue
			}
			seen[name], seen[c.copies] = true, true
			id := c.procedure()
			out = append(out, motcua.Suggestion{
				Text: strings.TrimSpace(c.name), Kind: motcua.SuggestionProcedure, Procedure: &id, Code: &c.code})
			if len(out) == first {
				return out
			}
		}
	}
	return out
}

// byLeast iterates over all worths with the candidates that have it at least,
// the best first. There are thousands of few worths: they are counted into
// place rather than sorted.
func (l *shortlist) byLeast() iter.Seq2[int, []candidate] {
	return func(yield func(int, []candidate) bool) {
		var ends [maxWorth + 1]int
		for _, c := range l.found {
			ends[c.least+1]++
		}
		for worth := range maxWorth {
			ends[worth+1] += ends[worth]
		}
		next := ends
		sorted := make([]candidate, len(l.found))
		for _, c := range l.found {
			sorted[next[c.least]] = c
			next[c.least]++
		}
		for worth := range maxWorth {
			if !yield(worth, sorted[ends[worth]:ends[worth+1]]) {
				return
			}
		}
	}
}

// byName orders candidates of equal worth, so that the order is the same after
// a rebuild.
func (v *view) byName(a, b uint32) int {
	x, y := v.cards[a], v.cards[b]
	return cmp.Or(strings.Compare(x.line, y.line), strings.Compare(x.key, y.key))
}

// plain is what a document is worth at least, whatever is typed.
func (c *card) plain() int { return int(c.need) + worthWord*len(c.words) }

// worth says how well a name completes what is typed, if it does.
func (c *card) worth(t typed, day int32) (worth int, ok bool) {
	if c.shown.On(day) != columns.InForce {
		return 0, false
	}
	at := strings.Index(c.line, t.line)
	switch {
	case at == 0, at == len(namePrefix) && strings.HasPrefix(c.line, namePrefix):
	case at > 0:
		worth = worthLater
	case len(t.words) > 1 && holdsAll(c.line, t.words):
		worth = worthApart
	default:
		return 0, false
	}
	worth += c.plain()
	if c.legal.On(day) != columns.InForce {
		worth += worthExpired
	}
	return worth, true
}

// holdsAll says whether a line holds all the words, the last of which may be
// the beginning of one.
func holdsAll(line string, words []string) bool {
	last := len(words) - 1
	if !strings.Contains(line, words[last]) {
		return false
	}
	for _, word := range words[:last] {
		if !holds(line, word) {
			return false
		}
	}
	return true
}

func holds(line, word string) bool {
	for {
		at := strings.Index(line, word)
		if at < 0 {
			return false
		}
		line = line[at+len(word):]
		if line == "" || line[0] == vi.BigramSep {
			return true
		}
	}
}

// namePrefix begins a third of the names and tells nothing.
const namePrefix = " thu tuc"

// The parts of need, which a procedure's content tells.
const (
	needAboveCommune  = 10 // communes are where most people go
	needAboveProvince = 10 // on top: ministries are where few do
	needOneProvince   = 8  // announced by one province, for its own people
	needNoCitizen     = 8  // not for people as such
	needInternal      = 60 // within administration
	needFewPlaces     = 4  // performed by one body in the country
)

// needOf says how few people need a procedure, the less the more.
func needOf(row *columns.Row, labels []sharedLabel) uint8 {
	need := 0
	levels := row.Values[dimLevel]
	if !slices.Contains(levels, string(motcua.LevelCommune)) {
		need += needAboveCommune
		if !slices.Contains(levels, string(motcua.LevelProvince)) {
			need += needAboveProvince
		}
	}
	for _, kind := range row.Values[dimKind] {
		switch motcua.Kind(kind) {
		case motcua.KindSpecific:
			need += needOneProvince
		case motcua.KindStandardInternal, motcua.KindInterconnectedInternal:
			need += needInternal
		}
	}
	if !slices.ContainsFunc(labels, func(l sharedLabel) bool { return l.Value().citizens() }) {
		need += needNoCitizen
	}
	if len(row.Values[dimExecutedBy]) == 1 && need > needAboveCommune {
		need += needFewPlaces
	}
	return uint8(need)
}

// citizens says whether a label is an audience of people as such.
func (l label) citizens() bool {
	if l.Dim != dimAudience {
		return false
	}
	name := lineOf(l.Name)
	return strings.Contains(name, " cong dan") || strings.Contains(name, " ca nhan")
}
