package feedback

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"motcua"
	"motcua/search/columns"
	"motcua/search/replica"
	"motcua/search/vi"
)

// entry is feedback in the form of one of the indexes.
type entry struct {
	document
	row  columns.Row
	hash [replica.HashSize]byte
	size int
}

// Row, Hash, Document, Size, Name and Forget implement [replica.Entry].
func (e *entry) Row() *columns.Row            { return &e.row }
func (e *entry) Hash() [replica.HashSize]byte { return e.hash }
func (e *entry) Document() any                { return e.document }
func (e *entry) Size() int                    { return e.size }
func (e *entry) Name() string                 { return "" } // a tracking code is for its sender
func (e *entry) Forget()                      { e.document = document{} }

// stored is what a document keeps beside the inverted index.
type stored struct {
	Hash   []byte     `json:"h"`
	Values [][]string `json:"v"`
	Days   [2]int32   `json:"d"`
	Sort   [][]byte   `json:"s"`
}

// side is one of the two indexes.
type side struct {
	name  string
	blind bool // there are no keys to open the texts with
	texts func(*motcua.IndexedFeedback) []string
	// places are what of the texts is the place; it is published nowhere.
	places func(*motcua.IndexedFeedback) []string
	row    func(*motcua.Feedback, int) columns.Row
	has    func(*motcua.Feedback) bool
}

var (
	official = side{"official", false, officialTexts, officialPlaces, officialRow, func(*motcua.Feedback) bool { return true }}
	public   = side{"public", false, publicTexts, func(*motcua.IndexedFeedback) []string { return nil }, publicRow, func(f *motcua.Feedback) bool { return f.Public != nil }}
)

func officialTexts(f *motcua.IndexedFeedback) []string {
	if f.Masked == nil {
		return nil // erased
	}
	texts := []string{f.Masked.Title, f.Masked.Text}
	if f.Masked.Place != nil {
		texts = append(texts, *f.Masked.Place)
	}
	return texts
}

func officialPlaces(f *motcua.IndexedFeedback) []string {
	if f.Masked == nil || f.Masked.Place == nil {
		return nil
	}
	return []string{*f.Masked.Place}
}

func publicTexts(f *motcua.IndexedFeedback) []string {
	return []string{f.Public.Title, f.Public.Text, f.Public.Answer}
}

// entry makes the side's entry of feedback, nil where the side does not have it.
func (s side) entry(f *motcua.IndexedFeedback) (*entry, error) {
	if f == nil || !s.has(f.Feedback) {
		return nil, nil
	}
	texts := s.texts(f)
	e := &entry{document: document{texts: texts, places: s.places(f)}}
	var tokens []vi.Token
	length := 0
	for _, text := range texts {
		tokens = vi.AppendTokens(tokens[:0], text)
		length += len(tokens)
		e.size += len(text)
	}
	e.row = s.row(f.Feedback, length)
	e.hash = e.sum()
	record, err := json.Marshal(stored{
		Hash: e.hash[:], Values: e.row.Values, Sort: e.row.Sort, Days: [2]int32{e.row.Legal.From, e.row.Legal.To},
	})
	if err != nil {
		return nil, fmt.Errorf("write the record of feedback %s: %w", f.ID, err)
	}
	e.record = record
	return e, nil
}

// sum is the hash of all that the index holds.
func (e *entry) sum() (sum [replica.HashSize]byte) {
	h := sha256.New()
	put := func(texts ...string) {
		_ = binary.Write(h, binary.BigEndian, int64(len(texts))) // a hash takes everything
		for _, t := range texts {
			_ = binary.Write(h, binary.BigEndian, int64(len(t)))
			h.Write([]byte(t))
		}
	}
	put(e.row.Key)
	put(e.texts...)
	put(e.places...)
	for _, values := range e.row.Values {
		put(values...)
	}
	for _, key := range e.row.Sort {
		put(string(key))
	}
	_ = binary.Write(h, binary.BigEndian, []int32{e.row.Legal.From, e.row.Legal.To})
	h.Sum(sum[:0])
	return sum
}

// decode gives back the entry of a stored document, without its texts.
func decode(key string, record []byte) (*entry, error) {
	var r stored
	if err := json.Unmarshal(record, &r); err != nil {
		return nil, fmt.Errorf("read the record of feedback %s: %w", key, err)
	}
	e := &entry{row: columns.Row{
		Key: key, Values: r.Values, Sort: r.Sort, Shown: columns.Always,
		Legal: columns.Days{From: r.Days[0], To: r.Days[1]},
	}}
	copy(e.hash[:], r.Hash)
	return e, nil
}
