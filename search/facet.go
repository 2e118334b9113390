package search

import (
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

// facet counts a selection by the values of a field.
func (v *view) facet(s *columns.Selection, field motcua.FacetField) (motcua.Facet, error) {
	out := motcua.Facet{Field: field}
	if field == motcua.FacetStatus {
		for _, c := range s.FacetStatus() {
			if c.Count > 0 {
				status := domainStatus[c.Status]
				out.Values = append(out.Values, motcua.FacetValue{
					Value: string(status), Label: status.Label(), Count: int(c.Count)})
			}
		}
		return out, nil
	}
	dim, ok := facetDims[field]
	if !ok {
		return out, motcua.Invalid("facets", "%q is not a facet", field)
	}
	for _, c := range s.Facet(dim, columns.FacetOptions{None: registers[dim]}) {
		out.Values = append(out.Values, v.facetValue(dim, c))
	}
	return out, nil
}

var domainStatus = map[columns.Status]motcua.Status{
	columns.InForce: motcua.StatusInForce,
	columns.NotYet:  motcua.StatusNotYetInForce,
	columns.Expired: motcua.StatusExpired,
}

func (v *view) facetValue(dim int, c columns.Count) motcua.FacetValue {
	out := motcua.FacetValue{Value: c.Value, Label: c.Value, Count: int(c.Count)}
	switch {
	case c.Value == columns.None:
		out.Value, out.Label = NotPublished, "không công bố"
	case enumLabels[dim] != nil:
		out.Label = enumLabels[dim](c.Value)
	default:
		if entry := v.labels.byID[labelKey{dim, c.Value}]; entry != nil {
			out.Label = entry.best.Name
			if entry.best.Code != "" {
				out.Code = &entry.best.Code
			}
		}
	}
	return out
}
