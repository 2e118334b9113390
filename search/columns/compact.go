package columns

// compacted returns a view of the live rows alone, numbered anew in the same
// sequence. All rows must be sealed. Dictionaries are built anew as well, so
// values that no row has any more are forgotten.
func (v *View) compacted() *View {
	next := newView(v.schema, v.generation+1)
	rows := v.liveRows()
	next.n, next.live = uint32(len(rows)), len(rows)
	next.keys = v.keys.gather(rows)
	for i := range v.dims {
		next.dims[i].gather(&v.dims[i], rows)
	}
	next.legal.gather(&v.legal, rows)
	next.shown.gather(&v.shown, rows)
	numbers := make([]uint32, v.n)
	for number, row := range rows {
		numbers[row] = uint32(number)
	}
	for i := range v.orders {
		next.orders[i].keys = v.orders[i].keys.gather(rows)
		next.orders[i].tail = v.renumbered(v.orders[i].sealed, numbers)
	}
	next.seal()
	for _, day := range v.days.known() { // so that no reader waits for them
		next.sets(day)
	}
	return next
}

func (v *View) liveRows() []uint32 {
	rows := make([]uint32, 0, v.live)
	for row := range v.n {
		if !v.dead.Contains(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// renumbered keeps the live ones of the rows under their new numbers.
func (v *View) renumbered(rows, numbers []uint32) []uint32 {
	kept := make([]uint32, 0, v.live)
	for _, row := range rows {
		if !v.dead.Contains(row) {
			kept = append(kept, numbers[row])
		}
	}
	return kept
}

func (b *blobs) gather(rows []uint32) blobs {
	size := 0
	for _, row := range rows {
		size += len(b.at(row))
	}
	var next blobs
	next.grow(len(rows), size)
	for _, row := range rows {
		next.append(b.at(row))
	}
	return next
}

// gather fills the empty dimension with some rows of an old one. Each list is
// translated once.
func (d *dimension) gather(old *dimension, rows []uint32) {
	d.codes.grow(len(rows))
	translated := make([]uint32, len(old.listEnds)) // new code + 1
	for _, row := range rows {
		code := old.codes.at(row)
		if translated[code] == 0 {
			translated[code] = d.listOf(old.strings(code)) + 1
		}
		d.codes.append(translated[code] - 1)
	}
}

func (c *dayColumn) gather(old *dayColumn, rows []uint32) {
	c.codes.grow(len(rows))
	for _, row := range rows {
		c.append(old.at(row))
	}
}
