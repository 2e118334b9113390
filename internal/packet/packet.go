// Package packet reads records of the national database of procedures in the
// shape of its former sharing packet, LayThuTuc, as adapters of provinces read
// it. It owns the meaning of the packet's fields and knows nothing of where the
// result is stored: what the packet names by code or name gets its ids there.
//
// The packet is documented by those adapters only. Fields that they leave open
// are read leniently, and what is not known is told as a doubt and kept in the
// record as received.
package packet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"motcua"
)

// fields is an object of the packet, its keys in upper case.
type fields map[string]any

// parse is the reading of one record.
type parse struct {
	record motcua.Record
	seen   map[string]bool
}

// Parse reads one record; n is its number in the file.
func Parse(raw []byte, n int) (*motcua.Record, *motcua.Refusal) {
	refuse := func(field, value, reason string) (*motcua.Record, *motcua.Refusal) {
		return nil, &motcua.Refusal{Line: n, Field: field, Value: value, Reason: reason}
	}
	var object map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&object); err != nil {
		return refuse("", "", "not a JSON object: "+err.Error())
	}
	f := upper(object)
	p := &parse{seen: map[string]bool{}}
	p.record = motcua.Record{Line: n, Raw: bytes.Clone(raw), Provenance: motcua.Provenance{Source: motcua.SourcePacket}}
	c := &p.record.Content
	c.Code, c.Name = p.text(f, "MATTHC"), p.text(f, "TENTTHC")
	if strings.TrimSpace(c.Code) == "" {
		return refuse("MATTHC", "", "empty; every procedure has a code")
	}
	if strings.TrimSpace(c.Name) == "" {
		r, refusal := refuse("TENTTHC", "", "empty; every procedure has a name")
		refusal.Code = c.Code
		return r, refusal
	}
	p.decision(f)
	p.kinds(f)
	p.parts(f)
	p.rest(f)
	for _, key := range slices.Sorted(maps.Keys(f)) {
		if !p.seen[key] {
			p.doubt(motcua.DoubtUnknownField, key, "not a field of the packet that is known; it is kept in the record as received")
		}
	}
	for _, part := range c.MissingParts() {
		p.doubt(motcua.DoubtPartMissing, part.Field, part.Label)
	}
	return &p.record, nil
}

func (p *parse) doubt(kind motcua.DoubtKind, field, reason string) {
	p.record.Doubts = append(p.record.Doubts, motcua.Doubt{Kind: kind, Field: field, Reason: reason})
}

func upper(object map[string]any) fields {
	f := fields{}
	for key, value := range object {
		f[strings.ToUpper(key)] = value
	}
	return f
}

