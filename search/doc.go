// Package search is the full-text index over procedures and the columns beside
// it: a copy of the database that follows its change log and answers lists,
// searches, facets and completions.
//
// Bleve holds the inverted index and keeps it on disk. What it is asked are
// postings: which documents hold a key. Scores, the words that must be there,
// ranking, counting and paging are made here, because they need true lengths,
// the share of the question that a document covers, and exact totals, none of
// which Bleve's searchers give. Counting is done by package columns; keys are
// made by package vi.
//
// An [Index] owns a folder. It may be deleted at any time: the index is then
// built anew from a [motcua.Source]. In it stand a lock, the generations, and
// a file that names the serving one:
//
//	lock       held by the one process that writes; it says which
//	CURRENT    the name of the serving generation
//	gen-N/     a Bleve index; a rebuild makes the next one and swaps it in
//	damaged-*  a generation that could not be read, kept for a look at it
//
// Every document carries, as stored bytes that are not indexed, what memory
// needs of it (see record), so that a start reads the folder and not the
// database. The position in the change log is written in the same Bleve batch
// as the documents, so both always agree.
//
// Readers work on a view: one Bleve snapshot and one columns view that were
// published together. It never changes under them.
package search
