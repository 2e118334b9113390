package columns

import "github.com/RoaringBitmap/roaring/v2"

// dayColumn is a column of day ranges, dictionary-coded because few differ.
type dayColumn struct {
	codes codes
	days  []Days
	known map[Days]uint32 // for the writer only
}

func newDayColumn() dayColumn { return dayColumn{known: map[Days]uint32{}} }

func (c *dayColumn) append(days Days) {
	code, ok := c.known[days]
	if !ok {
		code = uint32(len(c.days))
		c.days = append(c.days, days)
		c.known[days] = code
	}
	c.codes.append(code)
}

func (c *dayColumn) at(row uint32) Days { return c.days[c.codes.at(row)] }

// sets divides the rows from first to end by their status on a day.
func (c *dayColumn) sets(day int32, end uint32) (sets [statuses]*roaring.Bitmap) {
	status := make([]Status, len(c.days))
	for code, days := range c.days {
		status[code] = days.On(day)
	}
	var dense [statuses][]uint64
	for i := range dense {
		dense[i] = make([]uint64, (end+63)/64)
	}
	switch {
	case c.codes.wide != nil:
		divide(c.codes.wide[:end], status, &dense)
	case c.codes.middle != nil:
		divide(c.codes.middle[:end], status, &dense)
	default:
		divide(c.codes.narrow[:end], status, &dense)
	}
	for i := range sets {
		sets[i] = roaring.FromDense(dense[i], true)
		sets[i].RunOptimize()
	}
	return sets
}

func divide[T width](codes []T, status []Status, dense *[statuses][]uint64) {
	for row, code := range codes {
		dense[status[code]][row>>6] |= 1 << (row & 63)
	}
}

func (c *dayColumn) bytes() int {
	return c.codes.bytes() + 8*cap(c.days) + 24*len(c.days) // once more in the map, which is the writer's
}
