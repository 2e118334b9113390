package search

import (
	"motcua"
	"motcua/search/paging"
)

// Chosen gives the procedure that a cursor of a result stands for, and its
// rank from 0, or -1 where the list was in an order of its own. The cursor may
// be old: what it says was true when it was given.
func (x *Index) Chosen(cursor string) (procedure motcua.ID, rank int, err error) {
	c, err := paging.Decode("cursor", cursor)
	if err != nil {
		return "", 0, err
	}
	key, _ := splitKey(c.Key)
	if procedure, err = motcua.ParseID(string(key)); err != nil {
		return "", 0, motcua.Invalid("cursor", "this is not a cursor of a result")
	}
	if c.Score == 0 && c.Sort != nil {
		return procedure, -1, nil
	}
	return procedure, c.Rank, nil
}
