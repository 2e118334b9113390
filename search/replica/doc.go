// Package replica keeps records of the database as a Bleve index and a table of
// columns, in step with each other and with the change log. It knows no record:
// a [Kind] says how a record becomes entries (a document and its row each), and
// a [Memory] what else is kept of them and what readers see.
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
// needs of it, so that a start reads the folder and not the database. The
// position in the change log is written in the same Bleve batch as the
// documents, so both always agree.
//
// Readers work on what was published last: one Bleve snapshot and one view of
// the columns that belong together. It never changes under them.
package replica
