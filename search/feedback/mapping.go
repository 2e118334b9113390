package feedback

import (
	"strings"

	bleve "github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"

	"motcua/search/replica"
	"motcua/search/vi"
)

// mappingVersion numbers what stands in the index and under which field. Raise
// it with every change of the fields, of the texts that go into them, of the
// masking, of the columns or of the record.
const mappingVersion = 4

// The fields of the Bleve index. The query side makes its keys itself.
const (
	fieldFolded = "folded"      // words without their marks
	fieldPairs  = "pairs"       // of folded words
	fieldExact  = "exact_pairs" // of words with their marks
	fieldPlace  = "place"       // words of the place, without their marks
	fieldRecord = "record"      // stored, not indexed
)

const documentType = "feedback"

// placeField holds the words of the place alone, which stand in the other fields
// too.
var placeField = replica.Field{Name: fieldPlace, Analyzer: vi.FoldedAnalyzer}

// fields are the indexed fields, and the keys that make them.
var fields = []struct {
	replica.Field
	keys      vi.Keys
	beginning bool // of the texts' beginnings
}{
	{replica.Field{Name: fieldFolded, Analyzer: vi.FoldedAnalyzer, Frequency: true}, vi.FoldedKeys, false},
	{replica.Field{Name: fieldPairs, Analyzer: vi.FoldedBigramAnalyzer, Frequency: true}, vi.FoldedBigrams, false},
	{replica.Field{Name: fieldExact, Analyzer: vi.ExactBigramAnalyzer}, vi.ExactBigrams, true}, // a bonus, whatever its number
}

func newMapping() mapping.IndexMapping {
	list := make([]replica.Field, len(fields))
	for i, f := range fields {
		list[i] = f.Field
	}
	return replica.NewMapping(documentType, fieldRecord, append(list, placeField))
}

// document is what Bleve is given to index.
type document struct {
	texts  []string
	places []string // what of the texts is the place
	record []byte
}

// Fields implements [replica.Fielded].
func (d document) Fields() []bleve.Field {
	words, beginnings := vi.NewWords(d.texts), beginnings(d.texts)
	var out []bleve.Field
	for _, f := range fields {
		within := []int(nil)
		if f.beginning {
			within = beginnings
		}
		out = append(out, vi.NewKeyField(f.Name, f.keys, words, within, f.Frequency))
	}
	if len(d.places) > 0 {
		out = append(out, vi.NewKeyField(fieldPlace, vi.FoldedKeys, vi.NewWords(d.places), nil, false))
	}
	return append(out, bleve.NewTextFieldWithIndexingOptions(fieldRecord, nil, d.record, index.StoreField))
}

// exactBytes is how much of each text is indexed with its marks, too. They only
// decide between texts that are else alike, and a text says what it is about
// where it begins; all of it would take half as much time again to index.
const exactBytes = 400

// beginnings gives the length of each text's beginning, which ends with a word.
func beginnings(texts []string) []int {
	out := make([]int, len(texts))
	for i, text := range texts {
		out[i] = len(text)
		if len(text) > exactBytes {
			out[i] = strings.LastIndexByte(text[:exactBytes], ' ') + 1
		}
	}
	return out
}
