package language

import "math/bits"

// pairs counts neighbouring words: a hash table with open addressing, which
// takes half the time and a third of the memory of a map.
type pairs struct {
	keys   []uint64 // first<<32 | second; 0 is free: the second is never the boundary
	counts []uint32
	used   int
}

// add counts the pair. The second word is never the boundary.
func (p *pairs) add(first, second, n uint32) {
	if p.used*4 >= len(p.keys)*3 {
		p.grow()
	}
	i := p.slot(uint64(first)<<32 | uint64(second))
	p.counts[i] = addCount(p.counts[i], n)
}

// slot finds the pair's place and takes it.
func (p *pairs) slot(key uint64) uint64 {
	mask := uint64(len(p.keys) - 1)
	hi, lo := bits.Mul64(key, 0x9E3779B97F4A7C15)
	for i := (hi ^ lo) & mask; ; i = (i + 1) & mask {
		switch p.keys[i] {
		case key:
			return i
		case 0:
			p.keys[i] = key
			p.used++
			return i
		}
	}
}

func (p *pairs) grow() {
	old := *p
	size := max(1<<12, 2*len(old.keys))
	*p = pairs{keys: make([]uint64, size), counts: make([]uint32, size)}
	for i, key := range old.keys {
		if key != 0 {
			p.counts[p.slot(key)] = old.counts[i]
		}
	}
}

// each calls f for every pair, in no order.
func (p *pairs) each(f func(first, second, n uint32)) {
	for i, key := range p.keys {
		if key != 0 {
			f(uint32(key>>32), uint32(key), p.counts[i])
		}
	}
}
