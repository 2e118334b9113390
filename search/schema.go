package search

import (
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"motcua"
	"motcua/search/columns"
	"motcua/search/vi"
)

// The dimensions of the columns.
const (
	dimSector = iota
	dimLevel
	dimPromulgatedBy
	dimExecutedBy
	dimAudience
	dimOnlineLevel
	dimKind
	dimRegulatedBy
	dimNonTerritorial
	dimServiceGroup
	dimDecision
	dimLegalBasis
	dimCode
	dimPaper
)

// The orders of the columns.
const (
	orderName = iota
	orderCode
	orderDecisionDate
)

var schema = columns.Schema{
	Dimensions: []string{"sector", "level", "promulgated by", "executed by", "audience", "online level", "kind",
		"regulated by", "non-territorial", "service group", "decision", "legal basis", "code", "paper"},
	Orders: []string{"name", "code", "decision date"},
}

// rowOf makes the columns row of a version of a procedure.
func rowOf(p *motcua.Procedure) columns.Row {
	values := make([][]string, len(schema.Dimensions))
	for _, l := range labelsOf(p) {
		values[l.Dim] = append(values[l.Dim], intern(l.ID))
	}
	for _, level := range p.Levels {
		values[dimLevel] = append(values[dimLevel], string(level))
	}
	if p.OnlineLevel != nil {
		values[dimOnlineLevel] = []string{string(*p.OnlineLevel)}
	}
	if p.Kind != "" {
		values[dimKind] = []string{string(p.Kind)}
	}
	if p.RegulatedBy != nil {
		values[dimRegulatedBy] = []string{string(*p.RegulatedBy)}
	}
	values[dimNonTerritorial] = []string{strconv.FormatBool(p.NonTerritorial)}
	if p.Decision.ID != "" {
		values[dimDecision] = []string{intern(string(p.Decision.ID))}
	}
	for _, basis := range p.LegalBases {
		values[dimLegalBasis] = append(values[dimLegalBasis], intern(string(basis.ID)))
	}
	values[dimCode] = []string{intern(codeValue(p.Code))}
	values[dimPaper] = papersOf(p)
	return schema.Canonical(columns.Row{
		Key:    rowKey(p.ID, p.VersionID),
		Values: values,
		Legal:  daysOf(p.Legal),
		Shown:  daysOf(p.Shown),
		Sort:   [][]byte{nameSort(p), []byte(codeValue(p.Code)), dateSort(p.Decision.Date)},
	})
}

// papersOf gives the papers that a procedure asks for, each by itself and with
// whether it is marked as a result of another procedure.
func papersOf(p *motcua.Procedure) []string {
	var out []string
	for _, c := range p.Cases {
		for i := range c.Components {
			k := &c.Components[i]
			id := motcua.PaperID(norm.NFC.String(k.Name))
			if k.Kind != motcua.ComponentPaper || id == "" {
				continue
			}
			marked := k.ProcessingResult != nil && *k.ProcessingResult
			out = append(out, intern(paperValue(id, nil)), intern(paperValue(id, &marked)))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func paperValue(id motcua.ID, processingResult *bool) string {
	if processingResult == nil {
		return string(id)
	}
	return string(id) + "/" + strconv.FormatBool(*processingResult)
}

// rowKey names a row and its document.
func rowKey(procedure, version motcua.ID) string { return string(procedure) + "/" + string(version) }

// splitKey is the reverse of rowKey.
func splitKey(key string) (procedure, version motcua.ID) {
	p, v, _ := strings.Cut(key, "/")
	return motcua.ID(p), motcua.ID(v)
}

// codeValue is the form of a code under which procedures are found and ordered.
func codeValue(code string) string { return motcua.NationalCode(strings.ToUpper(code)) }

// nameSort is the place of the name in the alphabet. The database makes it;
// where it has not, the folded name comes near.
func nameSort(p *motcua.Procedure) []byte {
	if len(p.SortKey) > 0 {
		return p.SortKey
	}
	var key []byte
	for i, t := range vi.Syllables(p.Name) {
		if i > 0 {
			key = append(key, vi.BigramSep)
		}
		key = vi.AppendFolded(key, t.Text(p.Name))
	}
	return key
}

// dateSort orders days as bytes; a day that is not published comes before all.
func dateSort(d *motcua.Date) []byte {
	if d == nil {
		return nil
	}
	return binary.BigEndian.AppendUint32(nil, uint32(*d)^1<<31) // the sign bit turned: days before 1970 come first
}

func daysOf(p motcua.Period) columns.Days {
	days := columns.Always
	if p.From != nil {
		days.From = int32(*p.From)
	}
	if p.To != nil {
		days.To = int32(min(*p.To, math.MaxInt32-1)) // the last number means "no end"
	}
	return days
}
