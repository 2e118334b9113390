package motcua

import (
	"context"
	"io"
	"slices"
	"unicode"
)

// MarkedText is a piece of two texts laid over each other.
type MarkedText struct {
	Text string
	Mark TextMark
}

// TextMark says in which of two texts a piece stands.
type TextMark string

// The values of TextMark.
const (
	MarkSame    TextMark = "SAME"
	MarkRemoved TextMark = "REMOVED"
	MarkAdded   TextMark = "ADDED"
)

var textMarks = &enum[TextMark]{"TextMark", []enumValue[TextMark]{
	{MarkSame, "giữ nguyên"},
	{MarkRemoved, "bỏ"},
	{MarkAdded, "thêm"},
}}

// TextMarks lists the values in their order.
func TextMarks() []TextMark { return textMarks.list() }

// Label is the Vietnamese term.
func (m TextMark) Label() string { return textMarks.label(m) }

// MarshalText fails on an unknown value.
func (m TextMark) MarshalText() ([]byte, error) { return textMarks.marshal(m) }

// UnmarshalText fails on an unknown value.
func (m *TextMark) UnmarshalText(b []byte) error { return textMarks.unmarshal(b, m) }

// MarshalGQLContext writes the GraphQL enum.
func (m TextMark) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return textMarks.write(w, m)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (m *TextMark) UnmarshalGQLContext(_ context.Context, v any) error { return textMarks.read(v, m) }

// maxWordEdits bounds how many words may differ before the middle of two texts
// is told as one text for another: the work grows with its square, and nobody
// reads such a patchwork.
const maxWordEdits = 400

// MarkWords lays two texts over each other word by word. The pieces that are
// the same or removed, joined, are before; those that are the same or added,
// after.
func MarkWords(before, after string) []MarkedText {
	a, b := words(before), words(after)
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var m marker
	m.add(MarkSame, a[:head])
	m.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	m.add(MarkSame, a[len(a)-tail:])
	return m.out
}

// words cuts a text into words, runs of white space and single other signs.
func words(s string) []string {
	var out []string
	class := func(r rune) int {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r):
			return 1
		case unicode.IsSpace(r):
			return 2
		}
		return 0
	}
	start, last := 0, -1
	for i, r := range s {
		c := class(r)
		if i > 0 && (c != last || c == 0) {
			out = append(out, s[start:i])
			start = i
		}
		last = c
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

type marker struct{ out []MarkedText }

func (m *marker) add(mark TextMark, words []string) {
	for _, w := range words {
		if n := len(m.out); n > 0 && m.out[n-1].Mark == mark {
			m.out[n-1].Text += w
		} else {
			m.out = append(m.out, MarkedText{w, mark})
		}
	}
}

// middle is Myers' greedy comparison (An O(ND) Difference Algorithm, 1986).
func (m *marker) middle(a, b []string) {
	reach := map[int]int{1: 0} // by diagonal: how far in a
	var trace []map[int]int
	for d := 0; d <= maxWordEdits; d++ {
		next := make(map[int]int, d+1)
		for k := -d; k <= d; k += 2 {
			x := reach[k-1] + 1
			if k == -d || k != d && reach[k-1] < reach[k+1] {
				x = reach[k+1]
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			next[k] = x
			if x >= len(a) && x-k >= len(b) {
				m.follow(a, b, append(trace, reach))
				return
			}
		}
		trace = append(trace, reach)
		reach = next
	}
	m.add(MarkRemoved, a)
	m.add(MarkAdded, b)
}

// follow walks the way back through the trace and notes the pieces.
func (m *marker) follow(a, b []string, trace []map[int]int) {
	type piece struct {
		mark TextMark
		word string
	}
	var back []piece
	x, y := len(a), len(b)
	for d := len(trace) - 1; d >= 0; d-- {
		reach, k := trace[d], x-y
		from := k - 1
		if k == -d || k != d && reach[k-1] < reach[k+1] {
			from = k + 1
		}
		px := reach[from]
		py := px - from
		for x > px && y > py && x > 0 && y > 0 {
			x, y = x-1, y-1
			back = append(back, piece{MarkSame, a[x]})
		}
		if d == 0 {
			break
		}
		if from == k+1 {
			y--
			back = append(back, piece{MarkAdded, b[y]})
		} else {
			x--
			back = append(back, piece{MarkRemoved, a[x]})
		}
	}
	for _, p := range slices.Backward(back) {
		m.add(p.mark, []string{p.word})
	}
}
