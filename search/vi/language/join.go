package language

// costTorn is the cost of a space within a syllable.
const costTorn = 1.2

// torn reports whether a token may be a piece of a syllable: letters, but not those
// of one.
func (m *Model) torn(all []typed) bool {
	for i := range all {
		if all[i].isLetters() && !m.isSyllable(&all[i]) {
			return true
		}
	}
	return false
}

// addJoins adds the words that two neighbouring tokens make together.
func (l *lattice) addJoins(all []typed, opts Options, marked bool) {
	joins := make([][]arc, len(all))
	for i := range len(all) - 1 {
		if opts.keeps(i) || opts.keeps(i+1) || !all[i].isLetters() || !all[i+1].isLetters() {
			continue
		}
		weight := 1.0
		if l.m.isSyllable(&all[i]) && l.m.isSyllable(&all[i+1]) {
			if weight = knownSlip; !opts.Doubt {
				continue
			}
		}
		joins[i] = l.m.joined(i, all[i].raw+all[i+1].raw, marked, weight)
	}
	l.insert(joins)
}

// joined gives the arcs of the two tokens from a place, written as one.
func (m *Model) joined(at int, raw string, marked bool, weight float64) []arc {
	t := m.read(raw)
	if t.group < 0 || !m.groups[t.group].syllable {
		return nil
	}
	var arcs []arc
	for w := m.groups[t.group].start; w < m.groups[t.group].end; w++ {
		if !m.words[w].known() {
			continue
		}
		cost := costTorn + markCost(marksOf(t.key), m.words[w].marks, marked)
		arcs = append(arcs, arc{
			from: int32(at), to: int32(at + 2), first: w, last: w, weight: weight * slipWeight(cost), cost: cost,
		})
	}
	return arcs
}

// insert adds arcs to those of their places.
func (l *lattice) insert(more [][]arc) {
	var arcs []arc
	var starts []int32
	for i, m := range more {
		starts = append(starts, int32(len(arcs)))
		end := len(l.arcs)
		if i+1 < len(l.starts) {
			end = int(l.starts[i+1])
		}
		arcs = append(append(arcs, l.arcs[l.starts[i]:end]...), m...)
	}
	l.arcs, l.starts = arcs, starts
}
