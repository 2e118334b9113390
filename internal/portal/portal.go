// Package portal reads the records of the national public service portal, in
// the JSON form of its 2026 API, and turns them into domain types.
//
// It owns the meaning of the portal's fields and knows nothing of where the
// result is stored. A record comes out in one of two ways: taken, with a doubt
// for whatever in it is suspicious, or refused, with the field, the value and
// the reason. Texts are taken as published, white space and decomposed letters
// included, because originals are what is shown; only ids are normalised.
//
// encoding/json decides whether a line is JSON. What it would change without a
// word (lone surrogates, keys that differ in case, keys that stand twice,
// numbers that a float cannot hold) is why the fields are then read from a
// flat tree of our own: each node knows its path, and whether anybody read it.
package portal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"motcua"
)

// Source is what the provenance of every record of this package says.
const Source = "portal"

// pageURL is where the portal shows a procedure to people.
const pageURL = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/"

// DefaultMaxLine is thirty times the longest record seen, of 130 KB.
const DefaultMaxLine = 4 << 20

// Options is what the reading of records depends on beside the records.
type Options struct {
	FetchedAt *time.Time  // when the file was fetched; nil is not known
	Today     motcua.Date // decisions of later days are doubtful; 0 doubts none
	MaxLine   int         // bytes; a longer line is refused; 0 is DefaultMaxLine
}

// parse is the reading of one record. The first refusal stays; what is read
// after it is thrown away, so that readers of fields need no error paths.
type parse struct {
	tree
	opts    Options
	line    int
	code    string
	doubts  []motcua.Doubt
	refusal *motcua.Refusal
}

// trees keeps the nodes' memory from one record to the next.
var trees = sync.Pool{New: func() any { return new(tree) }}

// Parse reads the record that stands in a line; n is the line's number.
// Exactly one of the results is set. Line is not kept. The texts of a record
// share their memory: whoever keeps one for long clones it.
func Parse(line []byte, n int, opts Options) (*motcua.Record, *motcua.Refusal) {
	line = bytes.TrimSpace(line)
	if refusal := notJSON(line, n); refusal != nil {
		return nil, refusal
	}
	t := trees.Get().(*tree)
	defer func() {
		t.clear()
		trees.Put(t)
	}()
	t.split(string(line))
	p := &parse{tree: *t, opts: opts, line: n}
	record := p.record()
	t.nodes = p.nodes
	if p.refusal != nil {
		p.refusal.Code = p.code
		return nil, p.refusal
	}
	record.Line, record.Raw, record.Doubts = n, bytes.Clone(line), p.doubts
	return record, nil
}

func notJSON(line []byte, n int) *motcua.Refusal {
	refuse := func(format string, args ...any) *motcua.Refusal {
		return &motcua.Refusal{Line: n, Value: excerpt(string(line)), Reason: fmt.Sprintf(format, args...)}
	}
	switch {
	case !json.Valid(line):
		var v any
		return refuse("not JSON: %v", json.Unmarshal(line, &v))
	case !utf8.Valid(line):
		return refuse("not UTF-8 at byte %d", firstInvalid(line)+1)
	case line[0] != '{':
		return refuse("not a JSON object")
	}
	return nil
}

func firstInvalid(b []byte) int {
	at := 0
	for at < len(b) {
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return at
}
