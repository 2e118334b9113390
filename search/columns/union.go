package columns

import (
	"encoding/binary"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// What an official may see is often the union of a hundred agencies, and is
// asked for by every list, count and search of theirs.
const (
	keptUnion = 8  // values from which on a union is worth keeping
	maxUnions = 64 // of a million rows each takes at most 125 KB
)

// unions keeps the sealed rows of lists of values that were asked for lately. It
// is shared by the views in which the same rows are sealed.
type unions struct {
	mu   sync.Mutex
	turn uint64
	kept map[string]*keptRows
}

type keptRows struct {
	once sync.Once
	rows *roaring.Bitmap
	used uint64
}

func newUnions() *unions { return &unions{kept: map[string]*keptRows{}} }

// of gives the union of some values, which unite makes where it is not known.
func (u *unions) of(values []uint32, unite func([]uint32) *roaring.Bitmap) *roaring.Bitmap {
	key := make([]byte, 0, 4*len(values))
	for _, value := range values {
		key = binary.LittleEndian.AppendUint32(key, value)
	}
	k := u.entry(string(key))
	k.once.Do(func() {
		rows := unite(values)
		u.mu.Lock()
		defer u.mu.Unlock()
		k.rows = rows
	})
	return k.rows
}

func (u *unions) entry(key string) *keptRows {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.turn++
	k := u.kept[key]
	if k == nil {
		if len(u.kept) >= maxUnions {
			u.evict()
		}
		k = &keptRows{}
		u.kept[key] = k
	}
	k.used = u.turn
	return k
}

// evict forgets what was asked for least recently.
func (u *unions) evict() {
	oldest, least := "", u.turn
	for key, k := range u.kept {
		if k.used < least {
			oldest, least = key, k.used
		}
	}
	delete(u.kept, oldest)
}

func (u *unions) bytes() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	size := 0
	for key, k := range u.kept {
		size += len(key)
		if k.rows != nil {
			size += int(k.rows.GetSizeInBytes())
		}
	}
	return size
}
