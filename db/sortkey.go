package db

import (
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// collators are not safe for concurrent use.
var collators = sync.Pool{New: func() any { return collate.New(language.Vietnamese) }}

// SortKey is a name's place in the Vietnamese alphabet (the CLDR collation
// "vi"): keys compare as bytes. It is stored, because the collations of a
// database differ between machines and C.UTF-8 puts Ân and Đất after Zeta.
func SortKey(name string) []byte {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	var buf collate.Buffer
	return c.KeyFromString(&buf, name)
}
