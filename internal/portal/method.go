package portal

import (
	"regexp"
	"strings"

	"motcua"
)

func (p *parse) methods(o object) []motcua.Method {
	var out []motcua.Method
	seen := map[motcua.Channel]int{}
	for m := range o.objects("executionMethods") {
		channel := requiredEnum[motcua.Channel](m, "submissionMethod")
		if seen[channel]++; seen[channel] == 2 {
			p.doubt(motcua.DoubtChannelRepeated, m.path("submissionMethod"), string(channel), "the channel stands in several rows")
		}
		text := m.optional("description")
		out = append(out, motcua.Method{
			Channel:   channel,
			TimeLimit: p.timeLimit(m, "processingTime", "processingTimeUnit"),
			Fees:      p.fees(m, text),
			Text:      text,
		})
	}
	return out
}

// unitOther is the portal's word for a unit that it does not know.
const unitOther = "OTHER"

func (p *parse) unit(o object, key string) *motcua.TimeUnit {
	if o.text(key) == unitOther {
		return nil
	}
	return enum[motcua.TimeUnit](o, key)
}

// timeLimit reads a time limit, published as a number or as a text. Without a
// unit, 0 says that nothing was entered.
func (p *parse) timeLimit(o object, number, unit string) motcua.TimeLimit {
	t := motcua.TimeLimit{Unit: p.unit(o, unit)}
	t.Amount, t.Text = p.timeAmount(o, number)
	switch {
	case t.Unit != nil || t.Amount == nil:
	case t.Amount.IsZero():
		t.Amount = nil
	default:
		p.doubt(motcua.DoubtTimeUnitUnknown, o.path(unit), string(*t.Amount)+" "+o.text(unit), "a number without a unit: no due date can be computed")
	}
	return t
}

var wholeNumber = regexp.MustCompile(`^\d+(\.\d+)?$`)

func (p *parse) timeAmount(o object, key string) (*motcua.Decimal, *string) {
	at := o.member(key)
	if at == absent || p.nodes[at].kind == kindNull {
		return nil, nil
	}
	text := p.nodes[at].text
	switch p.nodes[at].kind {
	case kindNumber:
		return p.amount(at), nil
	case kindString:
		if d, ok := typedNumber(text); ok {
			return &d, nil
		}
		if strings.TrimSpace(text) == "" {
			return nil, nil
		}
		p.doubt(motcua.DoubtTimeLimitText, p.tree.path(at), text, "the time limit is a text, not a number")
		return nil, &text
	}
	p.wrongKind(at, kindNumber)
	return nil, nil
}

// typedNumber reads a number that somebody typed into a text field, 05 for 5.
func typedNumber(s string) (motcua.Decimal, bool) {
	s = strings.TrimSpace(s)
	if !wholeNumber.MatchString(s) {
		return "", false
	}
	s = strings.TrimLeft(s, "0")
	if s == "" || s[0] == '.' {
		s = "0" + s
	}
	d, reason := decimal(s)
	return d, reason == ""
}
