package readcopy

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"motcua"
	"motcua/db/readcopy/rowcodec"
)

// meta is what the copy knows beside its rows. It is written in the transaction
// of the rows that it speaks of.
type meta struct {
	Format   string
	Position motcua.Position // up to which the rows are complete
	Begun    motcua.LogMark  // behind which the places of changes are known
	Heard    time.Time       // when the log was last heard of
	Changed  time.Time       // when anything announced last changed, also of what is not public
	Rules    motcua.AnnouncementBasis
}

var (
	metaCodec  = rowcodec.New[meta]()
	metaBucket = []byte("meta")
	metaKey    = []byte("meta")
)

func readMeta(tx *bolt.Tx) (*meta, error) {
	b := tx.Bucket(metaBucket)
	if b == nil {
		return nil, fmt.Errorf("%w: it says nothing of itself", errDamaged)
	}
	value := b.Get(metaKey)
	if !sound(metaKey, value) {
		return nil, fmt.Errorf("%w: what it says of itself has another checksum", errDamaged)
	}
	m := &meta{}
	if err := metaCodec.Decode(bytes.Clone(value[sumSize:]), m); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return m, nil
}

func (m *meta) write(tx *bolt.Tx) error {
	value := metaCodec.Append(make([]byte, sumSize, 512), m)
	binary.BigEndian.PutUint32(value, sum(metaKey, value[sumSize:]))
	return tx.Bucket(metaBucket).Put(metaKey, value)
}
