package demo

import (
	"cmp"
	"fmt"

	"motcua"
)

// tables is tables.yaml: what the entries name by key.
type tables struct {
	Agencies  map[string]agencyRow   `yaml:"agencies"`
	Sectors   map[string]namedRow    `yaml:"sectors"`   // by code
	Audiences map[string]namedRow    `yaml:"audiences"` // by code
	Decisions map[string]decisionRow `yaml:"decisions"` // by number, or number and agency where a number repeats
	Laws      map[string]namedRow    `yaml:"laws"`      // by number
	Groups    map[string]groupRow    `yaml:"groups"`    // service groups, by name
}

type namedRow struct {
	ID   motcua.ID `yaml:"id"`
	Name string    `yaml:"name"`
}

type agencyRow struct {
	ID    motcua.ID `yaml:"id"`
	Code  string    `yaml:"code"`
	Name  string    `yaml:"name"`
	Group bool      `yaml:"group"` // a unit group, such as all commune People's Committees
}

type decisionRow struct {
	Number string `yaml:"number"` // the key where nothing is said
	Date   string `yaml:"date"`
	Agency string `yaml:"agency"`
	List   string `yaml:"list"` // STANDARD where nothing is said
}

type groupRow struct {
	ID   motcua.ID `yaml:"id"`
	Kind string    `yaml:"kind"`
}

func unknown(table, key string) error { return fmt.Errorf("no %q in table %s", key, table) }

func (t *tables) agency(key string) (motcua.Agency, error) {
	row, ok := t.Agencies[key]
	if !ok {
		return motcua.Agency{}, unknown("agencies", key)
	}
	a := motcua.Agency{ID: row.ID, Code: text(row.Code), Name: row.Name, Kind: motcua.AgencyDepartment}
	if row.Group {
		a.Kind = motcua.AgencyUnitGroup
	}
	return a, nil
}

func (t *tables) agencies(keys []string) ([]motcua.Agency, error) { return each(keys, t.agency) }

func (t *tables) decision(key string) (d motcua.Decision, list motcua.ProposalType, err error) {
	row, ok := t.Decisions[key]
	if !ok {
		return d, list, unknown("decisions", key)
	}
	agency, err := t.agency(row.Agency)
	if err != nil {
		return d, list, err
	}
	date, err := motcua.ParseDate(row.Date)
	if err != nil {
		return d, list, fmt.Errorf("decision %s: %w", key, err)
	}
	number := cmp.Or(row.Number, key)
	list, err = value[motcua.ProposalType](cmp.Or(row.List, string(motcua.ProposalStandard)))
	return motcua.NewDecision(&number, &date, agency), list, err
}

func (t *tables) sector(code string) (*motcua.Sector, error) {
	row, ok := t.Sectors[code]
	if !ok {
		return nil, unknown("sectors", code)
	}
	return &motcua.Sector{ID: row.ID, Code: &code, Name: row.Name}, nil
}

func (t *tables) audience(code string) (motcua.Audience, error) {
	row, ok := t.Audiences[code]
	if !ok {
		return motcua.Audience{}, unknown("audiences", code)
	}
	return motcua.Audience{ID: row.ID, Code: &code, Name: row.Name}, nil
}

func (t *tables) law(number string) (motcua.LegalBasis, error) {
	row, ok := t.Laws[number]
	if !ok {
		return motcua.LegalBasis{}, unknown("laws", number)
	}
	return motcua.LegalBasis{ID: row.ID, Number: number, Title: text(row.Name)}, nil
}

func (t *tables) group(name string) (motcua.ServiceGroup, error) {
	row, ok := t.Groups[name]
	if !ok {
		return motcua.ServiceGroup{}, unknown("groups", name)
	}
	kind, err := optional[motcua.ServiceGroupKind](row.Kind)
	return motcua.ServiceGroup{ID: row.ID, Name: name, Kind: kind}, err
}

// each looks all keys up, in their order.
func each[T any](keys []string, find func(string) (T, error)) ([]T, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	out := make([]T, len(keys))
	for i, key := range keys {
		v, err := find(key)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// text is nil for a text that is not there.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
