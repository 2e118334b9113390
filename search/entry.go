package search

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash"
	"strings"

	"motcua"
	"motcua/search/columns"
	"motcua/search/replica"
	"motcua/search/vi"
)

const hashSize = replica.HashSize

// entry is a version of a procedure in the form of the copy: the texts to
// index, the columns row and the card.
type entry struct {
	document
	row      columns.Row
	card     *card
	replaces []motcua.ReplacedCode
	hash     [hashSize]byte
	size     int // bytes of text, a measure of the work to index it
}

// Row, Hash, Document, Size, Name and Forget implement [replica.Entry].
func (e *entry) Row() *columns.Row    { return &e.row }
func (e *entry) Hash() [hashSize]byte { return e.hash }
func (e *entry) Document() any        { return e.document }
func (e *entry) Size() int            { return e.size }
func (e *entry) Name() string         { return e.card.code }
func (e *entry) Forget()              { e.document = document{} }

// newEntry makes the entry of a version that stands for a procedure.
func newEntry(p *motcua.Procedure) (*entry, error) {
	e := &entry{row: rowOf(p), replaces: p.Replaces}
	about, body := aboutTexts(p), bodyTexts(p)
	e.document = document{
		NameExact: p.Name, NameFolded: p.Name, NamePairs: p.Name, NameFolds: p.Name,
		About: about, AboutPairs: about, BodyPairs: body,
		Code: codeTexts(p), Reference: referenceTexts(p),
	}
	e.hash = e.sum()
	words := nameWords(p.Name)
	e.card = &card{
		key: e.row.Key, code: intern(strings.TrimSpace(p.Code)), name: strings.Clone(p.Name), hash: e.hash,
		lengths:  lengths{Name: len(words), About: countTokens(about), Body: countTokens(body)},
		replaces: p.Replaces,
		labels:   shareLabels(labelsOf(p)), legal: e.row.Legal, shown: e.row.Shown, words: words, line: lineOf(p.Name),
	}
	e.card.setCopies(&e.row)
	e.card.grade(&e.row)
	e.card.signature = signatureOf(e.card.line)
	e.card.need = needOf(&e.row, e.card.labels)
	stored, err := json.Marshal(newRecord(e))
	if err != nil {
		return nil, fmt.Errorf("write the record of document %q: %w", e.row.Key, err)
	}
	e.Record = string(stored)
	return e, nil
}

// sum is the hash of all that the copy holds of the version: two versions that
// hash alike have the same document and the same row.
func (e *entry) sum() (sum [hashSize]byte) {
	h := sha256.New()
	put := func(texts ...string) {
		writeNumber(h, len(texts))
		for _, t := range texts {
			writeNumber(h, len(t))
			h.Write([]byte(t))
			e.size += len(t)
		}
	}
	put(e.row.Key, e.NameExact)
	for _, r := range e.replaces {
		put(r.Code)
		writeNumber(h, int(daysOf(motcua.Period{From: r.On}).From))
	}
	for _, texts := range [][]string{e.About, e.BodyPairs, e.Code, e.Reference} {
		put(texts...)
	}
	for _, values := range e.row.Values {
		put(values...)
	}
	for _, key := range e.row.Sort {
		put(string(key))
	}
	for _, day := range []int32{e.row.Legal.From, e.row.Legal.To, e.row.Shown.From, e.row.Shown.To} {
		writeNumber(h, int(day))
	}
	h.Sum(sum[:0])
	return sum
}

func writeNumber(h hash.Hash, n int) {
	var buf [8]byte
	binary.BigEndian.PutUint64(buf[:], uint64(n))
	h.Write(buf[:])
}

func countTokens(texts []string) int {
	n := 0
	var tokens []vi.Token
	for _, t := range texts {
		tokens = vi.AppendTokens(tokens[:0], t)
		n += len(tokens)
	}
	return n
}

// aboutTexts are the short texts that say what a procedure is about.
func aboutTexts(p *motcua.Procedure) []string {
	var t texts
	t.add(p.Keywords)
	if p.Sector != nil {
		t.add(&p.Sector.Name)
	}
	for i := range p.Results {
		t.add(&p.Results[i].Name)
	}
	for i := range p.ServiceGroups {
		t.add(&p.ServiceGroups[i].Name)
	}
	return t
}

// bodyTexts are the long texts, headings included.
func bodyTexts(p *motcua.Procedure) []string {
	var t texts
	t.add(p.Description)
	t.add(p.Requirements)
	t.add(p.Note)
	for i := range p.Steps {
		t.add(p.Steps[i].Title)
		t.add(p.Steps[i].Text)
	}
	for i := range p.Cases {
		t.add(p.Cases[i].Name)
		for j := range p.Cases[i].Components {
			t.add(&p.Cases[i].Components[j].Name)
		}
	}
	for i := range p.Methods {
		t.add(p.Methods[i].Text)
	}
	for i := range p.ServiceVariants {
		t.add(&p.ServiceVariants[i].Name)
	}
	return t
}

func codeTexts(p *motcua.Procedure) []string {
	var t texts
	national := p.NationalCode()
	t.add(&p.Code)
	t.add(&national)
	t.add(p.Decision.Number)
	for i := range p.ServiceVariants {
		t.add(&p.ServiceVariants[i].Code)
	}
	for i := range p.Replaces {
		t.add(&p.Replaces[i].Code)
	}
	return t
}

func referenceTexts(p *motcua.Procedure) []string {
	var t texts
	for i := range p.LegalBases {
		t.add(&p.LegalBases[i].Number)
	}
	return t
}

// texts collects what is published and not empty, each text once.
type texts []string

func (t *texts) add(s *string) {
	if s == nil || strings.TrimSpace(*s) == "" {
		return
	}
	for _, old := range *t {
		if old == *s {
			return
		}
	}
	*t = append(*t, *s)
}
