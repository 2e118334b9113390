package page

import (
	"context"
	"slices"
	"sync"

	"motcua"
)

// FeedbackConnection is a page of feedback. The rows themselves, and the names
// of what is counted, are loaded only where they are asked for.
type FeedbackConnection struct {
	result *motcua.FeedbackResult
	load   func(ctx context.Context) (map[motcua.ID]*motcua.Feedback, error)
	name   func(ctx context.Context, facet *motcua.FeedbackFacet) error
	texts  func(ctx context.Context, f *motcua.Feedback) ([]motcua.NamedText, error)
}

// FeedbackSource says how the rows of a page are had, and the names of the
// values of a facet.
type FeedbackSource struct {
	Load func(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Feedback, error)
	Name func(ctx context.Context, facet *motcua.FeedbackFacet) error
	// Texts gives the texts of feedback that the caller may read, the title first.
	Texts func(ctx context.Context, f *motcua.Feedback) ([]motcua.NamedText, error)
}

// FeedbackEdge is feedback in a list.
type FeedbackEdge struct {
	Cursor string
	Node   *motcua.Feedback
	Score  *float64
	light  func(ctx context.Context) ([]motcua.Highlight, error)
}

// Highlights gives passages of the text with what was searched for marked.
func (e *FeedbackEdge) Highlights(ctx context.Context) ([]motcua.Highlight, error) {
	list, err := e.light(ctx)
	return append([]motcua.Highlight{}, list...), err
}

// NewFeedbackConnection makes a connection of what a search found.
func NewFeedbackConnection(result *motcua.FeedbackResult, source FeedbackSource) *FeedbackConnection {
	c := &FeedbackConnection{result: result, name: source.Name, texts: source.Texts}
	var once sync.Once
	var found map[motcua.ID]*motcua.Feedback
	var err error
	c.load = func(ctx context.Context) (map[motcua.ID]*motcua.Feedback, error) {
		once.Do(func() { found, err = source.Load(ctx, c.ids()) })
		return found, err
	}
	return c
}

func (c *FeedbackConnection) ids() []motcua.ID {
	ids := make([]motcua.ID, len(c.result.Hits))
	for i, hit := range c.result.Hits {
		ids[i] = hit.Feedback
	}
	return ids
}

// Edges gives the feedback with what the list says of each. What the caller
// does not see any more since the list was made is left out.
func (c *FeedbackConnection) Edges(ctx context.Context) ([]*FeedbackEdge, error) {
	found, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	edges := make([]*FeedbackEdge, 0, len(c.result.Hits))
	for _, hit := range c.result.Hits {
		if f := found[hit.Feedback]; f != nil {
			edges = append(edges, &FeedbackEdge{Cursor: hit.Cursor, Node: f, Score: hit.Score, light: func(ctx context.Context) ([]motcua.Highlight, error) {
				return c.highlights(ctx, f)
			}})
		}
	}
	return edges, nil
}

// highlights marks in the texts what was searched for.
func (c *FeedbackConnection) highlights(ctx context.Context, f *motcua.Feedback) (out []motcua.Highlight, err error) {
	if c.result.Light == nil {
		return nil, nil
	}
	texts, err := c.texts(ctx, f)
	for i, text := range texts {
		if h, ok := c.result.Light(text.Field, text.Text, i == 0); ok {
			out = append(out, h)
		}
	}
	return out, err
}

// Nodes gives the feedback.
func (c *FeedbackConnection) Nodes(ctx context.Context) ([]*motcua.Feedback, error) {
	edges, err := c.Edges(ctx)
	nodes := make([]*motcua.Feedback, len(edges))
	for i, e := range edges {
		nodes[i] = e.Node
	}
	return nodes, err
}

// PageInfo says where the page stands in its list.
func (c *FeedbackConnection) PageInfo() *PageInfo {
	cursors := make([]string, len(c.result.Hits))
	for i, hit := range c.result.Hits {
		cursors[i] = hit.Cursor
	}
	return info(c.result.HasNext, c.result.HasPrevious, cursors)
}

// TotalCount is how many the list holds.
func (c *FeedbackConnection) TotalCount() int { return c.result.Total }

// Corrected is the text that was searched for, where it is not what was typed.
func (c *FeedbackConnection) Corrected() *string { return c.result.Corrected }

// Aliases are what words of the search were taken for too.
func (c *FeedbackConnection) Aliases() []motcua.AppliedAlias {
	return append([]motcua.AppliedAlias{}, c.result.Aliases...)
}

// Dropped are words of the search that no text has.
func (c *FeedbackConnection) Dropped() []string { return append([]string{}, c.result.Dropped...) }

// Revision is the state of the data from which the page was answered.
func (c *FeedbackConnection) Revision() string { return c.result.Revision }

// Facets gives the counts by the fields, all that were counted where none is
// named; see [ProcedureConnection.Facets].
func (c *FeedbackConnection) Facets(ctx context.Context, fields []motcua.FeedbackFacetField, includeZero bool, first *int) ([]motcua.FeedbackFacet, error) {
	if first != nil && *first < 0 {
		return nil, motcua.Invalid("first", "first must not be negative")
	}
	out := []motcua.FeedbackFacet{}
	for _, f := range c.result.Facets {
		if fields != nil && !slices.Contains(fields, f.Field) {
			continue
		}
		f.Values = shown(f.Values, includeZero, first)
		if err := c.name(ctx, &f); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// shown are the values of a facet that were asked for.
func shown(values []motcua.FacetValue, includeZero bool, first *int) []motcua.FacetValue {
	values = slices.DeleteFunc(slices.Clone(values), func(v motcua.FacetValue) bool { return v.Count == 0 && !includeZero })
	if first != nil {
		values = values[:min(*first, len(values))]
	}
	return values
}
