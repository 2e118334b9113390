package feedback

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"motcua"
	"motcua/search/vi"
)

// The model answers as the index must, from a slice.

// sees is what the asker may see.
func sees(a motcua.FeedbackAsker, f *motcua.IndexedFeedback) bool {
	if a.Public {
		return f.Public != nil
	}
	return a.Reader.SeesAsOfficial(f.Feedback)
}

func anyOf[T comparable](values []T, value *T) bool {
	return len(values) == 0 || value != nil && slices.Contains(values, *value)
}

func age(f *motcua.Feedback, day motcua.Date) motcua.AgeBucket {
	days := max(0, int(day-motcua.DateOf(f.SubmittedAt)))
	for _, a := range motcua.AgeBuckets() {
		if from, to := a.Days(); days >= from && (to == nil || days <= *to) {
			return a
		}
	}
	return ""
}

func late(f *motcua.Feedback, day motcua.Date) bool { return f.DueAt != nil && *f.DueAt < day }

// passes is the filter, without the part of one facet.
func passes(f *motcua.Feedback, q motcua.FeedbackQuery, but motcua.FeedbackFacetField) bool {
	w, a := q.Filter, q.Asker
	switch but {
	case motcua.FeedbackFacetState:
		w.States = nil
	case motcua.FeedbackFacetClass:
		w.Classes = nil
	case motcua.FeedbackFacetAgency:
		w.Agencies = nil
	case motcua.FeedbackFacetSector:
		w.Sectors = nil
	case motcua.FeedbackFacetProcedure:
		w.Procedures = nil
	case motcua.FeedbackFacetChannel:
		w.Channels = nil
	case motcua.FeedbackFacetAssignee:
		w.AssignedTo, w.AssignedToMe, w.Assigned = nil, nil, nil
	case motcua.FeedbackFacetRating:
		w.Ratings = nil
	case motcua.FeedbackFacetAttachment:
		w.HasAttachment = nil
	case motcua.FeedbackFacetAge:
		w.Ages = nil
	case motcua.FeedbackFacetOverdue:
		w.Overdue = nil
	}
	sent := motcua.DateOf(f.SubmittedAt)
	bucket := age(f, q.Day)
	under := len(w.Agencies) == 0 || slices.ContainsFunc(w.Agencies, func(named string) bool {
		of, ok := tree.Find(named)
		if !ok {
			of = motcua.ID(named)
		}
		return f.Agency == of || slices.Contains(tree.Above(f.Agency), of)
	})
	return under && anyOf(w.States, &f.State) && anyOf(w.Classes, f.Class) && anyOf(w.Sectors, f.Sector) &&
		anyOf(w.Procedures, f.Procedure) && anyOf(w.Channels, &f.Channel) && anyOf(w.AssignedTo, f.Assignee) &&
		anyOf(w.Ratings, f.Rating) && anyOf(w.Ages, &bucket) &&
		(w.AssignedToMe == nil || !*w.AssignedToMe || f.Assignee != nil && *f.Assignee == a.Subject) &&
		(w.Assigned == nil || *w.Assigned == (f.Assignee != nil)) &&
		(w.HasAttachment == nil || *w.HasAttachment == (f.Attachments > 0)) &&
		(w.Open == nil || *w.Open == f.State.Open()) &&
		(w.Pending == nil || *w.Pending == f.Pending()) &&
		(w.Overdue == nil || *w.Overdue == late(f, q.Day)) &&
		(w.DueBefore == nil || f.DueAt != nil && *f.DueAt < *w.DueBefore) &&
		(w.DueFrom == nil || f.DueAt != nil && *f.DueAt >= *w.DueFrom) &&
		(w.ReceivedFrom == nil || sent >= *w.ReceivedFrom) && (w.ReceivedUntil == nil || sent <= *w.ReceivedUntil)
}

// holds says whether a text has a word, marks aside.
func holds(f *motcua.IndexedFeedback, q motcua.FeedbackQuery) bool {
	if q.Text == "" {
		return true
	}
	texts := officialTexts(f)
	if q.Asker.Public {
		texts = publicTexts(f)
	}
	for _, text := range texts {
		for _, token := range vi.Syllables(text) {
			if vi.Folded(token.Text(text)) == vi.Folded(q.Text) {
				return true
			}
		}
	}
	return false
}

// standsIn says whether all words stand in the place, marks aside.
func standsIn(f *motcua.IndexedFeedback, words string) bool {
	if f.Masked == nil || f.Masked.Place == nil {
		return false
	}
	held := placeWords(*f.Masked.Place)
	for _, word := range placeWords(words) {
		if !slices.Contains(held, word) {
			return false
		}
	}
	return true
}

func modelled(all map[motcua.ID]*motcua.IndexedFeedback, q motcua.FeedbackQuery, but motcua.FeedbackFacetField) (out []*motcua.IndexedFeedback) {
	for _, f := range all {
		if sees(q.Asker, f) && holds(f, q) && (q.Filter.Place == nil || standsIn(f, *q.Filter.Place)) && passes(f.Feedback, q, but) {
			out = append(out, f)
		}
	}
	return out
}

