package search

import "unique"

// intern gives one copy in memory of equal texts: the words of all names come
// from some thousand syllables, and agencies are named by many. The copy shares
// no memory with the record that the text came from, which would be kept by it.
func intern(s string) string { return unique.Make(s).Value() }
