package search

import (
	"github.com/blevesearch/bleve/v2/mapping"

	"motcua/search/replica"
	"motcua/search/vi"
)

// mappingVersion numbers what stands in the index and under which field. A
// folder of another number is built anew. Raise it with every change of the
// fields, of the texts that go into them, of the columns or of the record.
const mappingVersion = 5

// The fields of the Bleve index. One text is indexed under several fields with
// one analyzer each; the query side makes its keys itself, so no analyzer is
// ever chosen by Bleve at query time.
const (
	fieldNameExact  = "name_exact"
	fieldNameFolded = "name_folded"
	fieldNamePairs  = "name_exact_pairs"
	fieldNameFolds  = "name_folded_pairs"
	fieldAbout      = "about"       // keywords, sector, results, service groups
	fieldAboutPairs = "about_pairs" // the same, bigrams
	fieldBodyPairs  = "body_pairs"  // steps, papers, conditions …: bigrams only, single syllables say little there
	fieldCode       = "code"        // its own codes and its decision's number
	fieldReference  = "reference"   // numbers of the acts it rests on
	fieldRecord     = "record"      // stored, not indexed
)

// documentType is what Bleve's mapping calls our documents.
const documentType = "procedure"

// document is what Bleve is given to index.
type document struct {
	NameExact  string   `json:"name_exact"`
	NameFolded string   `json:"name_folded"`
	NamePairs  string   `json:"name_exact_pairs"`
	NameFolds  string   `json:"name_folded_pairs"`
	About      []string `json:"about"`
	AboutPairs []string `json:"about_pairs"`
	BodyPairs  []string `json:"body_pairs"`
	Code       []string `json:"code"`
	Reference  []string `json:"reference"`
	Record     string   `json:"record"`
}

// Type tells Bleve which mapping to use.
func (document) Type() string { return documentType }

// fieldAnalyzers says how each field is analysed, and whether the number of
// times a key occurs is kept: in a name it says nothing.
var fieldAnalyzers = []struct {
	field, analyzer string
	frequency       bool
}{
	{fieldNameExact, vi.ExactAnalyzer, false},
	{fieldNameFolded, vi.FoldedAnalyzer, false},
	{fieldNamePairs, vi.ExactBigramAnalyzer, false},
	{fieldNameFolds, vi.FoldedBigramAnalyzer, false},
	{fieldAbout, vi.FoldedAnalyzer, false},
	{fieldAboutPairs, vi.FoldedBigramAnalyzer, false},
	{fieldBodyPairs, vi.FoldedBigramAnalyzer, true},
	{fieldCode, vi.CodeAnalyzer, false},
	{fieldReference, vi.CodeAnalyzer, false},
}

func newMapping() mapping.IndexMapping {
	var fields []replica.Field
	for _, f := range fieldAnalyzers {
		fields = append(fields, replica.Field{Name: f.field, Analyzer: f.analyzer, Frequency: f.frequency})
	}
	return replica.NewMapping(documentType, fieldRecord, fields)
}
