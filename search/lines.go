package search

import (
	"github.com/maypok86/otter/v2"

	"motcua"
	"motcua/search/vi"
)

// linesCache holds the lines of the texts that are looked through for
// highlights, by version: content never changes. Most texts hold nothing of a
// question, which a look at the line tells in a hundredth of the time that
// taking the text apart would take.
type linesCache struct {
	*otter.Cache[motcua.ID, []string]
}

const (
	linesBytes    = 32 << 20      // of all lines that are kept
	linesReach    = 2 * bodyBytes // of one version; what is beyond is taken apart
	linesOverhead = 128           // of a version in the cache
)

func newLinesCache() linesCache {
	return linesCache{otter.Must(&otter.Options[motcua.ID, []string]{
		MaximumWeight: linesBytes,
		Weigher: func(_ motcua.ID, lines []string) uint32 {
			n := linesOverhead
			for _, line := range lines {
				n += len(line) + 16
			}
			return uint32(n)
		},
	})}
}

// of gives the lines of the first of the displayed texts, in their order; none
// for a procedure that is no version of the catalogue.
func (c linesCache) of(p *motcua.Procedure) []string {
	if p.VersionID == "" {
		return nil
	}
	if lines, ok := c.GetIfPresent(p.VersionID); ok {
		return lines
	}
	var lines []string
	left := linesReach
	for _, text := range displayed(p) {
		if left <= 0 {
			break
		}
		text = cutAt(text, bodyBytes)
		left -= len(text)
		lines = append(lines, vi.Line(text))
	}
	c.Set(p.VersionID, lines)
	return lines
}
