package portal

import (
	"strings"
	"unicode/utf8"

	"motcua"
)

// excerptRunes is how much of a value a report shows.
const excerptRunes = 80

// excerpt cuts a value to a length that people read, on one line.
func excerpt(s string) string {
	s = cut(s)
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func cut(s string) string {
	n := 0
	for i := range s {
		if n == excerptRunes {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// around cuts a value so that byte at is seen.
func around(s string, at int) string {
	from := at
	for range excerptRunes / 2 {
		_, size := utf8.DecodeLastRuneInString(s[:from])
		from -= size
	}
	if from > 0 {
		return "…" + excerpt(s[from:])
	}
	return excerpt(s)
}

func (p *parse) doubt(kind motcua.DoubtKind, field, value, reason string) {
	p.doubts = append(p.doubts, motcua.Doubt{Kind: kind, Field: field, Value: excerpt(value), Reason: reason})
}

func (p *parse) refuse(field, value, reason string) {
	if p.refusal == nil {
		p.refusal = &motcua.Refusal{Line: p.line, Field: field, Value: excerpt(value), Reason: reason}
	}
}

// raw gives what stands at a node; of an array or object only its sort.
func (p *parse) raw(at int32) string {
	switch n := p.nodes[at]; n.kind {
	case kindArray, kindObject:
		return string(rune(n.kind)) + "…"
	default:
		return n.text
	}
}
