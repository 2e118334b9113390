package search

import (
	"context"
	"fmt"
)

// postings gives the documents that hold a key in a field: how many there are,
// then each with the number of times, which is 1 where it is not asked for.
func (v *view) postings(ctx context.Context, field, key string, frequency bool, count func(int), each func(o uint32, times float64)) error {
	reader, err := v.reader.TermFieldReader(ctx, []byte(key), field, frequency, false, false)
	if err != nil {
		return fmt.Errorf("look up %q in %s: %w", key, field, err)
	}
	defer reader.Close()
	n := reader.Count()
	if n == 0 {
		return nil
	}
	count(int(n))
	if each == nil {
		return nil
	}
	at := cursor{v.segments}
	doc, err := reader.Next(nil)
	for ; doc != nil && err == nil; doc, err = reader.Next(doc) {
		if o := at.ordinal(doc.ID); o != none {
			times := 1.0
			if frequency {
				times = float64(doc.Freq)
			}
			each(o, times)
		}
	}
	return err
}
