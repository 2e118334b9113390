package language

import (
	"math"
	"math/bits"
	"strings"
)

// The costs of slips, in twentieths of an unexpected letter: whole numbers, so that
// equal costs are equal on every machine.
const (
	costLetter    = 20 // a letter too many, one missing, or another
	costNeighbour = 16 // the key beside
	costSwap      = 14 // two letters the wrong way round
	costDouble    = 12 // the same letter twice
	costSound     = 10 // letters that sound alike to many
	costFirst     = 6  // on top, for the first letter: people watch it
	costY         = 4  // i and y, which are one in most places

	oneSlip  = 28
	twoSlips = 48
)

// maxKeyLen bounds the keys that are compared; the longest syllable has seven
// letters.
const maxKeyLen = 12

// reach is the length of the longest spelling in alike, and so how many rows of
// the table a step may span.
const reach = 3

// alike are the spellings that are taken for each other, by sound in one region
// or another or as a short form.
var alike = []struct{ a, b string }{
	{"tr", "ch"}, {"gi", "d"}, {"gi", "r"}, {"gi", "v"}, {"gi", "j"}, {"gi", "z"}, {"ng", "n"}, {"nh", "n"},
	{"gh", "g"}, {"ngh", "ng"}, {"ch", "t"}, {"ph", "f"}, {"kh", "k"}, {"qu", "w"},
}

// The single letters that sound alike, those in which two alike spellings end,
// and those whose keys lie side by side.
var (
	alikeEnds = endTable()

	sound  = soundTable("sx ln dr dv dz ck cq kq ct uo uw")
	beside = keyboardTable("qwertyuiop", "asdfghjkl", "zxcvbnm")
)

type letterPairs [26]uint32

func (p *letterPairs) set(a, b byte) {
	p[a-'a'] |= 1 << (b - 'a')
	p[b-'a'] |= 1 << (a - 'a')
}

func (p *letterPairs) has(a, b byte) bool {
	a, b = a-'a', b-'a'
	return a < 26 && b < 26 && p[a]>>b&1 != 0
}

func soundTable(list string) *letterPairs {
	p := new(letterPairs)
	for _, two := range strings.Fields(list) {
		p.set(two[0], two[1])
	}
	return p
}

func endTable() *letterPairs {
	p := new(letterPairs)
	for _, s := range alike {
		p.set(s.a[len(s.a)-1], s.b[len(s.b)-1])
	}
	return p
}

func keyboardTable(rows ...string) *letterPairs {
	p := new(letterPairs)
	for r, row := range rows {
		for i := range len(row) {
			if i > 0 {
				p.set(row[i-1], row[i])
			}
			if r > 0 { // the row above is shifted by half a key
				p.set(rows[r-1][i], row[i])
				p.set(rows[r-1][i+1], row[i])
			}
		}
	}
	return p
}

// distance is the cost of the slips that make typed of meant, or limit where it
// is that or more. Both are folded keys. It is the optimal string alignment
// distance with costs, and with letters that are taken for each other.
func distance(typed, meant string, limit int) int {
	if len(typed) > maxKeyLen || len(meant) > maxKeyLen {
		return limit
	}
	var d [maxKeyLen + 1][maxKeyLen + 1]int32
	for j := range len(meant) {
		d[0][j+1] = d[0][j] + extra(meant, j)
	}
	var lows [reach]int32 // the least of the last rows
	for i := range len(typed) {
		d[i+1][0] = d[i][0] + extra(typed, i)
		low := d[i+1][0]
		for j := range len(meant) {
			c := min(d[i][j+1]+extra(typed, i), d[i+1][j]+extra(meant, j), d[i][j]+other(typed, meant, i, j))
			if i > 0 && j > 0 && same(typed[i], meant[j-1]) && same(typed[i-1], meant[j]) {
				c = min(c, d[i-1][j-1]+costSwap)
			}
			if alikeEnds.has(typed[i], meant[j]) {
				c = min(c, alikeCost(&d, typed[:i+1], meant[:j+1]))
			}
			d[i+1][j+1] = c
			low = min(low, c)
		}
		lows[i%reach] = low
		if i >= reach && min(lows[0], lows[1], lows[2]) >= int32(limit) {
			return limit
		}
	}
	return min(limit, int(d[len(typed)][len(meant)]))
}

// same reports letters that are one where their marks and place are not known:
// keys have i for most final y.
func same(a, b byte) bool { return a == b || a == 'y' && b == 'i' || a == 'i' && b == 'y' }

// extra is the cost of a letter that stands in one of the two only.
func extra(s string, i int) int32 {
	if i > 0 && s[i] == s[i-1] {
		return costDouble
	}
	if i == 0 {
		return costLetter + costFirst
	}
	return costLetter
}

// other is the cost of one letter for another.
func other(typed, meant string, i, j int) int32 {
	a, b := typed[i], meant[j]
	if a == b {
		return 0
	}
	cost := int32(costLetter)
	switch {
	case same(a, b):
		return costY
	case sound.has(a, b):
		return costSound
	case beside.has(a, b):
		cost = costNeighbour
	}
	if i == 0 && j == 0 {
		cost += costFirst
	}
	return cost
}

// alikeCost is the cost of the two prefixes if they end in spellings that are
// taken for each other.
func alikeCost(d *[maxKeyLen + 1][maxKeyLen + 1]int32, typed, meant string) int32 {
	least := int32(math.MaxInt32)
	for i := range alike {
		a, b := alike[i].a, alike[i].b
		if ends(typed, b) && ends(meant, a) {
			a, b = b, a
		} else if !ends(typed, a) || !ends(meant, b) {
			continue
		}
		least = min(least, d[len(typed)-len(a)][len(meant)-len(b)]+costSound)
	}
	return least
}

func ends(s, suffix string) bool {
	n := len(s) - len(suffix)
	return n >= 0 && s[n] == suffix[0] && s[n:] == suffix
}

// near reports whether a comparison is worth its time: two slips seldom change
// more than four different letters.
func near(letters uint32, g *group, length int) bool {
	diff := len(g.folded) - length
	return diff <= 2 && diff >= -2 && bits.OnesCount32(letters^g.letters) <= 4
}
