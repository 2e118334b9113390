// Package readcopy keeps the published catalogue in a file of each node, so that
// every record can be read where the database does not answer, and contents of
// versions, which never change, without asking it.
//
// The copy is made from a snapshot of the database and follows the change log; it
// holds nothing else, and may be deleted at any time. Rows and the position in
// the log are written in one transaction. What is read gives the same answers as
// package db, with the same rules and errors: a test compares the two.
//
// It knows nothing of feedback and of persons: no row of theirs ever comes here.
package readcopy
