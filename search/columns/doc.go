// Package columns keeps rows in memory as columns that count: totals, filters,
// facets and lists without text. It knows no domain type: a row is a key, some
// values in named dimensions, two ranges of days and a sort key for each order.
//
// A [Table] has one writer at a time and any number of readers. [Table.Apply]
// publishes each batch as a new immutable [View]; [Table.View] returns the
// newest one without waiting, so neither side ever blocks the other, and
// everything read from one view belongs to the same whole batches.
//
// A row that changes gets a new number and its old number dies. Row numbers
// therefore mean something only together with a view. A row that lives keeps
// its number until the table compacts, which [View.Generation] tells.
//
// Rows come in two parts. Most are sealed: they have a roaring bitmap for each
// value and a place in each sorted order. The newest few thousand form the
// tail, which has neither and is scanned; this is why a small batch costs the
// writer little however many rows there are. What depends on the day is a set
// of sealed rows, computed at the first question about that day and kept.
package columns
