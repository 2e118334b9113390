package db_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
)

// sequences is how many random histories are tried. All of them go through the
// database together, one step of each in a transaction.
var sequences = flag.Int("sequences", 300, "how many random histories of procedures TestKnowledge tries")

const (
	historySteps = 7
	historyDays  = 12 // the days on which anything happens or is asked for
)

// firstDay is the first of those days.
var firstDay = motcua.NewDate(2026, 1, 1)

// historian makes up what happens to one procedure, and keeps the model of it.
type historian struct {
	*rand.Rand
	id        motcua.ID
	code      string
	decisions []motcua.Decision
	texts     int
	last      *motcua.Record
	model     said
	known     []said // after each step
}

// said is the model: the last word of each decision, in the order in which the
// decisions became known.
type said []word

type word struct {
	day      int // of historyDays; fromEver is before all
	version  string
	decision motcua.ID
	assumed  bool
	ends     bool
}

const fromEver = -1 << 30

// announce is a decision that makes a version known; dated says that it tells
// its first day.
func (k said) announce(w word, dated bool, today int) said {
	own := slices.IndexFunc(k, func(o word) bool { return o.decision == w.decision })
	out := slices.Clone(k)
	if own < 0 {
		if !dated && slices.ContainsFunc(k, func(o word) bool { return !o.ends }) {
			w.day, w.assumed = today, true
		}
		return append(out, w)
	}
	if old := k[own]; !dated || w.assumed && !old.assumed || w.day == old.day {
		w.day, w.assumed = old.day, old.assumed && w.assumed
	}
	out[own] = w
	return out
}

// counts says whether a word still stands: no later known decision speaks of
// its day, and none ends what was known for it.
func (k said) counts(i int) bool {
	return !slices.ContainsFunc(k[i+1:], func(later word) bool {
		return later.day == k[i].day || later.ends && later.day < k[i].day
	})
}

// next gives the first day after one from which something else is said.
func (k said) next(day int) (next int, ok bool) {
	for i, w := range k {
		if w.day > day && k.counts(i) && (!ok || w.day < next) {
			next, ok = w.day, true
		}
	}
	return next, ok
}

// answer is what is told of a procedure on a day.
type answer struct {
	Version  string
	From, To *motcua.Date
	Assumed  bool
	Status   motcua.Status
}

// on gives what stands for the procedure on a day: the version that began last,
// in force or not, and before all the first to come.
func (k said) on(day int) *answer {
	shown := -1
	for i, w := range k {
		if w.ends || !k.counts(i) {
			continue
		}
		began := w.day <= day
		switch {
		case shown < 0,
			began && (k[shown].day > day || k[shown].day < w.day),
			!began && k[shown].day > w.day:
			shown = i
		}
	}
	if shown < 0 {
		return nil
	}
	date := func(day int) *motcua.Date {
		d := firstDay.AddDays(day)
		return &d
	}
	w := k[shown]
	a := answer{Version: w.version, Assumed: w.assumed, Status: motcua.StatusInForce}
	if w.day != fromEver {
		a.From = date(w.day)
		if day < w.day {
			a.Status = motcua.StatusNotYetInForce
		}
	}
	if next, ok := k.next(w.day); ok {
		a.To = date(next)
		if day >= next {
			a.Status = motcua.StatusExpired
		}
	}
	return &a
}

// step makes one thing happen, or nothing.
func (h *historian) step(today int) (record *motcua.Record, end *motcua.Act) {
	defer func() { h.known = append(h.known, h.model) }()
	choice := h.IntN(10)
	switch {
	case h.last == nil && choice < 7, choice < 4: // a decision: on time, late or for a day to come
		return h.announce(h.decide(), today), nil
	case h.last == nil:
		return nil, nil
	case choice < 6: // a correction
		return h.announce(h.decisions[h.IntN(len(h.decisions))], today), nil
	case choice < 8:
		return nil, h.end()
	case choice == 8: // received again as it was
		again := *h.last
		return &again, nil
	}
	return nil, nil
}

func (h *historian) decide() motcua.Decision {
	number := fmt.Sprintf("%d/QĐ", len(h.decisions)+1)
	var date *motcua.Date
	if h.IntN(8) > 0 {
		d := firstDay.AddDays(h.IntN(historyDays))
		date = &d
	}
	d := motcua.NewDecision(&number, date, ministry)
	h.decisions = append(h.decisions, d)
	return d
}

