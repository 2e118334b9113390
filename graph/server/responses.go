package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"motcua"
	"motcua/graph"
)

// responses keeps answers that are the same for everybody. An answer serves for
// as long as the revision holds at which it was begun, so that none is given
// that any applied change could have altered; and under the day of its key, so
// that none outlives midnight. What a caller with an Authorization header asks
// never comes here.
type responses struct {
	clock     motcua.Clock
	revisions *motcua.Revisions
	usage     graph.UsageRecorder // nil counts nothing
	cache     *otter.Cache[responseKey, response]
	packer    packer
	flight    singleflight.Group
	// staleSince says that what is kept is not known to be right; nil is never.
	staleSince func() (time.Time, bool)
}

// responseKey names an answer by all that it depends on beside the data.
type responseKey [sha256.Size]byte

// response is an answer under one of its two keys: that of what it says, and
// that of the request as it came, which is found without reading it.
type response struct {
	*sent
	alias bool
}

// newResponses makes a cache of so many bytes; nil where there is none.
func newResponses(cfg Config) *responses {
	if cfg.ResponseCache <= 0 || cfg.Revisions == nil {
		return nil
	}
	return &responses{
		clock: cfg.Clock, revisions: cfg.Revisions, usage: cfg.Usage, staleSince: cfg.Stale,
		cache: otter.Must(&otter.Options[responseKey, response]{
			MaximumWeight: uint64(cfg.ResponseCache),
			Weigher: func(_ responseKey, r response) uint32 {
				if r.alias {
					return cachedOverhead
				}
				return uint32(answerOverhead + r.size())
			},
		}),
	}
}

// asked begins what a key is made of: the day and the language are in all.
func (c *responses) asked(to *bytes.Buffer, vietnamese bool) {
	language := byte('e')
	if vietnamese {
		language = 'v'
	}
	to.WriteByte(language)
	to.Write(binary.BigEndian.AppendUint32(to.AvailableBuffer(), uint32(c.clock.Today())))
}

// keyOf makes a key.
func keyOf(parts []byte) responseKey { return sha256.Sum256(parts) }

// in is the key of the same answer for clients that take gzip, or for others.
func (k responseKey) in(zipped bool) responseKey {
	k[0] &^= 1
	if zipped {
		k[0] |= 1
	}
	return k
}

// beginRequest begins the key of a request as it came; its text follows.
func (c *responses) beginRequest(to *bytes.Buffer, vietnamese bool, method string) {
	c.asked(to, vietnamese)
	to.WriteString("request ")
	to.WriteString(method)
	to.WriteByte('\n')
}

// requestKey is the key of a request as it came.
func (c *responses) requestKey(vietnamese, zipped bool, method, raw string) responseKey {
	var parts bytes.Buffer
	c.beginRequest(&parts, vietnamese, method)
	parts.WriteString(raw)
	return keyOf(parts.Bytes()).in(zipped)
}

// documentKey is the key of what is asked for.
func (c *responses) documentKey(vietnamese bool, params *graphql.RawParams) (key responseKey, err error) {
	// Maps are written in the order of their keys.
	variables, err := json.Marshal(params.Variables)
	if err != nil {
		return key, err
	}
	var parts bytes.Buffer
	c.asked(&parts, vietnamese)
	for _, part := range []string{"document", params.OperationName, string(variables), params.Query} {
		sum := sha256.Sum256([]byte(part)) // so that no two lists of parts look alike
		parts.Write(sum[:])
	}
	return keyOf(parts.Bytes()), nil
}

// find gives a kept answer that is still right, and counts the searches in it:
// people looked for that.
func (c *responses) find(key responseKey) (*sent, bool) {
	found, ok := c.look(key)
	if ok {
		c.count(found)
	}
	return found, ok
}

// look gives a kept answer that is still right.
func (c *responses) look(key responseKey) (*sent, bool) {
	found, ok := c.cache.GetIfPresent(key)
	if !ok || !c.revisions.Holds(found.revision) || c.stale() {
		return nil, false
	}
	return found.sent, true
}

// findDocument gives the kept answer to what is asked for, if need be from that
// for clients that take the other coding.
func (c *responses) findDocument(document responseKey, zipped bool) (*sent, bool) {
	if s, ok := c.find(document.in(zipped)); ok {
		return s, true
	}
	s, ok := c.find(document.in(!zipped))
	if !ok {
		return nil, false
	}
	return s.recoded(zipped), true
}

// count counts the searches of an answer for one more who asked.
func (c *responses) count(s *sent) {
	if c.usage == nil {
		return
	}
	for _, counted := range s.searches {
		c.usage.CountSearch(counted.Text, counted.Found)
	}
}

// keep keeps an answer under both keys, if everybody may be given it.
func (c *responses) keep(request, document responseKey, s *sent) {
	if !s.kept || s.stale || len(s.body) > maxCachedAnswer || !c.revisions.Holds(s.revision) {
		return
	}
	if !s.held {
		s = s.stored(&c.packer)
		c.cache.Set(document, response{s, false})
	}
	c.cache.Set(request, response{s, true})
}

// alone runs the same operation once however many ask for it at one time. The
// others run it themselves where its answer is not for everybody; where its
// client left, another one begins anew.
func (c *responses) alone(ctx context.Context, key responseKey, run func() *sent) *sent {
	for ctx.Err() == nil {
		if s, ok := c.find(key); ok { // kept since it was looked for
			return s
		}
		led := false
		done := c.flight.DoChan(hex.EncodeToString(key[:]), func() (any, error) { led = true; return run(), nil })
		select {
		case <-ctx.Done():
		case got := <-done:
			s, ok := got.Val.(*sent)
			switch {
			case ok && led:
				return s
			case ok && s.kept:
				c.count(s)
				return s
			case ok && !s.left:
				return run()
			}
		}
	}
	return run() // says what became of the context
}