// inOrder gives the ids in the order of a list.
func inOrder(fs []*motcua.IndexedFeedback, o motcua.FeedbackOrder, public bool) []motcua.ID {
	key := func(f *motcua.IndexedFeedback) []byte {
		switch {
		case o.Field == motcua.FeedbackByDue:
			return dueSort(f.DueAt)
		case o.Field == motcua.FeedbackByReceived:
			return timeSort(f.SubmittedAt)
		case o.Field == motcua.FeedbackByRating:
			return ratingSort(f.Rating)
		case public:
			return timeSort(f.Public.At)
		}
		return timeSort(f.ChangedAt)
	}
	slices.SortFunc(fs, func(a, b *motcua.IndexedFeedback) int {
		if c := bytes.Compare(key(a), key(b)); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	var ids []motcua.ID
	for _, f := range fs {
		ids = append(ids, f.ID)
	}
	if o.Direction == motcua.DirectionDesc {
		slices.Reverse(ids)
	}
	return ids
}

// facetValues are the values of feedback in a facet.
func facetValues(f *motcua.Feedback, field motcua.FeedbackFacetField, day motcua.Date) (out []string) {
	switch field {
	case motcua.FeedbackFacetState:
		out = append(out, string(f.State))
	case motcua.FeedbackFacetClass:
		if f.Class != nil {
			out = append(out, string(*f.Class))
		}
	case motcua.FeedbackFacetAgency:
		out = texts(append([]motcua.ID{f.Agency}, tree.Above(f.Agency)...))
	case motcua.FeedbackFacetSector:
		if f.Sector != nil {
			out = append(out, string(*f.Sector))
		}
	case motcua.FeedbackFacetProcedure:
		if f.Procedure != nil {
			out = append(out, string(*f.Procedure))
		}
	case motcua.FeedbackFacetChannel:
		out = append(out, string(f.Channel))
	case motcua.FeedbackFacetAssignee:
		out = append(out, motcua.FeedbackNobody)
		if f.Assignee != nil {
			out[0] = *f.Assignee
		}
	case motcua.FeedbackFacetRating:
		if f.Rating != nil {
			out = append(out, strconv.Itoa(*f.Rating))
		}
	case motcua.FeedbackFacetAttachment:
		out = append(out, strconv.FormatBool(f.Attachments > 0))
	case motcua.FeedbackFacetAge:
		out = append(out, string(age(f, day)))
	case motcua.FeedbackFacetOverdue:
		out = append(out, strconv.FormatBool(late(f, day)))
	}
	return out
}

// publicFacets are those that everybody may ask for.
var publicFacets = []motcua.FeedbackFacetField{motcua.FeedbackFacetState, motcua.FeedbackFacetClass, motcua.FeedbackFacetAgency,
	motcua.FeedbackFacetSector, motcua.FeedbackFacetProcedure, motcua.FeedbackFacetRating, motcua.FeedbackFacetAttachment}

func sample[T any](rt *rapid.T, name string, values []T) []T {
	if rapid.IntRange(0, 3).Draw(rt, name+" given") > 0 {
		return nil
	}
	return rapid.SliceOfN(rapid.SampledFrom(values), 1, 3).Draw(rt, name)
}

func maybe[T any](rt *rapid.T, name string, g *rapid.Generator[T]) *T {
	if rapid.IntRange(0, 4).Draw(rt, name+" given") > 0 {
		return nil
	}
	return ptr(g.Draw(rt, name))
}

func drawFilter(rt *rapid.T, public bool) (f motcua.FeedbackFilter) {
	day := rapid.Map(rapid.IntRange(-160, 50), func(n int) motcua.Date { return today.AddDays(n) })
	f.States = sample(rt, "states", motcua.FeedbackStates())
	f.Classes = sample(rt, "classes", motcua.FeedbackClasses())
	f.Agencies = sample(rt, "agencies", []string{"H15", "H15.1", "000.00.00.H60", string(agencies[2]), "H99"})
	f.Sectors = sample(rt, "sectors", []motcua.ID{id("sector", 0), id("sector", 1), id("none")})
	f.Procedures = sample(rt, "procedures", []motcua.ID{id("procedure", 0), id("procedure", 1)})
	f.Ratings = sample(rt, "ratings", []int{1, 2, 3, 4, 5})
	f.Ages = sample(rt, "ages", motcua.AgeBuckets())
	f.HasAttachment = maybe(rt, "attachment", rapid.Bool())
	f.ReceivedFrom, f.ReceivedUntil = maybe(rt, "from", day), maybe(rt, "until", day)
	if public {
		return f
	}
	f.Channels = sample(rt, "channels", motcua.FeedbackChannels())
	f.AssignedTo = sample(rt, "assigned to", []string{"boss", "binh"})
	f.AssignedToMe, f.Assigned = maybe(rt, "to me", rapid.Bool()), maybe(rt, "assigned", rapid.Just(false))
	f.Open, f.Overdue = maybe(rt, "open", rapid.Bool()), maybe(rt, "overdue", rapid.Bool())
	f.Pending = maybe(rt, "pending", rapid.Bool())
	f.Place = maybe(rt, "place", rapid.SampledFrom([]string{"hue", "chợ", "ben thanh", "Đông Ba Huế", "Đà Nẵng"}))
	f.DueBefore, f.DueFrom = maybe(rt, "due before", day), maybe(rt, "due from", day)
	return f
}

// TestModel compares totals, pages and facets with the model, for random data
// that changes, random askers, filters, orders and days.
func TestModel(t *testing.T) {
	src := newFakeSource(random(400, 1)...)
	x := built(t, t.TempDir(), src)
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 2))
		if rapid.IntRange(0, 3).Draw(rt, "change") == 0 {
			var changed []*motcua.IndexedFeedback
			for range rapid.IntRange(1, 20).Draw(rt, "changes") {
				changed = append(changed, randomOne(r, id("feedback", 1, r.IntN(450))))
			}
			apply(t, x, src.put(changed...))
		}
		a := rapid.SampledFrom([]motcua.FeedbackAsker{everybody, boss, officialOf(agencies[0]), officialOf(agencies[1]), officialOf(agencies[3]),
			{Tree: tree}}).Draw(rt, "asker")
		q := motcua.FeedbackQuery{Asker: a, Day: today.AddDays(rapid.IntRange(-60, 60).Draw(rt, "day")), Filter: drawFilter(rt, a.Public)}
		if rapid.Bool().Draw(rt, "search") {
			q.Text = rapid.SampledFrom([]string{"đất", "ket", "LỆ", "ngập"}).Draw(rt, "text")
		}
		fields := []motcua.FeedbackOrderField{motcua.FeedbackByReceived, motcua.FeedbackByUpdated, motcua.FeedbackByRating}
		q.Facets = publicFacets
		if !a.Public {
			fields, q.Facets = append(fields, motcua.FeedbackByDue), motcua.FeedbackFacetFields()
		}
		q.Order = &motcua.FeedbackOrder{Field: rapid.SampledFrom(fields).Draw(rt, "order"), Direction: rapid.SampledFrom(motcua.Directions()).Draw(rt, "direction")}
		checkModel(rt, x, src, q)
	})
}

