package server

import (
	"bytes"
	"io"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
)

// Kept answers are packed: which share of all requests finds one depends on how
// many there is room for. For clients that take gzip that is what they are sent;
// for others it is what unpacks fastest.

// gzipWriters are large: making one takes longer than an answer.
var gzipWriters = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is one
	}
	return z
}}

// zip compresses a body for clients that take gzip; nil where that makes it no
// shorter.
func zip(body []byte) []byte {
	if len(body) < minCompressed {
		return nil
	}
	z, _ := gzipWriters.Get().(*gzip.Writer) // it holds nothing else
	defer gzipWriters.Put(z)
	var out bytes.Buffer
	out.Grow(len(body) / 4)
	z.Reset(&out)
	if _, err := z.Write(body); err != nil || z.Close() != nil || out.Len() >= len(body) {
		return nil
	}
	return bytes.Clone(out.Bytes())
}

// unzip gives a body again; nil where the bytes are none, see [packed.unpack].
func unzip(zipped []byte) []byte {
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil
	}
	body, err := io.ReadAll(z)
	if err != nil {
		return nil
	}
	return body
}

// packed is a body for as long as it is kept.
type packed struct {
	bytes []byte
	dict  *s2.Dict // nil for one that was packed without
}

// unpack adds the body to a buffer, and gives it; nil where the bytes are none,
// which only damaged memory can be.
func (p packed) unpack(to *bytes.Buffer) []byte {
	n, err := s2.DecodedLen(p.bytes)
	if err != nil {
		return nil
	}
	to.Grow(n)
	decode := s2.Decode
	if p.dict != nil {
		decode = p.dict.Decode
	}
	body, err := decode(to.AvailableBuffer()[:0:n], p.bytes)
	if err != nil {
		return nil
	}
	return body
}

// packer packs bodies by a dictionary of some that came before: answers share
// the names of their fields and many turns of phrase, and come out at little more
// than half of what they are packed to alone. There is a first dictionary soon,
// and better ones ever more seldom, because what was packed by one needs it for
// as long as it is kept.
type packer struct {
	dict   atomic.Pointer[s2.Dict]
	mu     sync.Mutex
	seen   int
	sample []byte // beginnings of the latest bodies, for the next dictionary
	next   int    // when it is made, in bodies seen
}

const (
	// samples is of how many bodies a dictionary is made.
	samples = 8
	// dictEvery is how many times as many bodies are packed by one as by the
	// dictionary before it.
	dictEvery = 8
)

func (p *packer) pack(body []byte) packed {
	p.learn(body)
	dict := p.dict.Load()
	if dict == nil {
		return packed{bytes.Clone(s2.Encode(nil, body)), nil}
	}
	return packed{bytes.Clone(dict.Encode(nil, body)), dict}
}

func (p *packer) learn(body []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = max(p.next, samples)
	if p.seen++; p.seen <= p.next-samples {
		return
	}
	p.sample = append(p.sample, body[:min(len(body), s2.MaxDictSize/samples)]...)
	if p.seen < p.next {
		return
	}
	if dict := s2.MakeDict(p.sample, nil); dict != nil { // not of nearly nothing
		p.dict.Store(dict)
	}
	p.sample, p.next = nil, p.next*dictEvery
}

// nothingMore is what kept answers hold of a response beside the body.
var nothingMore = &graphql.Response{}

// stored gives an answer as it is kept: without what only its making needed.
func (s *sent) stored(by *packer) *sent {
	k := &sent{
		answer: answer{Response: nothingMore, operation: s.operation, cost: s.cost, policy: s.policy, searches: s.searches},
		kept:   true, held: true, revision: s.revision, maxAge: s.maxAge, day: s.day, told: s.told, zipped: s.zipped,
	}
	switch {
	case s.zipped != nil:
	case len(s.body) < minCompressed:
		k.body = s.body
	default:
		k.packed = by.pack(s.body)
	}
	return k
}

// recoded gives a kept answer as one made just now for clients that take gzip,
// or for others.
func (s *sent) recoded(zipped bool) *sent {
	k := *s
	k.held, k.packed, k.zipped, k.body = false, packed{}, nil, s.text(&bytes.Buffer{})
	if zipped {
		k.zip()
	}
	return &k
}
