package server

import (
	"bytes"
	"io"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/klauspost/compress/gzip"
	"github.com/maypok86/otter/v2"
)

// Answers are kept compressed, a quarter of their size: which share of all
// requests finds a kept answer depends on how many there is room for. Clients
// that take gzip are sent those bytes; for others a part of the cache holds what
// was asked for most as it is.

// Of the room for answers, one part in readyShare is for such as they are.
const readyShare = 4

// writers and readers of gzip are large: making one takes longer than an answer.
var (
	gzipWriters = sync.Pool{New: func() any {
		z, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
		if err != nil {
			panic(err) // the level is one
		}
		return z
	}}
	gzipReaders = sync.Pool{New: func() any { return &gzip.Reader{} }}
)

// pack compresses a body; nil where that makes it no shorter.
func pack(body []byte) []byte {
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

// unpack gives a body of a length again; nil where the bytes are no such body,
// which only damaged memory can be.
func unpack(packed []byte, length int) []byte {
	z, _ := gzipReaders.Get().(*gzip.Reader) // as above
	defer gzipReaders.Put(z)
	body := make([]byte, length)
	if z.Reset(bytes.NewReader(packed)) != nil {
		return nil
	}
	if _, err := io.ReadFull(z, body); err != nil {
		return nil
	}
	return body
}

// stored gives an answer as it is kept: without what only its making needed.
func (s *sent) stored(in *responses) *sent {
	k := &sent{
		answer: answer{Response: &graphql.Response{}, operation: s.operation, cost: s.cost, policy: s.policy, searches: s.searches},
		kept:   true, revision: s.revision, maxAge: s.maxAge, day: s.day, length: len(s.body), in: in,
	}
	k.compressed = s.gzipped()
	k.told = s.told
	if k.compressed == nil {
		k.body = s.body
	}
	return k
}

// text is the body as it is.
func (s *sent) text() []byte {
	if s.body != nil || s.in == nil {
		return s.body
	}
	if body, ok := s.in.ready.GetIfPresent(s); ok {
		return body
	}
	body := unpack(s.compressed, s.length)
	s.in.ready.Set(s, body)
	return body
}

func newReady(bytes int) *otter.Cache[*sent, []byte] {
	return otter.Must(&otter.Options[*sent, []byte]{
		MaximumWeight: uint64(bytes),
		Weigher:       func(s *sent, body []byte) uint32 { return uint32(cachedOverhead + len(body) + len(s.compressed)) },
	})
}
