package columns

// width is an unsigned integer that holds the codes of a column.
type width interface{ uint8 | uint16 | uint32 }

// codes is a column of dictionary codes, as narrow as its largest code allows.
// Only one of the slices is in use. Appending never changes what an older copy
// of the struct can see.
type codes struct {
	narrow []uint8
	middle []uint16
	wide   []uint32
}

func (c *codes) at(row uint32) uint32 {
	switch {
	case c.wide != nil:
		return c.wide[row]
	case c.middle != nil:
		return uint32(c.middle[row])
	default:
		return uint32(c.narrow[row])
	}
}

func (c *codes) append(code uint32) {
	switch {
	case c.wide == nil && code > 0xffff:
		c.wide = widen[uint32](c)
		c.narrow, c.middle = nil, nil
	case c.wide == nil && c.middle == nil && code > 0xff:
		c.middle = widen[uint16](c)
		c.narrow = nil
	}
	switch {
	case c.wide != nil:
		c.wide = append(c.wide, code)
	case c.middle != nil:
		c.middle = append(c.middle, uint16(code))
	default:
		c.narrow = append(c.narrow, uint8(code))
	}
}

// widen copies the codes into a slice of a wider type, never nil and with room
// for as many rows as the narrow one had.
func widen[To width](c *codes) []To {
	wider := make([]To, 0, max(cap(c.narrow), cap(c.middle), 8))
	for _, code := range c.narrow {
		wider = append(wider, To(code))
	}
	for _, code := range c.middle {
		wider = append(wider, To(code))
	}
	return wider
}

// grow makes room for n more codes of the present width.
func (c *codes) grow(n int) {
	switch {
	case c.wide != nil:
		c.wide = grown(c.wide, n)
	case c.middle != nil:
		c.middle = grown(c.middle, n)
	default:
		c.narrow = grown(c.narrow, n)
	}
}

// grown makes room for n more items. A large batch gets exactly its room, a
// small one leaves the growth to append.
func grown[T any](s []T, n int) []T {
	if cap(s)-len(s) >= n || n < len(s)/4 {
		return s
	}
	larger := make([]T, len(s), len(s)+n)
	copy(larger, s)
	return larger
}

// countRows adds one to counts[code] for each of the rows.
func (c *codes) countRows(rows []uint32, counts []uint32) {
	switch {
	case c.wide != nil:
		countWidth(c.wide, rows, counts)
	case c.middle != nil:
		countWidth(c.middle, rows, counts)
	default:
		countNarrow(c.narrow, rows, counts)
	}
}

// countNarrow counts in four places by turns: with few codes the next row often
// has the same one, and would wait for the counter to be written.
func countNarrow(codes []uint8, rows []uint32, counts []uint32) {
	var a, b, c, d [256]uint32
	for ; len(rows) >= 4; rows = rows[4:] {
		a[codes[rows[0]]]++
		b[codes[rows[1]]]++
		c[codes[rows[2]]]++
		d[codes[rows[3]]]++
	}
	countWidth(codes, rows, counts)
	for code := range counts {
		counts[code] += a[code] + b[code] + c[code] + d[code]
	}
}

func countWidth[T width](codes []T, rows []uint32, counts []uint32) {
	for _, row := range rows {
		counts[codes[row]]++
	}
}

func (c *codes) bytes() int {
	return cap(c.narrow) + 2*cap(c.middle) + 4*cap(c.wide)
}
