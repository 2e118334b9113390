package replica

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"

	"github.com/blevesearch/bleve/v2"
)

// sealKey is the internal key of the seal. Bleve's own files have checksums of
// what each segment holds, but none of which segments and documents make up the
// index, nor of the values beside them: all that is in root.bolt.
var sealKey = []byte("seal")

// mappingKey is where Bleve keeps the mapping, by which questions are analysed.
var mappingKey = []byte("_mapping")

// metadataKey is that of the file from which Bleve learns how to open the index,
// the only one that has no checksum and does not stand in root.bolt. Bleve writes
// it once.
var metadataKey = []byte("metadata")

// fixedKeys are of what never changes in a generation.
var fixedKeys = [][]byte{formKey, mappingKey, metadataKey}

// besideOf reads what stands beside the documents.
func (g *generation[E, V]) besideOf(key []byte) ([]byte, error) {
	if string(key) == string(metadataKey) {
		return os.ReadFile(filepath.Join(g.path, "index_meta.json"))
	}
	return g.bleve.GetInternal(key)
}

// checkMetadata compares the file with the seal, for a generation that serves.
func (g *generation[E, V]) checkMetadata() error {
	value, err := g.besideOf(metadataKey)
	if err != nil {
		return fmt.Errorf("read the index's metadata: %w", err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if hashOf(value) != g.sealed[string(metadataKey)] {
		return errors.New("the index's metadata is not what it was sealed with")
	}
	return nil
}

// seal is what a generation must hold where it bears the position that stands
// beside it. It is written in the same Bleve batch as the documents.
type seal struct {
	digest
	Beside map[string]uint64 `json:"beside"` // hashes of the internal values
	// Open says that some, and not all, of the Bleve batches of a change are in:
	// an index killed between them is whole, and agrees with no count.
	Open bool `json:"open,omitempty"`
}

// digest tells sets of keys apart.
type digest struct {
	Documents int    `json:"documents"`
	Keys      uint64 `json:"keys"` // the sum of their hashes
}

func (d *digest) add(key string)    { d.Documents, d.Keys = d.Documents+1, d.Keys+hashOf([]byte(key)) }
func (d *digest) remove(key string) { d.Documents, d.Keys = d.Documents-1, d.Keys-hashOf([]byte(key)) }

func hashOf(b []byte) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(b) // gives no error
	return h.Sum64()
}

// after is the digest of what the generation will hold after a change.
func (g *generation[E, V]) after(entries []E, deletes []string) digest {
	d, view, changed := g.digest, g.table.View(), map[string]bool{}
	holds := func(key string) bool {
		held, ok := changed[key]
		if !ok {
			_, held = view.RowNumber(key)
		}
		return held
	}
	for _, key := range deletes {
		if holds(key) {
			d.remove(key)
		}
		changed[key] = false
	}
	for _, e := range entries {
		key := e.Row().Key
		if !holds(key) {
			d.add(key)
		}
		changed[key] = true
	}
	return d
}

// sealWith puts position, seal and what stands beside the documents into a batch.
func (g *generation[E, V]) sealWith(b *bleve.Batch, position string, d digest) error {
	set := func(key, value []byte) {
		b.SetInternal(key, value)
		g.sealed[string(key)] = hashOf(value)
	}
	set(positionKey, []byte(position))
	for key, value := range g.beside {
		set([]byte(key), value)
	}
	return g.putSeal(b, seal{digest: d, Beside: g.sealed})
}

func (g *generation[E, V]) putSeal(b *bleve.Batch, s seal) error {
	doc, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("seal the index: %w", err)
	}
	b.SetInternal(sealKey, doc)
	return nil
}

// sealForm takes what never changes into all later seals.
func (g *generation[E, V]) sealForm() error {
	for _, key := range fixedKeys {
		value, err := g.besideOf(key)
		if err != nil {
			return fmt.Errorf("read the index's form: %w", err)
		}
		g.sealed[string(key)] = hashOf(value)
	}
	return nil
}

// checkSeal compares what was read with the seal, where there is a position that
// it belongs to. found counts every document, twice where a key has two.
func (g *generation[E, V]) checkSeal(found digest) error {
	doc, err := g.bleve.GetInternal(sealKey)
	if err != nil {
		return fmt.Errorf("read the index's seal: %w", err)
	}
	if g.position == nil {
		return g.sealForm()
	}
	var want seal
	if err := json.Unmarshal(doc, &want); err != nil {
		return fmt.Errorf("read the index's seal: %w", err)
	}
	if want.digest != found && !want.Open {
		return fmt.Errorf("the index holds %d documents, not the %d that it was sealed with", found.Documents, want.Documents)
	}
	for _, key := range append(slices.Clone(fixedKeys), positionKey) {
		if _, ok := want.Beside[string(key)]; !ok {
			return errors.New("the index's seal lacks a part")
		}
	}
	for key, hash := range want.Beside {
		value, err := g.besideOf([]byte(key))
		if err != nil {
			return fmt.Errorf("read beside the documents: %w", err)
		}
		if hashOf(value) != hash {
			return fmt.Errorf("what the index holds under %q is not what it was sealed with", key)
		}
	}
	g.sealed = want.Beside
	return nil
}
