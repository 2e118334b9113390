package search

import (
	"cmp"
	"slices"
	"strings"

	"motcua"
	"motcua/search/columns"
	"motcua/search/vi"
)

// Provinces announce procedures of their own that say the same for each: the
// lists of a land registry exist a dozen times. A search shows such copies as
// one result. Copies have one name, one kind and the same levels, and are
// announced by different provinces. Marks, capitals, punctuation and a leading
// "thủ tục" do not tell names apart, nor does the name of the province itself.
//
// All else is left alone. What a ministry announces is never a copy: two
// ministries mean different things by one name, and the national procedure
// differs in kind from what provinces made of it. Where one province has two
// procedures that agree in all of this, it means two things by them, so none of
// its own are taken for copies.

// setCopies notes of whom a document may be a copy.
func (c *card) setCopies(row *columns.Row) {
	place, ok := c.province()
	if !ok {
		return
	}
	c.root, c.copies = intern(provinceRoot(place.Code)), intern(copyKey(c.words, place.Name, row))
}

// copyKey is equal for copies, whatever their provinces; "" for a name that
// says nothing but the place.
func copyKey(name []word, agency string, row *columns.Row) string {
	var key []byte
	for _, w := range withoutPlace(withoutPrefix(name), agency) {
		key = append(append(key, w.folded...), vi.BigramSep)
	}
	if len(key) == 0 {
		return ""
	}
	for _, dim := range []int{dimKind, dimLevel} {
		key = append(append(key, '|'), strings.Join(row.Values[dim], ",")...)
	}
	return string(key)
}

// province is who announced a procedure, if that is a province or a part of one.
func (c *card) province() (label, bool) {
	for _, l := range c.labels {
		if l := l.Value(); l.Dim == dimPromulgatedBy {
			return l, provinceRoot(l.Code) != ""
		}
	}
	return label{}, false
}

// provinceRoot is the code of the province within an agency's code: provinces
// have those with H.
func provinceRoot(code string) string {
	c, ok := motcua.ParseAgencyCode(code)
	if !ok || c.Root[0] != 'H' {
		return ""
	}
	return c.Root
}

func withoutPrefix(words []word) []word {
	if len(words) > 2 && words[0].folded == "thu" && words[1].folded == "tuc" {
		return words[2:]
	}
	return words
}

// Words that say what sort of body or place a name is of.
var (
	bodyWords  = phraseKeys("ủy ban nhân dân", "ubnd")
	placeWords = phraseKeys("tỉnh", "thành phố", "tp")
)

func phraseKeys(texts ...string) [][]string {
	var out [][]string
	for _, text := range texts {
		out = append(out, foldedKeys(nameWords(text)))
	}
	return out
}

func foldedKeys(words []word) []string {
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.folded
	}
	return keys
}

// withoutPlace leaves the name of an agency's place out of words: of "UBND tỉnh
// Tuyên Quang" it is "tỉnh Tuyên Quang", or "Tuyên Quang" alone.
func withoutPlace(words []word, agency string) []word {
	place := trimWords(trimWords(foldedKeys(nameWords(agency)), bodyWords), placeWords)
	if len(place) == 0 {
		return words
	}
	var out []word
	for i := 0; i < len(words); {
		n := 0
		for _, sort := range append(placeWords, nil) {
			if whole := slices.Concat(sort, place); begins(words[i:], whole) {
				n = max(n, len(whole))
			}
		}
		if n == 0 {
			out, n = append(out, words[i]), 1
		}
		i += n
	}
	return out
}

func trimWords(keys []string, leading [][]string) []string {
	for _, l := range leading {
		if len(keys) >= len(l) && slices.Equal(keys[:len(l)], l) {
			return keys[len(l):]
		}
	}
	return keys
}

func begins(words []word, keys []string) bool {
	if len(words) < len(keys) {
		return false
	}
	for i, key := range keys {
		if words[i].folded != key {
			return false
		}
	}
	return true
}

// copies finds the groups of copies among all documents. A procedure's versions
// are in its group together; on a day at most one of them stands for it.
func (v *view) copies() *columns.Groups {
	byKey := map[string][]uint32{} // ordinals
	for o, c := range v.cards {
		if c != nil && c.copies != "" {
			byKey[c.copies] = append(byKey[c.copies], uint32(o))
		}
	}
	var groups [][]uint32
	for _, ordinals := range byKey {
		if rows := v.provincesRows(ordinals); len(rows) > 1 {
			groups = append(groups, rows)
		}
	}
	return columns.NewGroups(groups)
}

// provincesRows gives the rows of those that are their province's only one.
func (v *view) provincesRows(ordinals []uint32) (rows []uint32) {
	if len(ordinals) < 2 {
		return nil
	}
	first := map[string]motcua.ID{} // a procedure of each province, "" where there are several
	for _, o := range ordinals {
		at, p := v.cards[o].root, v.cards[o].procedure()
		if held, ok := first[at]; ok && held != p {
			p = ""
		}
		first[at] = p
	}
	for _, o := range ordinals {
		if first[v.cards[o].root] != "" {
			rows = append(rows, v.rows[o])
		}
	}
	return rows
}

// result is a ranked match with the copies that it stands for.
type result struct {
	ranked
	copies []uint32 // ordinals, by code
}

// collapse puts the best of the matches in order, each once for its group, with
// the other matches of the group as its copies.
func (v *view) collapse(best []ranked, matches []match, groups *columns.Groups) []result {
	out := make([]result, 0, len(best))
	places := map[uint32]int{} // of results, by group
	for _, r := range best {
		group, ok := v.groupOf(r.ordinal, groups)
		if _, taken := places[group]; ok && taken {
			continue
		}
		if ok {
			places[group] = len(out)
		}
		out = append(out, result{ranked: r})
	}
	if len(places) == 0 {
		return out
	}
	for i := range matches {
		o := matches[i].ordinal
		if group, ok := v.groupOf(o, groups); ok {
			if at, shown := places[group]; shown && out[at].ordinal != o {
				out[at].copies = append(out[at].copies, o)
			}
		}
	}
	for _, at := range places {
		slices.SortFunc(out[at].copies, func(a, b uint32) int {
			x, y := v.cards[a], v.cards[b]
			return cmp.Or(strings.Compare(x.code, y.code), strings.Compare(x.key, y.key))
		})
	}
	return out
}

// groupOf gives the group of a document. Hardly any is in one.
func (v *view) groupOf(ordinal uint32, groups *columns.Groups) (group uint32, ok bool) {
	if groups == nil || !v.grouped[ordinal] {
		return 0, false
	}
	return groups.Of(v.rows[ordinal])
}

// copiesOf are the copies of a result as the API knows them.
func (v *view) copiesOf(ordinals []uint32) []motcua.Copy {
	var out []motcua.Copy
	for _, o := range ordinals {
		p, version := splitKey(v.cards[o].key)
		out = append(out, motcua.Copy{Procedure: p, Version: version, Code: v.cards[o].code})
	}
	return out
}
