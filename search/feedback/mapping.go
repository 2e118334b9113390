package feedback

import (
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"

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

// newMapping is Bleve's mapping: our fields and nothing by default.
func newMapping() mapping.IndexMapping {
	doc := bleve.NewDocumentStaticMapping()
	for _, f := range []struct {
		field, analyzer string
		frequency       bool
	}{
		{fieldFolded, vi.FoldedAnalyzer, true},
		{fieldPairs, vi.FoldedBigramAnalyzer, true},
		{fieldExact, vi.ExactBigramAnalyzer, false}, // a bonus, whatever its number
	} {
		field := bleve.NewTextFieldMapping()
		field.Analyzer = f.analyzer
		field.Store, field.IncludeInAll, field.IncludeTermVectors, field.DocValues = false, false, false, false
		field.SkipFreqNorm = !f.frequency
		doc.AddFieldMappingsAt(f.field, field)
	}
	record := bleve.NewTextFieldMapping()
	record.Index, record.IncludeInAll, record.IncludeTermVectors, record.DocValues = false, false, false, false
	record.Store = true
	doc.AddFieldMappingsAt(fieldRecord, record)
	doc.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping()) // else every key is visited once more for nothing

	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentDisabledMapping()
	m.AddDocumentMapping(documentType, doc)
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	return m
}
