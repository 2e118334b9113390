package feedback

import (
	"github.com/blevesearch/bleve/v2/mapping"

	"motcua/search/replica"
	"motcua/search/vi"
)

// mappingVersion numbers what stands in the index and under which field. Raise
// it with every change of the fields, of the texts that go into them, of the
// masking, of the columns or of the record.
const mappingVersion = 1

// The fields of the Bleve index. The query side makes its keys itself.
const (
	fieldFolded = "folded"      // words without their marks
	fieldPairs  = "pairs"       // of folded words
	fieldExact  = "exact_pairs" // of words with their marks
	fieldRecord = "record"      // stored, not indexed
)

const documentType = "feedback"

// document is what Bleve is given to index.
type document struct {
	Folded []string `json:"folded"`
	Pairs  []string `json:"pairs"`
	Exact  []string `json:"exact_pairs"`
	Record string   `json:"record"`
}

// Type tells Bleve which mapping to use.
func (document) Type() string { return documentType }

func newMapping() mapping.IndexMapping {
	return replica.NewMapping(documentType, fieldRecord, []replica.Field{
		{Name: fieldFolded, Analyzer: vi.FoldedAnalyzer, Frequency: true},
		{Name: fieldPairs, Analyzer: vi.FoldedBigramAnalyzer, Frequency: true},
		{Name: fieldExact, Analyzer: vi.ExactBigramAnalyzer}, // a bonus, whatever its number
	})
}
