package readcopy

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	bolt "go.etcd.io/bbolt"

	"motcua"
)

// formatVersion is raised where the same rows are kept or found in another way.
const formatVersion = 2

// Kinds of texts that are looked up in one index.
const (
	currentCode  = 'c' // of a procedure as it is now, and of an agency
	nationalCode = 'n'
	formerCode   = 'v' // of a version
	codeKey      = 'k'
)

var (
	procedures = newTable("procedure",
		index[motcua.ProcedureRow]{"code", func(p *motcua.ProcedureRow) [][]byte {
			keys := [][]byte{hashed(currentCode, p.Code), hashed(nationalCode, p.NationalCode)}
			for i := range p.Versions {
				keys = append(keys, hashed(formerCode, p.Versions[i].Code))
			}
			return keys
		}},
		index[motcua.ProcedureRow]{"version", func(p *motcua.ProcedureRow) (keys [][]byte) {
			for i := range p.Versions {
				keys = append(keys, keyOf(p.Versions[i].ID))
			}
			return keys
		}},
		index[motcua.ProcedureRow]{"successor", func(p *motcua.ProcedureRow) (keys [][]byte) {
			for _, s := range p.Successors {
				keys = append(keys, keyOf(s.Successor))
			}
			return keys
		}},
		index[motcua.ProcedureRow]{"decision", func(p *motcua.ProcedureRow) (keys [][]byte) {
			for i := range p.Announcements {
				keys = append(keys, keyOf(p.Announcements[i].Decision))
			}
			return keys
		}},
		index[motcua.ProcedureRow]{"mark", func(p *motcua.ProcedureRow) [][]byte { return [][]byte{orderedMark(p.Mark)} }},
	)
	contents = newTable[motcua.Written]("content")
	agencies = newTable("agency",
		index[motcua.AgencyRow]{"order", func(a *motcua.AgencyRow) [][]byte { return [][]byte{ordered(a.SortKey)} }},
		index[motcua.AgencyRow]{"parent", func(a *motcua.AgencyRow) [][]byte {
			if a.Parent == nil {
				return nil
			}
			return [][]byte{keyOf(*a.Parent)}
		}},
		index[motcua.AgencyRow]{"code", func(a *motcua.AgencyRow) (keys [][]byte) {
			if a.Code != nil {
				keys = append(keys, hashed(currentCode, *a.Code))
			}
			if a.CodeKey != nil {
				keys = append(keys, hashed(codeKey, *a.CodeKey))
			}
			return keys
		}},
		index[motcua.AgencyRow]{"name", func(a *motcua.AgencyRow) [][]byte { return [][]byte{hashed(codeKey, a.NameKey)} }},
		index[motcua.AgencyRow]{"successor", func(a *motcua.AgencyRow) (keys [][]byte) {
			for _, s := range a.Successors {
				keys = append(keys, keyOf(s.Successor))
			}
			return keys
		}},
	)
	sectors = newTable("sector",
		index[motcua.SectorRow]{"order", func(s *motcua.SectorRow) [][]byte { return [][]byte{ordered(s.SortKey)} }},
		index[motcua.SectorRow]{"code", func(s *motcua.SectorRow) [][]byte {
			if s.Code == nil {
				return nil
			}
			return [][]byte{hashed(currentCode, *s.Code)}
		}},
	)
	decisions = newTable("decision",
		index[motcua.DecisionRow]{"order", func(d *motcua.DecisionRow) [][]byte { return [][]byte{ordered32(decisionPlace(d.Date))} }},
		index[motcua.DecisionRow]{"number", func(d *motcua.DecisionRow) [][]byte {
			if d.NumberKey == nil {
				return nil
			}
			return [][]byte{hashed(codeKey, *d.NumberKey)}
		}},
		index[motcua.DecisionRow]{"based", func(d *motcua.DecisionRow) [][]byte {
			if d.BasedOn == nil {
				return nil
			}
			return [][]byte{keyOf(*d.BasedOn)}
		}},
	)
	legalBases = newTable("legal basis",
		index[motcua.LegalBasisRow]{"number", func(b *motcua.LegalBasisRow) [][]byte { return [][]byte{hashed(codeKey, b.DocumentNumber)} }},
		index[motcua.LegalBasisRow]{"document", func(b *motcua.LegalBasisRow) [][]byte { return [][]byte{hashed(codeKey, b.DocumentKey)} }},
	)
	papers = newTable[motcua.PaperRow]("paper")
)

// tabled is what is done to all tables alike.
type tabled interface {
	create(*bolt.Tx) error
	check(*bolt.Tx) error
	count(*bolt.Tx) int
	shape() string
	title() string
}

func (t *table[T]) shape() string { return t.name + t.codec.Shape() }
func (t *table[T]) title() string { return t.name }

var tables = []tabled{procedures, contents, agencies, sectors, decisions, legalBases, papers}

// format names the form of the file: a copy of another one is made anew.
var format = func() string {
	all := strconv.Itoa(formatVersion)
	for _, t := range tables {
		all += t.shape()
	}
	all += metaCodec.Shape()
	hash := sha256.Sum256([]byte(all))
	return hex.EncodeToString(hash[:])
}()
