package search

import (
	"strconv"

	"motcua"
	"motcua/search/columns"
)

// NotPublished is the value of a facet, and of a filter, for procedures that
// publish no sector, agency, audience or service group. Facets of enums have no
// such value, because no filter could take it.
const NotPublished = "NOT_PUBLISHED"

// filterOf puts a filter in the columns' terms. A list without values does not
// restrict; a value that no procedure has matches nothing.
func (v *view) filterOf(f motcua.ProcedureFilter) columns.Filter {
	in := map[int][]string{}
	v.refer(in, dimSector, f.Sectors)
	v.refer(in, dimPromulgatedBy, f.PromulgatedBy)
	v.refer(in, dimExecutedBy, f.ExecutedBy)
	v.refer(in, dimAudience, f.Audiences)
	v.refer(in, dimServiceGroup, f.ServiceGroups)
	choose(in, dimLevel, f.Levels)
	choose(in, dimOnlineLevel, f.OnlineLevels)
	choose(in, dimKind, f.Kinds)
	choose(in, dimRegulatedBy, f.RegulatedBy)
	for _, code := range f.Codes {
		in[dimCode] = append(in[dimCode], codeValue(code))
	}
	if f.NonTerritorial != nil {
		in[dimNonTerritorial] = []string{strconv.FormatBool(*f.NonTerritorial)}
	}
	if f.Decision != nil {
		in[dimDecision] = []string{string(*f.Decision)}
	}
	for _, id := range f.LegalBases {
		in[dimLegalBasis] = append(in[dimLegalBasis], string(id))
	}
	if f.Component != nil {
		in[dimPaper] = []string{paperValue(f.Component.Paper, f.Component.ProcessingResult)}
	}
	out := columns.Filter{In: in}
	if len(f.Statuses) > 0 {
		out.Status = []columns.Status{}
		for _, s := range f.Statuses {
			if status, ok := statusOf[s]; ok {
				out.Status = append(out.Status, status)
			}
		}
	}
	return out
}

// chosen gives, by dimension, the values that a filter names, as facets have
// them. The statuses stand under dimStatus.
func (v *view) chosen(f motcua.ProcedureFilter) map[int][]string {
	out := map[int][]string{}
	name := func(dim int, values []string) {
		for _, value := range values {
			if value == NotPublished {
				out[dim] = append(out[dim], columns.None)
			} else {
				out[dim] = append(out[dim], v.labels.named(dim, value)...)
			}
		}
	}
	name(dimSector, f.Sectors)
	name(dimPromulgatedBy, f.PromulgatedBy)
	name(dimExecutedBy, f.ExecutedBy)
	name(dimAudience, f.Audiences)
	name(dimServiceGroup, f.ServiceGroups)
	choose(out, dimLevel, f.Levels)
	choose(out, dimOnlineLevel, f.OnlineLevels)
	choose(out, dimKind, f.Kinds)
	choose(out, dimRegulatedBy, f.RegulatedBy)
	choose(out, dimStatus, f.Statuses)
	if f.NonTerritorial != nil {
		out[dimNonTerritorial] = []string{strconv.FormatBool(*f.NonTerritorial)}
	}
	return out
}

// refer adds values that name entries of a register by id or code.
func (v *view) refer(in map[int][]string, dim int, values []string) {
	if len(values) == 0 {
		return
	}
	in[dim] = []string{}
	for _, value := range values {
		if value == NotPublished {
			in[dim] = append(in[dim], columns.None)
			continue
		}
		in[dim] = append(in[dim], v.labels.ids(dim, value)...)
	}
}

func choose[E ~string](in map[int][]string, dim int, values []E) {
	for _, value := range values {
		in[dim] = append(in[dim], string(value))
	}
}

var statusOf = map[motcua.Status]columns.Status{
	motcua.StatusInForce:       columns.InForce,
	motcua.StatusNotYetInForce: columns.NotYet,
	motcua.StatusExpired:       columns.Expired,
}