// text reads a text or a number.
func (p *parse) text(f fields, key string) string {
	p.seen[key] = true
	switch v := f[key].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func (p *parse) optional(f fields, key string) *string {
	if s := p.text(f, key); strings.TrimSpace(s) != "" {
		return &s
	}
	return nil
}

// list reads a list of objects; adapters give a single one without a list, and
// texts where there is no more than a name.
func (p *parse) list(f fields, key string) (out []fields) {
	p.seen[key] = true
	items, ok := f[key].([]any)
	if !ok && f[key] != nil {
		items = []any{f[key]}
	}
	for _, item := range items {
		switch v := item.(type) {
		case map[string]any:
			out = append(out, upper(v))
		case string:
			if strings.TrimSpace(v) != "" {
				out = append(out, fields{"": v})
			}
		case json.Number:
			out = append(out, fields{"": v.String()})
		}
	}
	return out
}

// named reads the code and the name of an element, whatever they are called:
// MA… and TEN….
func (f fields) named() (code *string, name string) {
	for _, key := range slices.Sorted(maps.Keys(f)) {
		s, ok := f[key].(string)
		if !ok || strings.TrimSpace(s) == "" {
			continue
		}
		switch {
		case strings.HasPrefix(key, "MA") && code == nil:
			code = &s
		case key == "", strings.HasPrefix(key, "TEN") && name == "":
			name = s
		}
	}
	return code, name
}

func (f fields) text(key string) string {
	switch v := f[key].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func (f fields) optional(key string) *string {
	if s := f.text(key); strings.TrimSpace(s) != "" {
		return &s
	}
	return nil
}

func (p *parse) decision(f fields) {
	p.seen["IDQUYETDINHCONGBO"] = true
	c := &p.record.Content
	d := &c.Decision
	d.Number, d.Title = p.optional(f, "SOQUYETDINH"), p.optional(f, "TRICHYEU")
	if d.Number == nil {
		p.doubt(motcua.DoubtDecisionNumberMissing, "SOQUYETDINH", "no number is published")
	}
	if text := strings.TrimSpace(p.text(f, "NGAYQUYETDINH")); text != "" {
		if day, ok := dayOf(text); ok {
			d.Date = &day
		}
	}
	if d.Date == nil {
		p.doubt(motcua.DoubtDecisionDateMissing, "NGAYQUYETDINH", "no day of the form dd/mm/yyyy is published")
	}
	for _, key := range []string{"COQUANCONGBO", "COQUANBANHANH"} {
		if list := p.list(f, key); len(list) > 0 && d.Agency.Name == "" {
			d.Agency.Code, d.Agency.Name = list[0].named()
		}
	}
}

func dayOf(s string) (motcua.Date, bool) {
	for _, layout := range []string{"02/01/2006", "2/1/2006", time.DateOnly, "2006-01-02T15:04:05", time.RFC3339, "02/01/2006 15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, motcua.Zone); err == nil {
			return motcua.DateOf(t), true
		}
	}
	return 0, false
}

// Levels 2 and 3 are as adapters use them; their meaning is not documented.
var levels = map[string]motcua.Level{
	"0": motcua.LevelMinistry, "1": motcua.LevelProvince, "2": motcua.LevelDistrict, "3": motcua.LevelCommune,
}

func (p *parse) kinds(f fields) {
	c := &p.record.Content
	c.Kind = motcua.KindStandard
	regulated := map[string]motcua.Regulation{"1": motcua.RegulationNotAssignedRegulation, "2": motcua.RegulationAssignedRegulation, "3": motcua.RegulationOther}
	if r, ok := regulated[p.text(f, "LOAITTHC")]; ok {
		c.RegulatedBy = &r
	}
	for _, item := range p.list(f, "CAPTHUCHIEN") {
		code := item.text("")
		for _, key := range []string{"CAPTHUCHIEN", "MACAPTHUCHIEN", "MA"} {
			if code == "" {
				code = item.text(key)
			}
		}
		if level, ok := levels[strings.TrimSpace(code)]; ok && !slices.Contains(c.Levels, level) {
			c.Levels = append(c.Levels, level)
		}
	}
	for _, item := range p.list(f, "LINHVUCTHUCHIEN") {
		s := motcua.Sector{}
		if s.Code, s.Name = item.named(); s.Name != "" && c.Sector == nil {
			c.Sector = &s
		}
	}
	p.text(f, "TRANGTHAI")
}

func (p *parse) rest(f fields) {
	c := &p.record.Content
	for key, to := range map[string]*[]motcua.Agency{
		"COQUANTHUCHIEN": &c.Executing, "COQUANCOTHAMQUYEN": &c.Competent, "COQUANDUOCUYQUYEN": &c.Delegated, "COQUANPHOIHOP": &c.Coordinating,
	} {
		for _, item := range p.list(f, key) {
			a := motcua.Agency{Kind: motcua.AgencyUnitGroup} // a text names a body or a group; the register tells which
			if a.Code, a.Name = item.named(); a.Code != nil {
				a.Kind = motcua.AgencyDepartment
			}
			if a.Name != "" {
				*to = append(*to, a)
			}
		}
	}
	for _, item := range p.list(f, "DOITUONGTHUCHIEN") {
		a := motcua.Audience{}
		if a.Code, a.Name = item.named(); a.Name != "" {
			c.Audiences = append(c.Audiences, a)
		}
	}
	for _, item := range p.list(f, "KETQUATHUCHIEN") {
		r := motcua.Result{}
		if r.Code, r.Name = item.named(); r.Name != "" {
			c.Results = append(c.Results, r)
		}
	}
	for _, item := range p.list(f, "CANCUPHAPLY") {
		b := motcua.LegalBasis{Number: item.text("SOVANBAN"), Title: item.optional("TENVANBAN")}
		if strings.TrimSpace(b.Number) != "" {
			c.LegalBases = append(c.LegalBases, b)
		}
	}
	c.ReceivingAddress, c.Requirements = p.optional(f, "DIACHITIEPNHAN"), p.optional(f, "YEUCAU")
	c.Keywords, c.Description = p.optional(f, "TUKHOA"), p.optional(f, "MOTA")
	for _, key := range []string{"TTHCLIENQUAN", "TTHCLIENTHONG"} {
		p.seen[key] = true // other procedures, which say so themselves
	}
}

// Records splits a file into its records: a list, one object, an object that
// holds a list (as the service's answer does), or one object a line.
func Records(doc []byte) ([]json.RawMessage, error) {
	doc = bytes.TrimSpace(bytes.TrimPrefix(doc, []byte("\xef\xbb\xbf")))
	var list []json.RawMessage
	if json.Unmarshal(doc, &list) == nil {
		return list, nil
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(doc, &object) == nil {
		for _, key := range slices.Sorted(maps.Keys(object)) {
			if json.Unmarshal(object[key], &list) == nil && len(list) > 0 && bytes.HasPrefix(bytes.TrimSpace(list[0]), []byte("{")) && !hasCode(object) {
				return list, nil
			}
		}
		return []json.RawMessage{doc}, nil
	}
	d := json.NewDecoder(bytes.NewReader(doc))
	for d.More() {
		var one json.RawMessage
		if err := d.Decode(&one); err != nil {
			return nil, fmt.Errorf("record %d is not JSON: %w", len(list)+1, err)
		}
		list = append(list, one)
	}
	return list, nil
}

func hasCode(object map[string]json.RawMessage) bool {
	for key := range object {
		if strings.EqualFold(key, "MATTHC") {
			return true
		}
	}
	return false
}
