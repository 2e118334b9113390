package search

import (
	"slices"

	"motcua"
	"motcua/search/columns"
)

// facetDims are the dimensions of the facets.
var facetDims = map[motcua.FacetField]int{
	motcua.FacetSector:         dimSector,
	motcua.FacetLevel:          dimLevel,
	motcua.FacetPromulgatedBy:  dimPromulgatedBy,
	motcua.FacetExecutedBy:     dimExecutedBy,
	motcua.FacetAudience:       dimAudience,
	motcua.FacetOnlineLevel:    dimOnlineLevel,
	motcua.FacetKind:           dimKind,
	motcua.FacetRegulatedBy:    dimRegulatedBy,
	motcua.FacetNonTerritorial: dimNonTerritorial,
	motcua.FacetServiceGroup:   dimServiceGroup,
}

// enumLabels are the terms of the values that are no register's.
var enumLabels = map[int]func(string) string{
	dimLevel:       func(s string) string { return motcua.Level(s).Label() },
	dimOnlineLevel: func(s string) string { return motcua.OnlineLevel(s).Label() },
	dimKind:        func(s string) string { return motcua.Kind(s).Label() },
	dimRegulatedBy: func(s string) string { return motcua.Regulation(s).Label() },
	dimNonTerritorial: func(s string) string {
		if s == "true" {
			return "phi địa giới hành chính"
		}
		return "theo địa giới hành chính"
	},
}

// dimStatus stands for the status, which is no dimension: it depends on the day.
const dimStatus = -1

// counter counts a selection.
type counter struct {
	view      *view
	selection *columns.Selection
	groups    *columns.Groups // of what counts as one
	zero      bool            // values that nothing selected has, too
	chosen    map[int][]string
}

// facet counts by the values of a field.
func (c *counter) facet(field motcua.FacetField) (motcua.Facet, error) {
	out := motcua.Facet{Field: field}
	if field == motcua.FacetStatus {
		out.Values = c.statuses()
		return out, nil
	}
	dim, ok := facetDims[field]
	if !ok {
		return out, motcua.Invalid("facets", "%q is not a facet", field)
	}
	options := columns.FacetOptions{None: registers[dim], Zero: c.zero, Groups: c.groups}
	if isAgencyDim(dim) {
		options.Tree = c.view.trees[dim]()
	}
	if dim == dimPromulgatedBy {
		options.Groups = nil // choosing a value shows copies as results of their own
	}
	for _, count := range c.selection.Facet(dim, options) {
		out.Values = append(out.Values, c.value(dim, count))
	}
	parents(dim, c.view.labels.tree, out.Values)
	return out, nil
}

func (c *counter) statuses() (out []motcua.FacetValue) {
	for _, count := range c.selection.FacetStatus(c.groups) {
		if count.Count > 0 || c.zero {
			status := domainStatus[count.Status]
			out = append(out, motcua.FacetValue{
				Value: string(status), Label: status.Label(), Count: int(count.Count),
				Selected: slices.Contains(c.chosen[dimStatus], string(status))})
		}
	}
	return out
}

var domainStatus = map[columns.Status]motcua.Status{
	columns.InForce: motcua.StatusInForce,
	columns.NotYet:  motcua.StatusNotYetInForce,
	columns.Expired: motcua.StatusExpired,
}

func (c *counter) value(dim int, count columns.Count) motcua.FacetValue {
	out := motcua.FacetValue{
		Value: count.Value, Label: count.Value, Count: int(count.Count),
		Selected: slices.Contains(c.chosen[dim], count.Value),
	}
	switch {
	case count.Value == columns.None:
		out.Value, out.Label = NotPublished, "không công bố"
	case enumLabels[dim] != nil:
		out.Label = enumLabels[dim](count.Value)
	default:
		if entry := c.view.labels.entry(dim, count.Value); entry != nil {
			out.Label = entry.best.Name
			if entry.best.Code != "" {
				out.Code = &entry.best.Code
			}
		}
	}
	return out
}

// levelAbove is the level of which another is a part. Districts ended, so
// communes are right below provinces. What a commune performs the province does
// not, so each level counts for itself.
var levelAbove = map[string]string{
	string(motcua.LevelDistrict): string(motcua.LevelProvince),
	string(motcua.LevelCommune):  string(motcua.LevelProvince),
}

// parents says of each value which of the others is right above it.
func parents(dim int, tree *motcua.AgencyTree, values []motcua.FacetValue) {
	listed := map[string]bool{}
	for i := range values {
		listed[values[i].Value] = true
	}
	for i := range values {
		parent := ""
		switch {
		case isAgencyDim(dim):
			parent = string(tree.Parent(motcua.ID(values[i].Value)))
		case dim == dimLevel:
			parent = levelAbove[values[i].Value]
		}
		if listed[parent] {
			values[i].Parent = &parent
		}
	}
}
