package motcua

import (
	"encoding/base64"
	"slices"
	"strings"
)

// CatalogChange is what those who follow the catalogue are told of one
// procedure. It holds the state as it is now, not what happened: several
// changes are told as one, and being told twice does no harm.
type CatalogChange struct {
	Procedure ID
	// Versions are all that stand for the procedure on some day, by their days.
	// None means that it is not public any more.
	Versions []Procedure
	Marks
}

// Removed says that the procedure is not public any more.
func (c *CatalogChange) Removed() bool { return len(c.Versions) == 0 }

// On gives the version that stands for the procedure on a day, nil where it is
// not public.
func (c *CatalogChange) On(day Date) *Procedure {
	for i := range c.Versions {
		if c.Versions[i].Shown.Contains(day) {
			p := c.Versions[i]
			p.Day = day
			return &p
		}
	}
	return nil
}

// Marks are the sectors and agencies under which a procedure was ever
// published, those above the agencies included. Who asked for one of them is
// told of a change even where the procedure has left it.
type Marks struct {
	Sectors  []ID
	Agencies []ID
}

// CatalogFilter restricts which changes of the catalogue are told. The zero
// value restricts nothing.
type CatalogFilter struct {
	Agencies []ID `json:"agencies,omitempty"` // promulgating, executing or deciding, or above one of them
	Sectors  []ID `json:"sectors,omitempty"`
}

// Wants says whether a change is asked for.
func (f CatalogFilter) Wants(c *CatalogChange) bool {
	return anyOf(f.Agencies, c.Agencies) && anyOf(f.Sectors, c.Sectors)
}

func anyOf(wanted, there []ID) bool {
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(id ID) bool { return slices.Contains(there, id) })
}

// CatalogChanges is a page of what changed, in the order of the change log.
type CatalogChanges struct {
	Changes []CatalogChange
	Cursor  CatalogCursor // from which to go on
	HasMore bool
}

// CatalogCursor is a place in what a client with a copy of its own reads: first
// a walk over all that is public, in the order of ids, then the change log from
// where it stood when the walk began.
type CatalogCursor struct {
	Position
	Walking bool
	After   ID // the last procedure of the walk; "" is its beginning
}

const walkMark = "walk/"

// String is the cursor as clients see it, opaque.
func (c CatalogCursor) String() string {
	if !c.Walking {
		return c.Revision()
	}
	return base64.RawURLEncoding.EncodeToString([]byte(walkMark + string(c.After) + "/" + c.Position.String()))
}

// ParseCatalogCursor reads what String gives.
func ParseCatalogCursor(s string) (c CatalogCursor, err error) {
	foreign := Invalid("since", "the cursor is not one of catalogChanges")
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return c, foreign
	}
	text := string(raw)
	if rest, ok := strings.CutPrefix(text, walkMark); ok {
		c.Walking = true
		var after string
		after, text, _ = strings.Cut(rest, "/")
		if after != "" {
			if c.After, err = ParseID(after); err != nil {
				return c, foreign
			}
		}
	}
	if c.Position, err = ParsePosition(text); err != nil {
		return c, foreign
	}
	return c, nil
}
