package packet

import (
	"strconv"
	"strings"

	"motcua"
)

func (p *parse) parts(f fields) {
	p.steps(f)
	p.methods(f)
	p.cases(f)
}

func (p *parse) steps(f fields) {
	c := &p.record.Content
	for _, one := range p.list(f, "TRINHTUTHUCHIEN") {
		title := one.optional("TRUONGHOP")
		inner := (&parse{seen: map[string]bool{}}).list(one, "TRINHTU")
		if text := one.text(""); text != "" {
			inner = []fields{{"": text}}
		}
		for _, step := range inner {
			text := step.text("")
			for _, key := range []string{"NOIDUNG", "TRINHTU", "MOTA"} {
				if text == "" {
					text = step.text(key)
				}
			}
			if strings.TrimSpace(text) != "" {
				c.Steps = append(c.Steps, motcua.Step{Number: len(c.Steps) + 1, Title: title, Text: &text})
			}
		}
	}
}

var channels = map[string]motcua.Channel{"1": motcua.ChannelDirect, "2": motcua.ChannelOnline, "3": motcua.ChannelPostal}

var units = map[string]motcua.TimeUnit{
	"ngày làm việc": motcua.UnitWorkingDay, "ngày": motcua.UnitDay, "giờ": motcua.UnitHour, "tháng": motcua.UnitMonth, "năm": motcua.UnitYear,
}

// methods reads a channel with its time limits and their fees. The packet has
// several time limits for a channel: each becomes a row.
func (p *parse) methods(f fields) {
	c := &p.record.Content
	for i, one := range p.list(f, "CACHTHUCTHUCHIEN") {
		channel, ok := channels[strings.TrimSpace(one.text("KENH"))]
		if !ok {
			p.doubt(motcua.DoubtReferenceUnresolved, "CACHTHUCTHUCHIEN["+strconv.Itoa(i)+"].KENH", "expected 1, 2 or 3: the row is left out")
			continue
		}
		times := (&parse{seen: map[string]bool{}}).list(one, "THOIGIAN")
		if len(times) == 0 {
			times = []fields{{}}
		}
		for _, t := range times {
			m := motcua.Method{Channel: channel, Text: t.optional("MOTA")}
			m.TimeLimit = p.timeLimit(t, i)
			for _, fee := range (&parse{seen: map[string]bool{}}).list(t, "PHILEPHI") {
				m.Fees = append(m.Fees, p.fee(fee, i))
			}
			c.Methods = append(c.Methods, m)
		}
	}
}

func (p *parse) timeLimit(t fields, i int) (limit motcua.TimeLimit) {
	text := strings.TrimSpace(t.text("THOIGIANGIAIQUYET"))
	if text == "" {
		return limit
	}
	amount, err := motcua.ParseDecimal(strings.ReplaceAll(text, ",", "."))
	if err != nil {
		p.doubt(motcua.DoubtTimeLimitText, "CACHTHUCTHUCHIEN["+strconv.Itoa(i)+"].THOIGIAN", text)
		limit.Text = &text
		return limit
	}
	limit.Amount = &amount
	if unit, ok := units[strings.ToLower(strings.TrimSpace(t.text("DONVITINH")))]; ok {
		limit.Unit = &unit
	} else {
		p.doubt(motcua.DoubtTimeUnitUnknown, "CACHTHUCTHUCHIEN["+strconv.Itoa(i)+"].DONVITINH", "no unit is known: no due date can be computed")
	}
	return limit
}

// fee takes an amount of 0 for not published: the packet fills the field in.
func (p *parse) fee(f fields, i int) motcua.Fee {
	fee := motcua.Fee{Kind: motcua.FeeKindServiceFee, Text: f.optional("MOTA")}
	amount, err := motcua.ParseDecimal(strings.TrimSpace(f.text("SOTIEN")))
	if err != nil {
		if text := f.optional("SOTIEN"); text != nil && fee.Text == nil {
			fee.Text = text
		}
		return fee
	}
	if amount.IsZero() {
		p.doubt(motcua.DoubtFeeZero, "CACHTHUCTHUCHIEN["+strconv.Itoa(i)+"].PHILEPHI", "0 that no text calls free: not published")
		return fee
	}
	fee.Amount = &amount
	switch strings.ToLower(strings.TrimSpace(f.text("DONVI"))) {
	case "đồng", "vnđ", "vnd", "đ":
		fee.Currency = new("VND")
	case "usd":
		fee.Currency = new("USD")
	default:
		p.doubt(motcua.DoubtFeeCurrencyMissing, "CACHTHUCTHUCHIEN["+strconv.Itoa(i)+"].PHILEPHI", "no currency is known")
	}
	return fee
}

func (p *parse) cases(f fields) {
	c := &p.record.Content
	for _, one := range p.list(f, "THANHPHANHOSO") {
		k := motcua.Case{Name: one.optional("TRUONGHOP")}
		for _, paper := range (&parse{seen: map[string]bool{}}).list(one, "GIAYTO") {
			name := paper.text("TENGIAYTO")
			if name == "" {
				name = paper.text("")
			}
			if strings.TrimSpace(name) == "" {
				continue
			}
			m := motcua.Component{
				Name: name, Code: paper.optional("MAGIAYTO"), Kind: motcua.ComponentPaper,
				Originals: count(paper.text("SOBANCHINH")), Copies: count(paper.text("SOBANSAO")),
			}
			if m.Originals+m.Copies == 0 {
				m.Kind = motcua.ComponentNote // an entry without any quantity is no paper
			}
			if form := paper.optional("TENMAUDON"); form != nil {
				m.Forms = []motcua.Attachment{{Name: *form, Path: paper.text("URL")}}
			}
			k.Components = append(k.Components, m)
		}
		c.Cases = append(c.Cases, k)
	}
}

func count(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
