package document

import (
	"regexp"
	"slices"
	"strings"

	"motcua"
)

func fill(r *motcua.Record, s sections) {
	c := &r.Content
	decision(r, s)
	for _, level := range motcua.Levels() {
		if text := s.text("levels"); text != nil && strings.Contains(fold(*text), level.Label()) {
			c.Levels = append(c.Levels, level)
		}
	}
	if name := s.line("sector"); name != "" {
		c.Sector = &motcua.Sector{Name: name}
	}
	if text := s.text("steps"); text != nil {
		c.Steps = []motcua.Step{{Number: 1, Text: text}} // the export has them in one text
	}
	methods(r, s["methods"])
	cases(c, s["cases"])
	for _, name := range s.items("audiences") {
		c.Audiences = append(c.Audiences, motcua.Audience{Name: name})
	}
	for section, to := range map[string]*[]motcua.Agency{
		"executing": &c.Executing, "competent": &c.Competent, "delegated": &c.Delegated, "coordinating": &c.Coordinating,
	} {
		for _, name := range s.items(section) {
			*to = append(*to, motcua.Agency{Name: name, Kind: motcua.AgencyUnitGroup}) // the register tells a body from a group
		}
	}
	for _, name := range s.items("results") {
		c.Results = append(c.Results, motcua.Result{Name: name})
	}
	bases(c, s["bases"])
	c.ReceivingAddress, c.Requirements = s.text("address"), s.text("requirements")
	c.Keywords, c.Description = s.text("keywords"), s.text("description")
}

func decision(r *motcua.Record, s sections) {
	d := &r.Content.Decision
	if number := s.line("number"); number != "" {
		d.Number = &number
	} else {
		r.Doubts = append(r.Doubts, motcua.Doubt{Kind: motcua.DoubtDecisionNumberMissing, Field: "Số quyết định", Reason: "no number is published"})
	}
	if day, ok := dayOf(s.line("date")); ok {
		d.Date = &day
	} else {
		r.Doubts = append(r.Doubts, motcua.Doubt{Kind: motcua.DoubtDecisionDateMissing, Field: "Số quyết định", Reason: "the export has no day of the decision"})
	}
	d.Agency.Name = s.line("agency")
}

// column finds a column of a table by what its heading begins with; -1 is none.
func column(head []string, names ...string) int {
	return slices.IndexFunc(head, func(cell string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(fold(cell), name) })
	})
}

func cell(row []string, at int) string {
	if at < 0 || at >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[at])
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

var channels = map[string]motcua.Channel{
	"trực tiếp": motcua.ChannelDirect, "trực tuyến": motcua.ChannelOnline,
	"dịch vụ bưu chính": motcua.ChannelPostal, "bưu chính công ích": motcua.ChannelPostal, "nộp qua bưu chính công ích": motcua.ChannelPostal,
}

// limitForm is a number with its unit: "5 Ngày làm việc".
var limitForm = regexp.MustCompile(`^(\d+(?:[.,]\d+)?)\s+(ngày làm việc|ngày|giờ|tháng|năm)$`)

var units = map[string]motcua.TimeUnit{
	"ngày làm việc": motcua.UnitWorkingDay, "ngày": motcua.UnitDay, "giờ": motcua.UnitHour, "tháng": motcua.UnitMonth, "năm": motcua.UnitYear,
}

func methods(r *motcua.Record, blocks []block) {
	for _, b := range blocks {
		if len(b.table) < 2 {
			continue
		}
		head := b.table[0]
		channel, limit, fee, text := column(head, "hình thức nộp"), column(head, "thời hạn"), column(head, "phí", "lệ phí"), column(head, "mô tả")
		for _, row := range b.table[1:] {
			known, ok := channels[fold(cell(row, channel))]
			if !ok {
				r.Doubts = append(r.Doubts, motcua.Doubt{Kind: motcua.DoubtReferenceUnresolved, Field: "Hình thức nộp", Value: cell(row, channel), Reason: "no way to hand in is known by this name: the row is left out"})
				continue
			}
			m := motcua.Method{Channel: known, Text: optional(cell(row, text)), TimeLimit: limitOf(cell(row, limit))}
			// Amounts and exemptions stand in one text, which is kept as it is.
			if words := cell(row, fee); words != "" {
				m.Fees = []motcua.Fee{{Kind: motcua.FeeKindServiceFee, Text: &words}}
			}
			r.Content.Methods = append(r.Content.Methods, m)
		}
	}
}

func limitOf(text string) (limit motcua.TimeLimit) {
	if text == "" {
		return limit
	}
	if m := limitForm.FindStringSubmatch(fold(text)); m != nil {
		if amount, err := motcua.ParseDecimal(strings.ReplaceAll(m[1], ",", ".")); err == nil {
			unit := units[m[2]]
			limit.Amount, limit.Unit = &amount, &unit
			return limit
		}
	}
	limit.Text = &text
	return limit
}

var quantity = regexp.MustCompile(`bản (chính|sao)\s*:\s*(\d+)`)

// cases reads the tables of papers; the text before a table is its case.
func cases(c *motcua.Content, blocks []block) {
	var name *string
	for _, b := range blocks {
		if b.table == nil {
			if b.text != "" {
				name = optional(b.text)
			}
			continue
		}
		if len(b.table) == 0 {
			continue
		}
		k := motcua.Case{Name: name}
		head := b.table[0]
		paper, form, number := column(head, "tên giấy tờ"), column(head, "mẫu"), column(head, "số lượng")
		for _, row := range b.table[1:] {
			if cell(row, paper) == "" {
				continue
			}
			m := motcua.Component{Name: cell(row, paper), Kind: motcua.ComponentPaper}
			for _, q := range quantity.FindAllStringSubmatch(fold(cell(row, number)), -1) {
				if q[1] == "chính" {
					m.Originals = count(q[2])
				} else {
					m.Copies = count(q[2])
				}
			}
			if m.Originals+m.Copies == 0 {
				m.Kind = motcua.ComponentNote
			}
			if text := cell(row, form); text != "" {
				m.Forms = []motcua.Attachment{{Name: text}}
			}
			k.Components = append(k.Components, m)
		}
		c.Cases = append(c.Cases, k)
		name = nil
	}
}

func bases(c *motcua.Content, blocks []block) {
	for _, b := range blocks {
		if len(b.table) < 2 {
			continue
		}
		head := b.table[0]
		number, title, date := column(head, "số"), column(head, "trích yếu"), column(head, "ngày")
		for _, row := range b.table[1:] {
			if cell(row, number) == "" {
				continue
			}
			basis := motcua.LegalBasis{Number: cell(row, number), Title: optional(cell(row, title))}
			if day, ok := dayOf(cell(row, date)); ok {
				basis.Date = &day
			}
			c.LegalBases = append(c.LegalBases, basis)
		}
	}
}
