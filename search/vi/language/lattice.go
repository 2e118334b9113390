package language

import "math"

// arc is one reading of the tokens from one place to another.
type arc struct {
	from, to    int32
	first, last uint32   // words
	inner       []uint32 // all words, where there are several
	weight      float64  // how likely it is typed so, times the probability of words after the first
	cost        float64  // of the edits, for reports

	forward, backward float64 // sums over all ways before and after, scaled by place
	best              float64 // of the best way up to here, scaled as forward
	before            int32   // the arc before on that way, -1 at the start
	posterior         float64
}

// maxSpan is the number of tokens that an arc covers at most.
const maxSpan = 2

// lattice holds the readings of a run of tokens: every way from its beginning
// to its end along arcs is a reading of the whole.
type lattice struct {
	m      *Model
	places int // tokens + 1
	arcs   []arc
	starts []int32 // of the arcs from each place, and one more
	// Probabilities of long texts are too small for a float64. Those at a place are
	// divided by what stands here, as a logarithm.
	forward, backward []float64
}

func (m *Model) newLattice(tokens int) *lattice {
	return &lattice{
		m: m, places: tokens + 1, arcs: make([]arc, 0, 4*tokens), starts: make([]int32, 0, tokens+2),
		forward: make([]float64, tokens+1), backward: make([]float64, tokens+1),
	}
}

// begin says that the arcs added from now on start at the next place.
func (l *lattice) begin() { l.starts = append(l.starts, int32(len(l.arcs))) }

// from gives the arcs that start at a place.
func (l *lattice) from(place int) []arc {
	return l.arcs[l.starts[place]:l.starts[place+1]]
}

// into calls f for the index of each arc that ends at a place.
func (l *lattice) into(place int, f func(i int32)) {
	for i := l.starts[max(0, place-maxSpan)]; i < l.starts[place]; i++ {
		if int(l.arcs[i].to) == place {
			f(i)
		}
	}
}

// solve computes the posterior of every arc and the best way. Every token must
// have an arc of its own.
func (l *lattice) solve() {
	for len(l.starts) <= l.places {
		l.begin()
	}
	for place := range l.places {
		l.scaleForward(place)
		for i := range l.from(place) {
			l.reach(place, int(l.starts[place])+i)
		}
	}
	for place := l.places - 1; place > 0; place-- {
		l.lookAhead(place)
	}
	l.setPosteriors()
}

// reach computes what comes to an arc from those before it.
func (l *lattice) reach(place, i int) {
	a := &l.arcs[i]
	a.before = -1
	if place == 0 {
		p := l.m.probability(boundary, a.first) * a.weight
		a.forward, a.best = p, p
		return
	}
	l.into(place, func(k int32) {
		b := &l.arcs[k]
		p := l.m.probability(b.last, a.first)
		a.forward += b.forward * p
		if best := b.best * p; best > a.best || a.before < 0 {
			a.best, a.before = best, k
		}
	})
	a.forward *= a.weight
	a.best *= a.weight
}

// scaleForward brings the arcs that end at a place to one scale.
func (l *lattice) scaleForward(place int) {
	if place == 0 {
		return
	}
	top := 0.0
	l.into(place, func(i int32) {
		a := &l.arcs[i]
		if int(a.from) != place-1 {
			shift := math.Exp(l.forward[a.from] - l.forward[place-1])
			a.forward *= shift
			a.best *= shift
		}
		top = max(top, a.forward)
	})
	l.forward[place] = l.forward[place-1] + math.Log(top)
	l.into(place, func(i int32) {
		l.arcs[i].forward /= top
		l.arcs[i].best /= top
	})
}

// lookAhead computes for the arcs that end at a place what comes after them.
func (l *lattice) lookAhead(place int) {
	if place == l.places-1 {
		l.into(place, func(i int32) { l.arcs[i].backward = 1 })
		return
	}
	top := 0.0
	next := l.from(place)
	l.into(place, func(i int32) {
		a := &l.arcs[i]
		for k := range next {
			n := &next[k]
			p := l.m.probability(a.last, n.first) * n.weight * n.backward
			if int(n.to) != place+1 {
				p *= math.Exp(l.backward[n.to] - l.backward[place+1])
			}
			a.backward += p
		}
		top = max(top, a.backward)
	})
	l.backward[place] = l.backward[place+1] + math.Log(top)
	l.into(place, func(i int32) { l.arcs[i].backward /= top })
}

func (l *lattice) setPosteriors() {
	end := l.places - 1
	total := 0.0
	l.into(end, func(i int32) { total += l.arcs[i].forward })
	all := math.Log(total) + l.forward[end]
	for i := range l.arcs {
		a := &l.arcs[i]
		scale := math.Exp(l.forward[a.to] + l.backward[a.to] - all)
		a.posterior = min(1, a.forward*a.backward*scale)
	}
}

// way gives the arcs of the best way through the lattice, the
// last first.
func (l *lattice) way() []int32 {
	last := int32(-1)
	l.into(l.places-1, func(i int32) {
		if last < 0 || l.arcs[i].best > l.arcs[last].best {
			last = i
		}
	})
	var way []int32
	for i := last; i >= 0; i = l.arcs[i].before {
		way = append(way, i)
	}
	return way
}
