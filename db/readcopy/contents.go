package readcopy

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"motcua"
)

// Contents implements [motcua/db.Contents]. What versions say is never another
// thing in the database, so it is right however old the copy is.
func (c *Copy) Contents(ctx context.Context, versions []motcua.ID) (out map[motcua.ID]*motcua.Written, err error) {
	out = make(map[motcua.ID]*motcua.Written, len(versions))
	err = c.view(ctx, func(tx *bolt.Tx) error {
		for _, id := range versions {
			w, err := contents.get(tx, id)
			if err != nil {
				return err
			}
			if w != nil {
				w.Size = contents.size(tx, id)
				out[id] = w
			}
		}
		return nil
	})
	return out, err
}

// Holds says whether the copy has what a version says.
func (c *Copy) Holds(version motcua.ID) (held bool) {
	err := c.view(context.Background(), func(tx *bolt.Tx) error {
		held = contents.holds(tx, version)
		return nil
	})
	return held && err == nil
}

// fill gives procedures what their versions say, from memory where it is kept.
func (c *Copy) fill(ctx context.Context, list []*motcua.Procedure) error {
	return c.contents.Fill(ctx, list, c.Contents)
}
