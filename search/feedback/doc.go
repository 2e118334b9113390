// Package feedback holds the two indexes over feedback and recommendations: one
// for everybody, of published redacted text and nothing else, and one for
// officials, of what people wrote after masking. Each has its own folder,
// language model, position and rebuild (see package replica), so that no word
// of one can be learnt from the other.
//
// It is made for a million records on one node: nothing is kept in memory of a
// record but its row in the columns. What a question finds is the intersection
// of Bleve's postings as bitmaps; what the caller may see and the filter are
// one selection of the columns, made before anything is scored; scored are some
// thousand rows at most, the newest ones where more fit.
//
// The day is an input: a row holds the day of sending and the day by which the
// next step is due, and a question says which day it is. Nothing is written at
// midnight.
package feedback
