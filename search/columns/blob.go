package columns

import "math"

// blobs is a column of byte strings in one piece of memory. As long as all have
// the same length it stores no offsets. Appending never changes what an older
// copy of the struct can see.
type blobs struct {
	data  []byte
	width int
	ends  []uint32 // nil while all have the same length
	n     int
}

func (b *blobs) at(row uint32) []byte {
	if b.ends == nil {
		start := int(row) * b.width
		return b.data[start : start+b.width : start+b.width]
	}
	start := uint32(0)
	if row > 0 {
		start = b.ends[row-1]
	}
	return b.data[start:b.ends[row]:b.ends[row]]
}

func (b *blobs) append(item []byte) {
	if b.n == 0 {
		b.width = len(item)
	}
	if b.ends == nil && len(item) != b.width {
		b.ends = make([]uint32, b.n, b.n+b.n/4+8)
		for i := range b.ends {
			b.ends[i] = uint32((i + 1) * b.width)
		}
	}
	b.data = append(b.data, item...)
	if len(b.data) > math.MaxUint32 {
		panic("columns: more than 4 GiB of keys in one column")
	}
	if b.ends != nil {
		b.ends = append(b.ends, uint32(len(b.data)))
	}
	b.n++
}

// grow makes room for n more items that have size bytes together.
func (b *blobs) grow(n, size int) {
	b.data = grown(b.data, size)
	if b.ends != nil {
		b.ends = grown(b.ends, n)
	}
}

func (b *blobs) bytes() int { return cap(b.data) + 4*cap(b.ends) }
