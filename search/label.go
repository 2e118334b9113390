package search

import (
	"slices"
	"strings"
	"unique"

	"motcua"
	"motcua/search/vi"
)

// label names a value of a dimension that holds ids: what a procedure says of
// a sector, agency, audience or service group.
type label struct {
	Dim  int    `json:"d"`
	ID   string `json:"i"`
	Code string `json:"c,omitempty"`
	Name string `json:"n"`
}

// sharedLabel is a label once in memory, for all documents that have it.
type sharedLabel = unique.Handle[label]

func shareLabels(list []label) []sharedLabel {
	out := make([]sharedLabel, len(list))
	for i, l := range list {
		out[i] = unique.Make(l)
	}
	return out
}

func labelValues(list []sharedLabel) []label {
	out := make([]label, len(list))
	for i, l := range list {
		out[i] = l.Value()
	}
	return out
}

// registers are the dimensions that hold ids of registers, and may be named by
// code in a filter.
var registers = map[int]bool{
	dimSector: true, dimPromulgatedBy: true, dimExecutedBy: true, dimAudience: true, dimServiceGroup: true,
}

// labelsOf lists what a procedure refers to in the registers' dimensions.
func labelsOf(p *motcua.Procedure) []label {
	var out []label
	add := func(dim int, id motcua.ID, code *string, name string) {
		if id == "" {
			return
		}
		l := label{Dim: dim, ID: string(id), Name: name}
		if code != nil {
			l.Code = *code
		}
		out = append(out, l)
	}
	if p.Sector != nil {
		add(dimSector, p.Sector.ID, p.Sector.Code, p.Sector.Name)
	}
	if p.PromulgatedBy != nil {
		add(dimPromulgatedBy, p.PromulgatedBy.ID, p.PromulgatedBy.Code, p.PromulgatedBy.Name)
	}
	for _, a := range p.Executing {
		add(dimExecutedBy, a.ID, a.Code, a.Name)
	}
	for _, a := range p.Audiences {
		add(dimAudience, a.ID, a.Code, a.Name)
	}
	if p.Decision.ID != "" && p.Decision.Number != nil {
		add(dimDecision, p.Decision.ID, nil, *p.Decision.Number)
	}
	for _, g := range p.ServiceGroups {
		add(dimServiceGroup, g.ID, nil, g.Name)
	}
	return out
}

// labels is what all documents together say of the registers' values. A value
// lives as long as a document refers to it, so nothing is told, completed or
// found that no public procedure holds.
type labels struct {
	byID   map[labelKey]*labelEntry
	byCode map[labelKey][]string // ids by dimension and code
	list   []completion          // for completion, in no order
	tree   *motcua.AgencyTree
}

type labelKey struct {
	dim   int
	value string
}

// labelEntry counts the documents for each way in which a value is named:
// versions may differ. The commonest stands for it.
type labelEntry struct {
	uses []labelUse // nearly always one
	best label
}

type labelUse struct {
	of sharedLabel
	n  int
}

// change counts documents in or out.
func (e *labelEntry) change(of sharedLabel, by int) {
	i := slices.IndexFunc(e.uses, func(u labelUse) bool { return u.of == of })
	if i < 0 {
		i, e.uses = len(e.uses), append(e.uses, labelUse{of: of})
	}
	if e.uses[i].n += by; e.uses[i].n <= 0 {
		e.uses = slices.Delete(e.uses, i, i+1)
	}
}

func newLabels() *labels { return &labels{byID: map[labelKey]*labelEntry{}} }

// change counts a document's labels in (by = 1) or out (by = -1). Readers see
// published copies only.
func (l *labels) change(of []sharedLabel, by int) {
	for _, one := range of {
		named := one.Value()
		key := labelKey{named.Dim, named.ID}
		entry := l.byID[key]
		if entry == nil {
			entry = &labelEntry{}
			l.byID[key] = entry
		}
		entry.change(one, by)
		if len(entry.uses) == 0 {
			delete(l.byID, key)
		}
	}
}

// published gives a copy for readers, who only look.
func (l *labels) published() *labels {
	out := &labels{byID: make(map[labelKey]*labelEntry, len(l.byID)), byCode: map[labelKey][]string{}, tree: newAgencyTree(l)}
	for key, entry := range l.byID {
		best := entry.choose()
		out.byID[key] = &labelEntry{best: best}
		for _, code := range codeKeys(best.Code) {
			for _, dim := range register(key.dim) {
				at := labelKey{dim, code}
				if !slices.Contains(out.byCode[at], best.ID) {
					out.byCode[at] = append(out.byCode[at], best.ID)
				}
			}
		}
	}
	out.list = completions(out.byID)
	return out
}

// choose gives the commonest label, the first in the alphabet of several: the
// same after every way to the same documents.
func (e *labelEntry) choose() label {
	var best label
	most := 0
	for _, use := range e.uses {
		l, n := use.of.Value(), use.n
		if n > most || n == most && (l.Name < best.Name || l.Name == best.Name && l.Code < best.Code) {
			best, most = l, n
		}
	}
	return best
}

// count is how many documents there are for a value.
func (e *labelEntry) count() (n int) {
	for _, use := range e.uses {
		n += use.n
	}
	return n
}

// register gives the dimensions whose values are of one register.
func register(dim int) []int {
	if isAgencyDim(dim) {
		return agencyDims
	}
	return []int{dim}
}

// entry gives what is known of a value, by the dimension itself if possible.
func (l *labels) entry(dim int, id string) *labelEntry {
	if e := l.byID[labelKey{dim, id}]; e != nil {
		return e
	}
	for _, other := range register(dim) {
		if e := l.byID[labelKey{other, id}]; e != nil {
			return e
		}
	}
	return nil
}

// ids gives the ids that a filter's value stands for: those that it names, and
// of agencies all units too.
func (l *labels) ids(dim int, value string) []string {
	named := l.named(dim, value)
	if !isAgencyDim(dim) {
		return named
	}
	ids := make([]motcua.ID, len(named))
	for i, id := range named {
		ids[i] = motcua.ID(id)
	}
	return idTexts(l.tree.WithUnits(ids))
}

// named gives the ids that a value names: itself if it is one, or all that bear
// it as their code.
func (l *labels) named(dim int, value string) []string {
	value = strings.TrimSpace(value)
	if id := strings.ToLower(value); l.entry(dim, id) != nil {
		return []string{id}
	}
	for _, code := range codeKeys(value) {
		if ids := l.byCode[labelKey{dim, code}]; len(ids) > 0 {
			return ids
		}
	}
	return nil
}

// codeKeys are the forms in which a code is compared: that of Decision
// 20/2020/QĐ-TTg for electronic identifiers of both generations, and else the
// code without marks (published audience codes mix Đ and D).
func codeKeys(code string) []string {
	if code == "" {
		return nil
	}
	if c, ok := motcua.ParseAgencyCode(code); ok {
		return []string{vi.CodeKey(c.String())}
	}
	if key := vi.CodeKey(code); key != "" {
		return []string{key}
	}
	return nil
}