func checkModel(rt *rapid.T, x *Indexes, src *fakeSource, q motcua.FeedbackQuery) {
	want := inOrder(modelled(src.all, q, ""), *q.Order, q.Asker.Public)
	size := 7
	q.Page.First = &size
	var got []motcua.ID
	for {
		r, err := x.Search(rt.Context(), q)
		if err != nil {
			rt.Fatalf("search: %v", err)
		}
		if r.Total != len(want) {
			rt.Fatalf("total %d, want %d", r.Total, len(want))
		}
		if q.Page.After == nil {
			checkFacets(rt, src, q, r)
		}
		for _, hit := range r.Hits {
			got = append(got, hit.Feedback)
			q.Page.After = ptr(hit.Cursor)
		}
		if !r.HasNext {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		rt.Fatalf("list (-want +got):\n%s", diff)
	}
}

func checkFacets(rt *rapid.T, src *fakeSource, q motcua.FeedbackQuery, r *motcua.FeedbackResult) {
	for _, facet := range r.Facets {
		want := map[string]int{}
		for _, f := range modelled(src.all, q, facet.Field) {
			for _, value := range facetValues(f.Feedback, facet.Field, q.Day) {
				want[value]++
			}
		}
		got := map[string]int{}
		for _, value := range facet.Values {
			got[value.Value] = value.Count
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("facet %s (-want +got):\n%s", facet.Field, diff)
		}
	}
}

// TestBacklog: the cells are those of the model, and each opens into a list of
// as many.
func TestBacklog(t *testing.T) {
	src := newFakeSource(random(500, 3)...)
	x := built(t, t.TempDir(), src)
	for _, a := range []motcua.FeedbackAsker{boss, officialOf(agencies[0]), officialOf(agencies[3]), {Tree: tree}} {
		for _, agency := range []*motcua.ID{nil, &agencies[0], &agencies[3]} {
			b, err := x.Backlog(t.Context(), agency, a, today)
			if err != nil {
				t.Fatal(err)
			}
			q := motcua.FeedbackQuery{Asker: a, Day: today, Filter: motcua.FeedbackFilter{Pending: ptr(true)}}
			if agency != nil {
				q.Filter.Agencies = []string{string(*agency)}
			}
			if want := len(modelled(src.all, q, "")); b.Total != want {
				t.Errorf("the backlog has %d, want %d", b.Total, want)
			}
			sum := 0
			for _, cell := range b.Cells {
				sum += cell.Count
				if got := ask(t, x, motcua.FeedbackQuery{Asker: a, Filter: cell.Filter}).Total; got != cell.Count {
					t.Errorf("%+v opens into %d", cell, got)
				}
			}
			if sum != b.Total {
				t.Errorf("the cells add up to %d of %d", sum, b.Total)
			}
			q.Filter.Pending, q.Filter.Overdue = nil, ptr(true)
			if got := ask(t, x, q).Total; got != b.Overdue {
				t.Errorf("the backlog has %d overdue, the list %d", b.Overdue, got)
			}
		}
	}
}
