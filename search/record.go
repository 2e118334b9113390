package search

import (
	"encoding/json"
	"fmt"
	"slices"

	"motcua"
	"motcua/search/columns"
	"motcua/search/vi"
)

// record is what a document stores beside the inverted index: everything that
// memory needs of it, and the hash of what it was made from.
type record struct {
	Hash     []byte                `json:"h"` // of everything that went into the document and the row
	Code     string                `json:"c"`
	Name     string                `json:"n"`
	Lengths  lengths               `json:"l"`
	Labels   []label               `json:"r,omitempty"`
	Values   [][]string            `json:"v"`
	Days     [4]int32              `json:"d"` // legal from, to, shown from, to
	Replaces []motcua.ReplacedCode `json:"p,omitempty"`
	Sort     [][]byte              `json:"s"`
}

func newRecord(e *entry) record {
	return record{
		Hash: e.hash[:], Code: e.card.code, Name: e.card.name, Lengths: e.card.lengths,
		Labels: labelValues(e.card.labels), Replaces: e.card.replaces, Values: e.row.Values, Sort: e.row.Sort,
		Days: [4]int32{e.row.Legal.From, e.row.Legal.To, e.row.Shown.From, e.row.Shown.To},
	}
}

// decodeRecord gives back the entry of a stored document, without its texts.
func decodeRecord(key string, stored []byte) (*entry, error) {
	var r record
	if err := json.Unmarshal(stored, &r); err != nil {
		return nil, fmt.Errorf("read the record of document %q: %w", key, err)
	}
	row := columns.Row{
		Key: key, Values: r.Values, Sort: r.Sort,
		Legal: columns.Days{From: r.Days[0], To: r.Days[1]},
		Shown: columns.Days{From: r.Days[2], To: r.Days[3]},
	}
	c := &card{key: key, code: r.Code, name: r.Name, replaces: r.Replaces, lengths: r.Lengths, legal: row.Legal, shown: row.Shown}
	copy(c.hash[:], r.Hash)
	c.labels = shareLabels(r.Labels)
	c.words, c.line = nameWords(c.name), lineOf(c.name)
	c.setCopies(&row)
	c.grade(&row)
	c.signature = signatureOf(c.line)
	c.need = needOf(&row, c.labels)
	return &entry{row: row, card: c, hash: c.hash}, nil
}

// card is what is kept in memory of a document beside its columns row.
type card struct {
	key               string
	code              string
	name              string
	hash              [hashSize]byte
	lengths           lengths
	labels            []sharedLabel
	legal             columns.Days
	commune, standard bool // see grade
	shown             columns.Days
	words             []word // of the name
	line              string // the name, see lineOf

	signature signature // of the line
	need      uint8     // see needOf
	copies    string    // see copyKey

	replaces []motcua.ReplacedCode // what it took the place of
	root     string                // of the province that announced it, "" where none did
}

// grade notes of the row what the ranking asks of it.
func (c *card) grade(row *columns.Row) {
	c.commune = slices.Contains(row.Values[dimLevel], string(motcua.LevelCommune))
	c.standard = slices.Contains(row.Values[dimKind], string(motcua.KindStandard))
}

func (c *card) procedure() motcua.ID {
	p, _ := splitKey(c.key)
	return p
}

// word is a syllable or number with its keys. It is small: names have millions of
// them.
type word struct {
	*spelling
	start, end int32 // in the text
	form       vi.Form
	stop       bool   // part of a stop phrase; of words in names
	deed       bool   // one of deeds; of words in names
	id         uint32 // of the folded word; of words in names that a generation holds
}

func (w word) token() vi.Token { return vi.Token{Start: int(w.start), End: int(w.end), Form: w.form} }

// marked says whether the word was written with marks.
func (w word) marked() bool { return w.token().Is(vi.HasMark) }

func nameWords(name string) []word {
	tokens := vi.Syllables(name)
	words := make([]word, 0, len(tokens))
	for _, t := range tokens {
		w := newWord(name, t)
		w.spelling = spellings.shared(w.spelling)
		words = append(words, w)
	}
	terms := make([]term, len(words))
	for i := range words {
		terms[i].word = words[i]
	}
	setParts(terms)
	for i := range terms {
		words[i].stop, words[i].deed = terms[i].part != content, deeds[words[i].exact]
	}
	return words
}

func newWord(text string, t vi.Token) word {
	raw := t.Text(text)
	return word{spelling: &spelling{vi.Exact(raw), vi.Folded(raw)}, start: int32(t.Start), end: int32(t.End), form: t.Form}
}
