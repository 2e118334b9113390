package feedback

import (
	"slices"
	"strconv"

	"motcua"
	"motcua/search/columns"
)

// facetDims are the dimensions of the facets; age and overdue have none, they
// depend on the day.
var facetDims = map[motcua.FeedbackFacetField]int{
	motcua.FeedbackFacetState:      dimState,
	motcua.FeedbackFacetClass:      dimClass,
	motcua.FeedbackFacetAgency:     dimAgency,
	motcua.FeedbackFacetSector:     dimSector,
	motcua.FeedbackFacetProcedure:  dimProcedure,
	motcua.FeedbackFacetChannel:    dimChannel,
	motcua.FeedbackFacetAssignee:   dimAssignee,
	motcua.FeedbackFacetRating:     dimRating,
	motcua.FeedbackFacetAttachment: dimAttachment,
}

// maxFacetValues bounds facets whose values are registers: the most frequent
// are listed.
const maxFacetValues = 200

// count fills in the facets.
func (r *request) count(out *motcua.FeedbackResult, v *view, s *columns.Selection) error {
	for _, field := range r.Facets {
		facet, err := r.facet(field, v, s)
		if err != nil {
			return err
		}
		out.Facets = append(out.Facets, facet)
	}
	return nil
}

func (r *request) facet(field motcua.FeedbackFacetField, v *view, s *columns.Selection) (motcua.FeedbackFacet, error) {
	out := motcua.FeedbackFacet{Field: field}
	handling := field == motcua.FeedbackFacetAge || field == motcua.FeedbackFacetOverdue ||
		field == motcua.FeedbackFacetChannel || field == motcua.FeedbackFacetAssignee
	switch dim, ok := facetDims[field]; {
	case r.Asker.Public && handling:
		return out, motcua.Invalid("facets", "only officials can ask how feedback is handled: %s", field)
	case field == motcua.FeedbackFacetAge:
		out.Values = r.ages(s)
	case field == motcua.FeedbackFacetOverdue:
		out.Values = r.overdues(s)
	case ok:
		out.Values = r.values(dim, v, s)
	default:
		return out, motcua.Invalid("facets", "%q is not a facet", field)
	}
	return out, nil
}

func (r *request) values(dim int, v *view, s *columns.Selection) (out []motcua.FacetValue) {
	options := columns.FacetOptions{Zero: r.ZeroFacets, None: dim == dimAssignee, Limit: maxFacetValues}
	if dim == dimAgency {
		options.Tree = v.agencies(r.Asker.Tree)
	}
	chosen := r.filter.In[dim]
	if dim == dimAgency { // as named, without those under them
		chosen = nil
		for _, name := range r.Filter.Agencies {
			if id, ok := r.Asker.Tree.Find(name); ok {
				name = string(id)
			}
			chosen = append(chosen, name)
		}
	}
	for _, count := range s.Facet(dim, options) {
		out = append(out, motcua.FacetValue{
			Value: count.Value, Label: labelOf(dim, count.Value), Count: int(count.Count),
			Selected: slices.Contains(chosen, count.Value),
		})
	}
	if dim == dimAgency {
		r.parents(out)
	}
	for i := range out {
		if out[i].Value == columns.None {
			out[i].Value = motcua.FeedbackNobody
		}
	}
	return out
}

// labelOf gives the term of a value; those of registers are not known here.
func labelOf(dim int, value string) string {
	switch dim {
	case dimState:
		return motcua.FeedbackState(value).Label()
	case dimClass:
		return motcua.FeedbackClass(value).Label()
	case dimChannel:
		return motcua.FeedbackChannel(value).Label()
	case dimAttachment:
		if value == "true" {
			return "có tệp đính kèm"
		}
		return "không có tệp đính kèm"
	}
	if value == columns.None {
		return "chưa phân công"
	}
	return value
}

// parents says of each agency which of the others is right above it.
func (r *request) parents(values []motcua.FacetValue) {
	listed := map[motcua.ID]bool{}
	for i := range values {
		listed[motcua.ID(values[i].Value)] = true
	}
	for i := range values {
		for _, above := range r.Asker.Tree.Above(motcua.ID(values[i].Value)) {
			if listed[above] {
				parent := string(above)
				values[i].Parent = &parent
				break
			}
		}
	}
}

func (r *request) ages(s *columns.Selection) (out []motcua.FacetValue) {
	counts := s.FacetSpans(orderReceived, ageSpans(r.Day))
	for i, age := range motcua.AgeBuckets() {
		if counts[i] > 0 || r.ZeroFacets {
			out = append(out, motcua.FacetValue{
				Value: string(age), Label: age.Label(), Count: int(counts[i]), Selected: slices.Contains(r.Filter.Ages, age),
			})
		}
	}
	return out
}

func (r *request) overdues(s *columns.Selection) (out []motcua.FacetValue) {
	late, timely := 0, 0
	for _, count := range s.FacetStatus(nil) {
		if count.Status == columns.Expired {
			late += int(count.Count)
		} else {
			timely += int(count.Count)
		}
	}
	for _, value := range []struct {
		overdue bool
		label   string
		count   int
	}{{true, "quá hạn", late}, {false, "chưa quá hạn", timely}} {
		if value.count > 0 || r.ZeroFacets {
			out = append(out, motcua.FacetValue{
				Value: strconv.FormatBool(value.overdue), Label: value.label, Count: value.count,
				Selected: r.Filter.Overdue != nil && *r.Filter.Overdue == value.overdue,
			})
		}
	}
	return out
}
