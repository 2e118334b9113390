package search

import (
	"context"
	"iter"
	"maps"
	"slices"

	"motcua"
	"motcua/search/replica"
)

// Plan compares a batch with what is held. Versions that hash alike are left
// alone.
func (m *memory) Plan(ctx context.Context, batch motcua.Batch) (replica.Change[*entry], error) {
	c := replica.Change[*entry]{}
	if batch.Vocabulary != nil {
		stored, err := encodeVocabulary(batch.Vocabulary)
		if err != nil {
			return c, err
		}
		c.Beside = map[string][]byte{vocabularyKey: stored}
		m.setVocabulary(batch.Vocabulary, stored)
	}
	for id, versions := range batch.Procedures {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		entries, err := newEntries(versions)
		if err != nil {
			return c, err
		}
		keep := map[string]bool{}
		for _, e := range entries {
			keep[e.row.Key] = true
			if held, ok := m.ordinals[e.row.Key]; !ok || m.cards[held].hash != e.hash {
				c.Entries = append(c.Entries, e)
			}
		}
		for _, key := range m.versions[id] {
			if !keep[key] {
				c.Deletes = append(c.Deletes, key)
			}
		}
	}
	return c, nil
}

// Remember implements [replica.Memory].
func (m *memory) Remember(entries []*entry, deletes []string) {
	if len(entries)+len(deletes) > 0 {
		m.held = nil
	}
	for _, key := range deletes {
		m.drop(key)
	}
	for _, e := range entries {
		m.put(e.card)
	}
}

// postings gives the cache of the documents as they are. It outlives a view
// that only Bleve's merging or another vocabulary has ended.
func (m *memory) postings() postingsCache {
	if m.held == nil {
		m.held = &postingsCache{}
		*m.held = newPostingsCache()
	}
	return *m.held
}

// put takes an entry into memory, in place of the one with its key.
func (m *memory) put(c *card) {
	for i := range c.words {
		c.words[i].id = m.idOf(c.words[i].folded)
	}
	ordinal, ok := m.ordinals[c.key]
	switch {
	case ok:
		m.relabel(m.cards[ordinal].labels, c.labels)
	case len(m.free) > 0:
		ordinal = m.free[len(m.free)-1]
		m.free = m.free[:len(m.free)-1]
		m.relabel(nil, c.labels)
	default:
		ordinal = uint32(len(m.cards))
		m.cards = append(m.cards, nil)
		m.relabel(nil, c.labels)
	}
	if ok {
		m.count(m.cards[ordinal], -1)
	}
	m.count(c, 1)
	if !ok {
		m.ordinals[c.key] = ordinal
		p := c.procedure()
		m.versions[p] = append(m.versions[p], c.key)
	}
	m.cards[ordinal] = c
}

// drop takes a document out of memory.
func (m *memory) drop(key string) {
	ordinal, ok := m.ordinals[key]
	if !ok {
		return
	}
	m.relabel(m.cards[ordinal].labels, nil)
	m.count(m.cards[ordinal], -1)
	delete(m.ordinals, key)
	m.cards[ordinal] = nil
	m.free = append(m.free, ordinal)
	p, _ := splitKey(key)
	if rest := slices.DeleteFunc(m.versions[p], func(k string) bool { return k == key }); len(rest) > 0 {
		m.versions[p] = rest
	} else {
		delete(m.versions, p)
	}
}

func (m *memory) relabel(from, to []sharedLabel) {
	if slices.Equal(from, to) {
		return
	}
	m.labels.change(from, -1)
	m.labels.change(to, 1)
	m.renewed = nil
}

// Held implements [replica.Holder].
func (m *memory) Held(key string) (code string, hash [hashSize]byte, ok bool) {
	ordinal, ok := m.ordinals[key]
	if !ok {
		return "", hash, false
	}
	return m.cards[ordinal].code, m.cards[ordinal].hash, true
}

// Keys implements [replica.Holder].
func (m *memory) Keys() iter.Seq[string] { return maps.Keys(m.ordinals) }
