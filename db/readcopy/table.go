package readcopy

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"iter"

	bolt "go.etcd.io/bbolt"

	"motcua"
	"motcua/db/readcopy/rowcodec"
)

// errDamaged says that the file holds something else than was written.
var errDamaged = errors.New("the copy is damaged")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// fill is how full pages are made: most rows come once and in the order of their
// ids.
const fill = 0.9

// present stands beside the keys of indexes.
var present = []byte{1}

const sumSize = 4

// table holds rows by their ids, each with a checksum before it, since bbolt
// compares none, and finds them by their indexes.
type table[T any] struct {
	name    string
	codec   *rowcodec.Codec[T]
	indexes []index[T]
}

// index gives the keys under which a row is found. A row's id follows each, so
// that rows with one key are in the order of their ids.
type index[T any] struct {
	name string
	keys func(*T) [][]byte
}

func newTable[T any](name string, indexes ...index[T]) *table[T] {
	for i := range indexes {
		indexes[i].name = name + "." + indexes[i].name
	}
	return &table[T]{name, rowcodec.New[T](), indexes}
}

// create makes the buckets of a new file.
func (t *table[T]) create(tx *bolt.Tx) error {
	if _, err := tx.CreateBucket([]byte(t.name)); err != nil {
		return err
	}
	for _, x := range t.indexes {
		if _, err := tx.CreateBucket([]byte(x.name)); err != nil {
			return err
		}
	}
	return nil
}

func bucket(tx *bolt.Tx, name string) (*bolt.Bucket, error) {
	if b := tx.Bucket([]byte(name)); b != nil {
		return b, nil
	}
	return nil, fmt.Errorf("%w: there is no %s", errDamaged, name)
}

// get reads a row; nil where there is none. The row is the caller's.
func (t *table[T]) get(tx *bolt.Tx, id motcua.ID) (*T, error) {
	key := keyOf(id)
	if key == nil {
		return nil, nil
	}
	return t.at(tx, key)
}

func (t *table[T]) at(tx *bolt.Tx, key []byte) (*T, error) {
	b, err := bucket(tx, t.name)
	if err != nil {
		return nil, err
	}
	value := b.Get(key)
	if value == nil {
		return nil, nil
	}
	row := new(T)
	return row, t.decode(key, value, row)
}

// decode reads what is stored. It copies it once: what bbolt gives is gone with
// the transaction.
func (t *table[T]) decode(key, value []byte, row *T) error {
	if !sound(key, value) {
		return fmt.Errorf("%w: the checksum of a row of %s differs", errDamaged, t.name)
	}
	if err := t.codec.Decode(bytes.Clone(value[sumSize:]), row); err != nil {
		return fmt.Errorf("%w: a row of %s: %w", errDamaged, t.name, err)
	}
	return nil
}

// sound compares a row with its checksum, which is of its key too.
func sound(key, value []byte) bool {
	return len(value) >= sumSize && binary.BigEndian.Uint32(value) == sum(key, value[sumSize:])
}

func sum(key, row []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, row)
}

// holds says whether there is a row, without reading it.
func (t *table[T]) holds(tx *bolt.Tx, id motcua.ID) bool {
	b := tx.Bucket([]byte(t.name))
	key := keyOf(id)
	return b != nil && key != nil && b.Get(key) != nil
}

// put writes a row in the place of what was there; nil takes it away.
func (t *table[T]) put(tx *bolt.Tx, id motcua.ID, row *T) error {
	b, err := bucket(tx, t.name)
	if err != nil {
		return err
	}
	key := keyOf(id)
	if key == nil {
		return fmt.Errorf("%s: the id %q is no UUID", t.name, id)
	}
	if err := t.reindex(tx, key, row); err != nil {
		return err
	}
	if row == nil {
		return b.Delete(key)
	}
	b.FillPercent = fill
	value := t.codec.Append(make([]byte, sumSize, 512), row)
	binary.BigEndian.PutUint32(value, sum(key, value[sumSize:]))
	return b.Put(key, value)
}

