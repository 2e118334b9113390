package replica

import (
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
)

// Field is a field of the Bleve index with the analyzer that makes its keys.
type Field struct {
	Name, Analyzer string
	// Frequency keeps how often a key occurs.
	Frequency bool
}

// NewMapping is Bleve's mapping of documents of one type: the fields, a stored
// record, and nothing by default. Of a text nothing but its keys is kept.
func NewMapping(documentType, stored string, fields []Field) mapping.IndexMapping {
	doc := bleve.NewDocumentStaticMapping()
	for _, f := range fields {
		field := bleve.NewTextFieldMapping()
		field.Analyzer = f.Analyzer
		field.Store, field.IncludeInAll, field.IncludeTermVectors, field.DocValues = false, false, false, false
		field.SkipFreqNorm = !f.Frequency
		doc.AddFieldMappingsAt(f.Name, field)
	}
	record := bleve.NewTextFieldMapping()
	record.Index, record.IncludeInAll, record.IncludeTermVectors, record.DocValues = false, false, false, false
	record.Store = true
	doc.AddFieldMappingsAt(stored, record)

	doc.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping()) // else every key is visited once more for nothing

	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentDisabledMapping()
	m.AddDocumentMapping(documentType, doc)
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	return m
}