func (h *historian) announce(d motcua.Decision, today int) *motcua.Record {
	h.texts++
	r := record(h.code, h.code, fmt.Sprintf("%s text %d", h.code, h.texts), *d.Number, d.Date)
	r.Provenance.Source = motcua.SourceDecision // one source: which of several prevails is another question
	w := word{version: r.Content.Name, decision: d.ID, assumed: true, day: fromEver}
	if h.IntN(2) == 0 {
		effective := firstDay.AddDays(h.IntN(historyDays))
		r.Effective, w.assumed, w.day = &effective, false, int(effective-firstDay)
	} else if d.Date != nil {
		w.day = int(*d.Date - firstDay)
	}
	h.model = h.model.announce(w, w.day != fromEver, today)
	h.last = r
	return r
}

func (h *historian) end() *motcua.Act {
	day := h.IntN(historyDays)
	from := firstDay.AddDays(day)
	number := fmt.Sprintf("end %d/QĐ", len(h.known))
	decision := motcua.NewDecision(&number, &from, ministry)
	h.model = append(slices.Clone(h.model), word{day: day, decision: decision.ID, ends: true})
	return &motcua.Act{
		Decision: decision, Kind: ptr(motcua.DecisionRepealed), From: &from,
		Known: firstDay, Source: motcua.SourceDecision,
	}
}

// Whatever decisions do, in whatever order they become known: on every day, and
// in the knowledge of every moment, the answer is the model's.
func TestKnowledge(t *testing.T) {
	at := pgtest.New(t)
	d := openAt(t, at.URL)
	seed := uint64(20260101)
	random := rand.New(rand.NewPCG(seed, 1))
	all := make([]*historian, *sequences)
	byID := map[motcua.ID]*historian{}
	var ids []motcua.ID
	for i := range all {
		code := fmt.Sprintf("1.%06d", i)
		all[i] = &historian{Rand: rand.New(rand.NewPCG(random.Uint64(), seed)), id: motcua.DeriveID("procedure", code), code: code}
		byID[all[i].id] = all[i]
		ids = append(ids, all[i].id)
	}
	var moments []time.Time
	for step := range historySteps {
		publishStep(t, d, all, step*2)
		var now time.Time
		if err := d.Pool().QueryRow(t.Context(), `select clock_timestamp()`).Scan(&now); err != nil {
			t.Fatal(err)
		}
		moments = append(moments, now)
	}
	compared := 0
	for step, moment := range moments {
		for day := -1; day <= historyDays; day++ {
			on := firstDay.AddDays(day)
			found, err := d.ProceduresKnown(t.Context(), ids, on, moment)
			if err != nil {
				t.Fatal(err)
			}
			if step == len(moments)-1 {
				checkNow(t, d, ids, on, found)
			}
			for id, h := range byID {
				compared++
				if diff := cmp.Diff(h.known[step].on(day), told(found[id])); diff != "" {
					t.Fatalf("%s after step %d on day %d (-model +database):\n%s\n%+v", h.code, step, day, diff, h.known[:step+1])
				}
			}
		}
	}
	t.Logf("%d histories of %d steps: %d answers", len(all), historySteps, compared)
}

func publishStep(t *testing.T, d *db.DB, all []*historian, today int) {
	t.Helper()
	clock := func() time.Time { return firstDay.AddDays(today).Start().Add(time.Hour) }
	im, err := d.NewImporter(t.Context(), clock, false)
	if err != nil {
		t.Fatal(err)
	}
	for part := range slices.Chunk(all, 1000) {
		var records []*motcua.Record
		ends := map[motcua.ID]motcua.Act{}
		for _, h := range part {
			r, end := h.step(today)
			if r != nil {
				records = append(records, r)
			}
			if end != nil {
				ends[h.id] = *end
			}
		}
		if err := im.PublishAnd(t.Context(), records, ends); err != nil {
			t.Fatal(err)
		}
	}
	if err := im.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// checkNow says that today's answer is the one of the last moment.
func checkNow(t *testing.T, d *db.DB, ids []motcua.ID, on motcua.Date, known map[motcua.ID]*motcua.Procedure) {
	t.Helper()
	now, err := d.Procedures(t.Context(), ids, on)
	if err != nil {
		t.Fatal(err)
	}
	for id := range known {
		if diff := cmp.Diff(told(known[id]), told(now[id])); diff != "" {
			t.Fatalf("now and the last moment differ on %s:\n%s", on, diff)
		}
	}
	if len(now) != len(known) {
		t.Fatalf("%d procedures now, %d at the last moment", len(now), len(known))
	}
}

func told(p *motcua.Procedure) *answer {
	if p == nil {
		return nil
	}
	return &answer{p.Name, p.Legal.From, p.Legal.To, p.Assumed, p.Status()}
}