// reindex makes the indexes find a row by its new keys.
func (t *table[T]) reindex(tx *bolt.Tx, key []byte, row *T) error {
	if len(t.indexes) == 0 {
		return nil
	}
	old, err := t.at(tx, key)
	if err != nil {
		return err
	}
	for _, x := range t.indexes {
		b, err := bucket(tx, x.name)
		if err != nil {
			return err
		}
		was, is := x.entries(key, old), x.entries(key, row)
		for entry := range was {
			if !is[entry] {
				if err := b.Delete([]byte(entry)); err != nil {
					return err
				}
			}
		}
		for entry := range is {
			if !was[entry] {
				if err := b.Put([]byte(entry), present); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// entries are the keys of a row in an index.
func (x index[T]) entries(key []byte, row *T) map[string]bool {
	if row == nil {
		return nil
	}
	out := map[string]bool{}
	for _, k := range x.keys(row) {
		out[string(k)+string(key)] = true
	}
	return out
}

// find gives the keys of the rows that an index has under a key, in the order of
// the ids.
func (t *table[T]) find(tx *bolt.Tx, name string, key []byte) ([][]byte, error) {
	b, err := bucket(tx, t.name+"."+name)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	c := b.Cursor()
	for entry, _ := c.Seek(key); bytes.HasPrefix(entry, key); entry, _ = c.Next() {
		if len(entry) == len(key)+keySize {
			out = append(out, bytes.Clone(entry[len(key):]))
		}
	}
	return out, nil
}

// rows gives the rows that an index has under a key, in the order of the ids.
func (t *table[T]) rows(tx *bolt.Tx, name string, key []byte) ([]*T, error) {
	found, err := t.find(tx, name, key)
	if err != nil {
		return nil, err
	}
	out := make([]*T, 0, len(found))
	for _, key := range found {
		row, err := t.at(tx, key)
		if err != nil {
			return nil, err
		}
		if row == nil {
			return nil, fmt.Errorf("%w: %s finds a row that is not there", errDamaged, name)
		}
		out = append(out, row)
	}
	return out, nil
}

// order gives the keys of all rows in the order of an index, from the first or
// from the last.
func (t *table[T]) order(tx *bolt.Tx, name string) ([][]byte, error) {
	b, err := bucket(tx, t.name+"."+name)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	c := b.Cursor()
	for entry, _ := c.First(); entry != nil; entry, _ = c.Next() {
		if len(entry) < keySize {
			return nil, fmt.Errorf("%w: %s has a short key", errDamaged, name)
		}
		out = append(out, entry[len(entry)-keySize:]) // lives as long as the transaction
	}
	return out, nil
}

// all gives every row in the order of the ids; the error ends it.
func (t *table[T]) all(tx *bolt.Tx) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		b, err := bucket(tx, t.name)
		if err != nil {
			yield(nil, err)
			return
		}
		c := b.Cursor()
		for key, value := c.First(); key != nil; key, value = c.Next() {
			row := new(T)
			err := t.decode(key, value, row)
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// check reads every row and compares the indexes with what they should hold.
func (t *table[T]) check(tx *bolt.Tx) error {
	want := make([]int, len(t.indexes))
	b, err := bucket(tx, t.name)
	if err != nil {
		return err
	}
	c := b.Cursor()
	var row T
	for key, value := c.First(); key != nil; key, value = c.Next() {
		if len(t.indexes) == 0 {
			if !sound(key, value) {
				return fmt.Errorf("%w: the checksum of a row of %s differs", errDamaged, t.name)
			}
			continue
		}
		row = *new(T)
		if err := t.decode(key, value, &row); err != nil {
			return err
		}
		for i, x := range t.indexes {
			xb, err := bucket(tx, x.name)
			if err != nil {
				return err
			}
			for entry := range x.entries(key, &row) {
				want[i]++
				if xb.Get([]byte(entry)) == nil {
					return fmt.Errorf("%w: %s does not find a row", errDamaged, x.name)
				}
			}
		}
	}
	for i, x := range t.indexes {
		xb, err := bucket(tx, x.name)
		if err != nil {
			return err
		}
		n := 0
		c := xb.Cursor()
		for key, _ := c.First(); key != nil; key, _ = c.Next() {
			n++
		}
		if n != want[i] {
			return fmt.Errorf("%w: %s has %d entries, want %d", errDamaged, x.name, n, want[i])
		}
	}
	return nil
}

// count is how many rows there are.
func (t *table[T]) count(tx *bolt.Tx) int {
	b := tx.Bucket([]byte(t.name))
	if b == nil {
		return 0
	}
	return b.Stats().KeyN
}

// size is how many bytes a row takes.
func (t *table[T]) size(tx *bolt.Tx, id motcua.ID) int {
	b := tx.Bucket([]byte(t.name))
	if b == nil {
		return 0
	}
	return len(b.Get(keyOf(id)))
}
