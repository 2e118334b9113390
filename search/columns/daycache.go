package columns

import (
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
)

// keptDays bounds the days whose sets are kept: today and tomorrow for all, a
// few more for those who look at the past. A day of a million rows takes at
// most half a megabyte.
const keptDays = 16

// dayCache keeps, for the sealed rows of the views that share it, the sets that
// depend on the day.
type dayCache struct {
	mu     sync.Mutex
	turn   uint64
	byDays map[int32]*dayEntry
}

type dayEntry struct {
	once  sync.Once
	ready atomic.Bool
	used  uint64
	sets  daySets
}

// daySets are the sealed rows by what they are on one day, dead ones included.
type daySets struct {
	shown  *roaring.Bitmap
	status [statuses]*roaring.Bitmap
}

func newDayCache() *dayCache { return &dayCache{byDays: map[int32]*dayEntry{}} }

// sets returns the sets of a day. The caller must not change them.
func (v *View) sets(day int32) *daySets {
	entry := v.days.entry(day)
	entry.once.Do(func() {
		entry.sets = daySets{
			shown:  v.shown.sets(day, v.sealed)[InForce],
			status: v.legal.sets(day, v.sealed),
		}
		entry.ready.Store(true)
	})
	return &entry.sets
}

func (c *dayCache) entry(day int32) *dayEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turn++
	entry := c.byDays[day]
	if entry == nil {
		if len(c.byDays) >= keptDays {
			c.evict()
		}
		entry = &dayEntry{}
		c.byDays[day] = entry
	}
	entry.used = c.turn
	return entry
}

// evict forgets the day that was asked for least recently.
func (c *dayCache) evict() {
	var oldest int32
	least := c.turn
	for day, entry := range c.byDays {
		if entry.used < least {
			oldest, least = day, entry.used
		}
	}
	delete(c.byDays, oldest)
}

// known returns the days whose sets are there.
func (c *dayCache) known() []int32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	var days []int32
	for day, entry := range c.byDays {
		if entry.ready.Load() {
			days = append(days, day)
		}
	}
	return days
}

// extended returns a cache for v, which seals the rows from first on. Days that
// are known stay known, so that sealing makes no reader wait.
func (c *dayCache) extended(v *View, first uint32) *dayCache {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := newDayCache()
	next.turn = c.turn
	for day, entry := range c.byDays {
		if entry.ready.Load() {
			next.byDays[day] = entry.extended(v, day, first)
		}
	}
	return next
}

func (e *dayEntry) extended(v *View, day int32, first uint32) *dayEntry {
	next := &dayEntry{used: e.used}
	next.sets.shown = e.sets.shown.Clone()
	for status, set := range e.sets.status {
		next.sets.status[status] = set.Clone()
	}
	for row := first; row < v.sealed; row++ {
		if v.shown.at(row).On(day) == InForce {
			next.sets.shown.Add(row)
		}
		next.sets.status[v.legal.at(row).On(day)].Add(row)
	}
	next.once.Do(func() {})
	next.ready.Store(true)
	return next
}

func (c *dayCache) bytes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	size := 0
	for _, entry := range c.byDays {
		if !entry.ready.Load() {
			continue
		}
		size += int(entry.sets.shown.GetSizeInBytes())
		for _, set := range entry.sets.status {
			size += int(set.GetSizeInBytes())
		}
	}
	return size
}
