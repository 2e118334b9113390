package search

import "unique"

// intern gives one copy in memory of equal keys: the words of all names come
// from some thousand syllables.
func intern(s string) string { return unique.Make(s).Value() }
