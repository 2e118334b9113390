package feedback

import (
	"math"
	"slices"
	"strconv"
	"time"

	"motcua"
	"motcua/search/columns"
)

// filterOf puts a filter and what the asker may see in the columns' terms. A
// list without values does not restrict; a value that nothing has matches
// nothing.
func filterOf(f motcua.FeedbackFilter, a motcua.FeedbackAsker, day motcua.Date) (columns.Filter, error) {
	out := columns.Filter{In: map[int][]string{}, Scope: scopeOf(a)}
	if a.Public {
		if err := publicOnly(f); err != nil {
			return out, err
		}
	}
	in := narrowing(out.In)
	in.only(dimState, texts(f.States))
	in.only(dimClass, texts(f.Classes))
	in.only(dimSector, texts(f.Sectors))
	in.only(dimProcedure, texts(f.Procedures))
	in.only(dimChannel, texts(f.Channels))
	in.only(dimAssignee, f.AssignedTo)
	if len(f.Agencies) > 0 {
		in.only(dimAgency, agenciesOf(f.Agencies, a.Tree))
	}
	if f.Open != nil {
		in.only(dimOpen, choose(*f.Open, []string{leftOpen}, []string{leftPending, leftNothing}))
	}
	if f.Pending != nil {
		in.only(dimOpen, choose(*f.Pending, []string{leftOpen, leftPending}, []string{leftNothing}))
	}
	if f.HasAttachment != nil {
		in.only(dimAttachment, []string{strconv.FormatBool(*f.HasAttachment)})
	}
	for _, rating := range f.Ratings {
		out.In[dimRating] = append(out.In[dimRating], strconv.Itoa(rating))
	}
	if f.AssignedToMe != nil && *f.AssignedToMe {
		in.only(dimAssignee, []string{a.Subject})
	}
	if f.Assigned != nil && !*f.Assigned {
		in.only(dimAssignee, []string{columns.None})
	}
	if f.Overdue != nil {
		out.Status = overdue(*f.Overdue)
	}
	out.Range = rangesOf(f)
	if len(f.Ages) > 0 {
		spans := []columns.Range{}
		for _, age := range f.Ages {
			spans = append(spans, ageSpan(age, day))
		}
		out.Spans = map[int][]columns.Range{orderReceived: spans}
	}
	return out, nil
}

func choose(yes bool, values, others []string) []string {
	if yes {
		return values
	}
	return others
}

// keysOf gives the keys of ids; nil are all.
func keysOf(ids []motcua.ID) []string {
	if ids == nil {
		return nil
	}
	return texts(ids)
}

// publicOnly refuses what would be asked of the handling of feedback.
func publicOnly(f motcua.FeedbackFilter) error {
	if f.Open != nil || f.Pending != nil || f.Place != nil || f.Overdue != nil || f.DueBefore != nil || f.DueFrom != nil ||
		f.Assigned != nil || f.AssignedToMe != nil || len(f.AssignedTo) > 0 || len(f.Channels) > 0 {
		return motcua.Invalid("filter", "only officials can ask how feedback is handled: open, pending, place, overdue, dueBefore, dueFrom, assigned, assignedToMe, assignedTo, channels")
	}
	return nil
}

// narrowing is the part of a filter that has values by dimension.
type narrowing map[int][]string

// only keeps what has one of the values, besides what the filter asked before.
func (n narrowing) only(dim int, values []string) {
	if len(values) == 0 {
		return
	}
	if before, ok := n[dim]; ok {
		both := []string{}
		for _, value := range before {
			if slices.Contains(values, value) {
				both = append(both, value)
			}
		}
		values = both
	}
	n[dim] = values
}

func texts[T ~string](values []T) []string {
	out := make([]string, 0, len(values))
	for _, value := range values {
		out = append(out, string(value))
	}
	return out
}

// agenciesOf gives the ids of agencies named by id or code, and of those under them.
func agenciesOf(named []string, tree *motcua.AgencyTree) []string {
	ids := []motcua.ID{}
	for _, name := range named {
		if id, ok := tree.Find(name); ok {
			ids = append(ids, id)
		} else {
			ids = append(ids, motcua.ID(name))
		}
	}
	return texts(tree.WithUnits(ids))
}

// scopeOf is what the asker may see, as a part of every selection: everything
// in the public index, and in the officials' what their agencies hold or held.
func scopeOf(a motcua.FeedbackAsker) []map[int][]string {
	if a.Public || a.Reader.All {
		return nil
	}
	return []map[int][]string{{dimHeld: texts(a.Reader.Agencies)}}
}

// overdue: a row's days end when the next step is due.
func overdue(yes bool) []columns.Status {
	if yes {
		return []columns.Status{columns.Expired}
	}
	return []columns.Status{columns.InForce, columns.NotYet}
}

func rangesOf(f motcua.FeedbackFilter) map[int]columns.Range {
	out := map[int]columns.Range{}
	if f.DueBefore != nil || f.DueFrom != nil {
		due := columns.Range{To: neverDue}
		if f.DueFrom != nil {
			due.From = dueSort(f.DueFrom)
		}
		if f.DueBefore != nil {
			due.To = dueSort(f.DueBefore)
		}
		out[orderDue] = due
	}
	if f.ReceivedFrom != nil || f.ReceivedUntil != nil {
		out[orderReceived] = daySpan(f.ReceivedFrom, f.ReceivedUntil)
	}
	return out
}

// daySpan is the time from the beginning of one day to the end of another.
func daySpan(from, until *motcua.Date) columns.Range {
	var out columns.Range
	if from != nil {
		out.From = timeSort(startOf(*from))
	}
	if until != nil {
		out.To = timeSort(startOf(until.AddDays(1)))
	}
	return out
}

// startOf is when a day begins; days beyond all that is stored end there.
func startOf(d motcua.Date) time.Time {
	return motcua.Date(min(max(d, 0), math.MaxUint32/(24*60*60))).Start()
}

// ageSpan is when feedback was sent that has an age on a day. What was sent
// after the day counts as sent on it.
func ageSpan(age motcua.AgeBucket, day motcua.Date) columns.Range {
	from, to := age.Days()
	var oldest, newest *motcua.Date
	if to != nil {
		d := day.AddDays(-*to)
		oldest = &d
	}
	if from > 0 {
		d := day.AddDays(-from)
		newest = &d
	}
	return daySpan(oldest, newest)
}

func ageSpans(day motcua.Date) []columns.Range {
	var spans []columns.Range
	for _, age := range motcua.AgeBuckets() {
		spans = append(spans, ageSpan(age, day))
	}
	return spans
}
