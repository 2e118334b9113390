package generate

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua"
)

// MaxFeedback bounds what is made at once.
const MaxFeedback = 20_000_000

// FeedbackWorld is what made-up feedback is about and by what it is computed.
type FeedbackWorld struct {
	Agencies   []motcua.Agency // bodies that receive feedback
	Procedures []motcua.Procedure
	Rules      motcua.RuleSets
	Calendar   *motcua.WorkingCalendar
	Until      time.Time // nothing is made to happen later; the first is sent two years before
}

// Feedback makes up feedback with its whole life. The same seed makes the same,
// whatever is made first: each draws from numbers of its own.
type Feedback struct {
	world  FeedbackWorld
	seed   uint64
	shares []float64 // of the agencies, added up
	bursts []burst
}

// burst is an event that many write about at once: one agency, one topic.
type burst struct {
	day    int // before the end
	agency int
	topic  int
}

// Shares and times of the skew. They follow no statistics: few agencies hold
// most, some days bring many, most is answered in time and some long after.
const (
	years         = 2
	burstCount    = 40
	burstShare    = 0.15
	consentShare  = 0.6
	refuseShare   = 0.07
	askShare      = 0.08
	forwardShare  = 0.15
	backShare     = 0.1
	withdrawShare = 0.03
	sameShare     = 0.04
	stallShare    = 0.02
	slowShare     = 0.12
	publishShare  = 0.85
	rateShare     = 0.15
	reopenShare   = 0.01
	namedShare    = 0.1 // of texts that hold the sender's own data
	aboutShare    = 0.7 // of feedback that names a procedure
)

// NewFeedback makes a maker.
func NewFeedback(seed uint64, world FeedbackWorld) (*Feedback, error) {
	if len(world.Agencies) == 0 {
		return nil, motcua.Invalid("agencies", "there is no agency to write to: import a catalogue first")
	}
	m := &Feedback{world: world, seed: seed}
	random := rand.New(rand.NewPCG(seed, math.MaxUint64))
	slices.SortFunc(m.world.Agencies, func(a, b motcua.Agency) int { return strings.Compare(string(a.ID), string(b.ID)) })
	random.Shuffle(len(m.world.Agencies), func(i, j int) {
		m.world.Agencies[i], m.world.Agencies[j] = m.world.Agencies[j], m.world.Agencies[i]
	})
	total := 0.0
	for i := range m.world.Agencies { // Zipf, s = 1
		total += 1 / float64(i+1)
		m.shares = append(m.shares, total)
	}
	for range burstCount {
		m.bursts = append(m.bursts, burst{random.IntN(years * 365), m.agency(random), random.IntN(len(topics))})
	}
	return m, nil
}

func (m *Feedback) agency(random *rand.Rand) int {
	at := random.Float64() * m.shares[len(m.shares)-1]
	i, _ := slices.BinarySearch(m.shares, at)
	return min(i, len(m.shares)-1)
}

// feedbackID names the i-th.
func (m *Feedback) feedbackID(i int) motcua.ID {
	return motcua.DeriveID("generated feedback", strconv.FormatUint(m.seed, 10), strconv.Itoa(i))
}

// Make makes the i-th. One that is a duplicate is so of one that was made not
// before the i-th given as first, so that both are stored together.
func (m *Feedback) Make(i, first int) (motcua.WholeFeedback, error) {
	l := &life{m: m, random: rand.New(rand.NewPCG(m.seed, uint64(i)))}
	return l.live(i, first)
}

// life is one feedback while it is made.
type life struct {
	m      *Feedback
	random *rand.Rand
	whole  motcua.WholeFeedback
	at     time.Time
	slow   float64 // how much slower than usual its agency works
	err    error
}

func (l *life) chance(share float64) bool { return l.random.Float64() < share }

// begin draws what it is about, where it goes and when.
func (l *life) begin(i int) (agency int, topic topic) {
	m := l.m
	ago := l.random.Float64() * years * 365
	agency, t := m.agency(l.random), l.random.IntN(len(topics))
	if l.chance(burstShare) {
		b := m.bursts[l.random.IntN(len(m.bursts))]
		agency, t = b.agency, b.topic
		ago = math.Max(0, float64(b.day)-l.random.ExpFloat64()*2)
	}
	l.at = m.world.Until.Add(-time.Duration(ago * 24 * float64(time.Hour)))
	if day := motcua.DateOf(l.at); day.Weekday() == time.Sunday && l.chance(0.7) {
		l.at = l.at.AddDate(0, 0, -2)
	}
	f := &l.whole.Feedback
	f.ID, f.Channel, f.Origin, f.SubmittedAt = m.feedbackID(i), channels[l.random.IntN(len(channels))], motcua.OriginGenerated, l.at
	f.Code = motcua.NewTrackingCode(digits{l.random})
	f.Consent = l.chance(consentShare)
	if len(m.world.Procedures) > 0 && l.chance(aboutShare) {
		p := &m.world.Procedures[l.zipf(len(m.world.Procedures))]
		f.Procedure = &p.ID
		if p.Sector != nil {
			f.Sector = &p.Sector.ID
		}
		l.whole.Words = l.words(topics[t], p.Name)
	} else {
		l.whole.Words = l.words(topics[t], "")
	}
	return agency, topics[t]
}

// zipf draws below n, small numbers more often.
func (l *life) zipf(n int) int {
	return min(n-1, int(math.Exp(l.random.Float64()*math.Log(float64(n)+1)))-1)
}

// digits lets a tracking code be made from the numbers of a seed.
type digits struct{ random *rand.Rand }

func (d digits) Read(p []byte) (int, error) {
	var b [8]byte
	for i := range p {
		binary.LittleEndian.PutUint64(b[:], d.random.Uint64())
		p[i] = b[0]
	}
	return len(p), nil
}

var _ io.Reader = digits{}

// event makes the next event some days later; false is that it has not happened
// yet.
func (l *life) event(days float64, by motcua.Actor, e motcua.FeedbackEvent) bool {
	l.at = l.at.Add(time.Duration((days + 0.01) * 24 * float64(time.Hour)))
	if l.err != nil || l.at.After(l.m.world.Until) {
		return false
	}
	f := &l.whole.Feedback
	e.Feedback, e.At, e.Actor = f.ID, l.at, by
	if e, l.err = f.Standing.Next(e, l.m.world.Rules, l.m.world.Calendar); l.err == nil {
		l.err = f.Standing.Apply(&e)
	}
	if l.err != nil {
		l.err = fmt.Errorf("make %s: %w", e.Kind, l.err)
		return false
	}
	l.whole.Episodes = l.whole.Episodes.Apply(&e, &f.Standing)
	l.whole.Events = append(l.whole.Events, e)
	return true
}

// official is one of some people of an agency.
func (l *life) official(agency motcua.ID, role motcua.Role, n int) motcua.Actor {
	subject := fmt.Sprintf("generated|%s-%s-%d", string(agency)[:8], role, n)
	return motcua.Actor{Kind: motcua.ActorOfficial, Subject: subject, Name: fmt.Sprintf("Cán bộ thử %d", n), Role: &role}
}

// soon draws a number of days, most near the usual, few much longer.
func (l *life) soon(usual float64) float64 {
	return usual * l.slow * math.Exp(l.random.NormFloat64()*0.7)
}
