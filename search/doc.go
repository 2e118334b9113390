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
// Package replica keeps the index in its folder and in step with the database.
// This package tells it what a procedure is made of: the documents and rows
// (entry), what memory keeps of them (memory, card), and what a question is
// put to (view).
package search
