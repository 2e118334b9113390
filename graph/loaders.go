package graph

import (
	"context"

	"motcua"
)

// dated names a row as it is on a day.
type dated struct {
	id  motcua.ID
	day motcua.Date
}

// String is the id: what a client asked for.
func (d dated) String() string { return string(d.id) }

// loaders are those of one operation.
type loaders struct {
	gate        *gate
	procedures  *loader[dated, *motcua.Procedure] // by the procedure's id
	versions    *loader[dated, *motcua.Procedure] // by the version's id; nil is no longer public
	agencies    *loader[motcua.ID, *motcua.Agency]
	units       *loader[motcua.ID, []*motcua.Agency]
	successions *loader[motcua.ID, []motcua.Succession] // all in which the agency stands
	sectors     *loader[motcua.ID, *motcua.Sector]
	decisions   *loader[motcua.ID, *motcua.Decision]
	legalBases  *loader[motcua.ID, *motcua.LegalBasis]
	feedback    *loader[motcua.ID, *motcua.Feedback] // that the operation's reader sees
	events      *loader[motcua.ID, []motcua.FeedbackEvent]
	episodes    *loader[motcua.ID, []motcua.Episode]
}

func newLoaders(c Catalogue) loaders {
	g := &gate{}
	return loaders{
		gate:        g,
		procedures:  newLoader(g, "procedure", byDay(c.Procedures)),
		versions:    newLoader(g, "", byDay(c.ProcedureVersions)),
		agencies:    newLoader(g, "agency", c.Agencies),
		units:       newLoader(g, "", c.Units),
		successions: newLoader(g, "", byAgency(c.Successions)),
		sectors:     newLoader(g, "sector", c.Sectors),
		decisions:   newLoader(g, "decision", c.Decisions),
		legalBases:  newLoader(g, "legal basis", c.LegalBases),
	}
}

// byAgency sorts successions under both agencies that stand in them.
func byAgency(fetch func(context.Context, []motcua.ID) ([]motcua.Succession, error)) func(context.Context, []motcua.ID) (map[motcua.ID][]motcua.Succession, error) {
	return func(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]motcua.Succession, error) {
		list, err := fetch(ctx, ids)
		out := map[motcua.ID][]motcua.Succession{}
		for _, s := range list {
			out[s.Predecessor] = append(out[s.Predecessor], s)
			out[s.Successor] = append(out[s.Successor], s)
		}
		return out, err
	}
}

// byDay makes a method for the rows of one day one for rows of several days.
func byDay[V any](fetch func(context.Context, []motcua.ID, motcua.Date) (map[motcua.ID]V, error)) func(context.Context, []dated) (map[dated]V, error) {
	return func(ctx context.Context, keys []dated) (map[dated]V, error) {
		days := map[motcua.Date][]motcua.ID{}
		for _, key := range keys {
			days[key.day] = append(days[key.day], key.id)
		}
		out := make(map[dated]V, len(keys))
		for day, ids := range days {
			found, err := fetch(ctx, ids, day)
			if err != nil {
				return nil, err
			}
			for id, row := range found {
				out[dated{id, day}] = row
			}
		}
		return out, nil
	}
}
