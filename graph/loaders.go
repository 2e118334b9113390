package graph

import (
	"context"
	"time"

	"motcua"
)

// dated names a row as it is on a day, in the knowledge of a moment.
type dated struct {
	id    motcua.ID
	day   motcua.Date
	known int64 // Unix microseconds, as the database counts; 0 is now
}

// dated makes the name of a row. A moment to come is now: nobody knows more.
func (op *operation) dated(id motcua.ID, day motcua.Date, known *time.Time) dated {
	d := dated{id: id, day: day}
	if known != nil {
		d.known = known.UnixMicro()
	}
	return d
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
	attachments *loader[motcua.ID, []motcua.FeedbackAttachment]
	masked      *loader[motcua.ID, motcua.Words]
	personal    *loader[motcua.ID, *motcua.FeedbackPersonal] // as the operation's reader reads it; nil is not for them
	events      *loader[motcua.ID, []motcua.FeedbackEvent]
	episodes    *loader[motcua.ID, []motcua.Episode]

	histories            *loader[motcua.ID, []*motcua.ProcedureVersion]
	procedureSuccessions *loader[motcua.ID, []motcua.ProcedureSuccession] // all in which the procedure stands
	decisionRecords      *loader[motcua.ID, *motcua.DecisionRecord]
}

func newLoaders(c Catalogue) loaders {
	g := &gate{}
	return loaders{
		gate:       g,
		procedures: newLoader(g, "procedure", byDay(known(c))),
		versions: newLoader(g, "", byDay(func(ctx context.Context, ids []motcua.ID, day motcua.Date, _ int64) (map[motcua.ID]*motcua.Procedure, error) {
			return c.ProcedureVersions(ctx, ids, day)
		})),
		agencies:        newLoader(g, "agency", c.Agencies),
		units:           newLoader(g, "", c.Units),
		successions:     newLoader(g, "", byBoth(c.Successions, func(s motcua.Succession) [2]motcua.ID { return [2]motcua.ID{s.Predecessor, s.Successor} })),
		sectors:         newLoader(g, "sector", c.Sectors),
		decisions:       newLoader(g, "decision", c.Decisions),
		legalBases:      newLoader(g, "legal basis", c.LegalBases),
		histories:       newLoader(g, "procedure", c.Histories),
		decisionRecords: newLoader(g, "decision", c.DecisionRecords),
		procedureSuccessions: newLoader(g, "", byBoth(c.ProcedureSuccessions, func(s motcua.ProcedureSuccession) [2]motcua.ID {
			return [2]motcua.ID{s.Predecessor, s.Successor}
		})),
	}
}

// known reads procedures in the knowledge of now or of a moment.
func known(c Catalogue) func(context.Context, []motcua.ID, motcua.Date, int64) (map[motcua.ID]*motcua.Procedure, error) {
	return func(ctx context.Context, ids []motcua.ID, day motcua.Date, at int64) (map[motcua.ID]*motcua.Procedure, error) {
		if at == 0 {
			return c.Procedures(ctx, ids, day)
		}
		return c.ProceduresKnown(ctx, ids, day, time.UnixMicro(at))
	}
}

// byBoth sorts successions under both that stand in them.
func byBoth[S any](fetch func(context.Context, []motcua.ID) ([]S, error), ends func(S) [2]motcua.ID) func(context.Context, []motcua.ID) (map[motcua.ID][]S, error) {
	return func(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]S, error) {
		list, err := fetch(ctx, ids)
		out := map[motcua.ID][]S{}
		for _, s := range list {
			for _, id := range ends(s) {
				out[id] = append(out[id], s)
			}
		}
		return out, err
	}
}

// byDay makes a method for the rows of one day and moment one for rows of
// several.
func byDay[V any](fetch func(context.Context, []motcua.ID, motcua.Date, int64) (map[motcua.ID]V, error)) func(context.Context, []dated) (map[dated]V, error) {
	return func(ctx context.Context, keys []dated) (map[dated]V, error) {
		times := map[dated][]motcua.ID{} // by day and moment, without an id
		for _, key := range keys {
			at := dated{day: key.day, known: key.known}
			times[at] = append(times[at], key.id)
		}
		out := make(map[dated]V, len(keys))
		for at, ids := range times {
			found, err := fetch(ctx, ids, at.day, at.known)
			if err != nil {
				return nil, err
			}
			for id, row := range found {
				out[dated{id, at.day, at.known}] = row
			}
		}
		return out, nil
	}
}
