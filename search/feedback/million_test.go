package feedback

import (
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"motcua"
	"motcua/search/replica"
)

// The measurement of the goals for many records is asked for:
//
//	go test ./search/feedback -run TestMillion$ -feedback.count 1000000 -feedback.dir DIR -timeout 1h -v
//
// With a folder that holds an index already, it is opened and not built. With
// -feedback.rebuild it is built again while 20 searches a second are asked.
var (
	manyCount = flag.Int("feedback.count", 3000, "how many records TestMillion measures with")
	manyDir   = flag.String("feedback.dir", "", "the folder of its index; a temporary one by default")
	manyRate  = flag.Int("feedback.rate", 100, "how many questions a second are asked")
	manyFor   = flag.Duration("feedback.time", time.Second, "how long each question is asked")
	manyAsked = flag.String("feedback.ask", "", "a regular expression of what is asked; all by default")
	manyAgain = flag.Bool("feedback.rebuild", false, "build the index again while it is searched")
)

// manyAgencies is a country of provinces with departments and communes.
func manyAgencies() (nodes []motcua.AgencyNode) {
	for province := range 34 {
		code := fmt.Sprintf("H%02d", 10+province)
		nodes = append(nodes, motcua.AgencyNode{ID: id(code), Code: code})
		for unit := range 100 {
			below := fmt.Sprintf("%s.%d", code, unit+1)
			nodes = append(nodes, motcua.AgencyNode{ID: id(below), Code: below})
		}
	}
	return nodes
}

// many is a source of made-up feedback, each made when it is asked for.
type many struct {
	count    int
	agencies []motcua.AgencyNode
	words    []string
	log      chan motcua.Batch
}

func newMany(count int) *many {
	m := &many{count: count, agencies: manyAgencies(), log: make(chan motcua.Batch, 1000)}
	r := rand.New(rand.NewPCG(1, 1))
	onsets, rimes := strings.Fields("b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x"), strings.Fields("a à á ạ ai ài ái an án anh ành ay âm ân ăn e é em en ê ếch êm i ì ị in ính o ò ó oa oan oi ông ở ơn ới u ú ung uyên ư ừ ương ưu y")
	for range 3000 {
		m.words = append(m.words, pick(r, onsets)+pick(r, rimes)+" "+pick(r, onsets)+pick(r, rimes))
	}
	return m
}

// zipf draws from n so that few are drawn most.
func zipf(r *rand.Rand, n int) int {
	return min(n-1, int(math.Exp(r.Float64()*math.Log(float64(n)+1)))-1)
}

// text has half common phrases and half words with a long tail; half of the
// texts have up to 600 letters, one in a hundred 5,000.
func (m *many) text(r *rand.Rand) string {
	var b strings.Builder
	size := int(600 * math.Exp(r.NormFloat64()*0.91) / 1.3)
	for b.Len() < min(size, 7000) {
		if r.IntN(3) == 0 {
			b.WriteString(phrases[zipf(r, len(phrases))])
		} else {
			for range 6 {
				b.WriteString(m.words[zipf(r, len(m.words))])
				b.WriteByte(' ')
			}
		}
		b.WriteString(". ")
	}
	return b.String()
}

// backlogStates are those of what is not answered.
func backlogStates() []motcua.FeedbackState {
	return slices.DeleteFunc(motcua.FeedbackStates(), func(s motcua.FeedbackState) bool { return !s.Open() && s != motcua.StateAwaitingSupplement })
}

func (m *many) one(i int) *motcua.IndexedFeedback {
	r := rand.New(rand.NewPCG(7, uint64(i)))
	f := randomOne(r, id("many", i))
	f.Agency = m.agencies[zipf(r, len(m.agencies))].ID
	f.Held = []motcua.ID{f.Agency}
	if r.IntN(5) == 0 {
		f.Held = append(f.Held, m.agencies[zipf(r, len(m.agencies))].ID)
	}
	f.SubmittedAt = today.Start().Add(-time.Duration(r.IntN(730*24*60)) * time.Minute)
	f.ChangedAt = f.SubmittedAt.Add(time.Duration(r.IntN(20*24)) * time.Hour)
	f.State, f.Public, f.DueAt = motcua.StatePublished, nil, nil
	if recent := today.Start().Sub(f.SubmittedAt) < 40*24*time.Hour; recent || r.IntN(20) == 0 {
		f.State = pick(r, backlogStates())
		f.DueAt = ptr(motcua.DateOf(f.SubmittedAt).AddDays(15 + r.IntN(10)))
	} else if r.IntN(3) == 0 {
		f.State = motcua.StateApproved
	}
	f.Procedure, f.Sector = ptr(id("procedure", zipf(r, 5000))), ptr(id("sector", zipf(r, 400)))
	f.Assignee = ptr(fmt.Sprintf("an|%d", zipf(r, 3000)))
	text := m.text(r)
	f.Masked = &motcua.Words{Title: pick(r, phrases), Text: text}
	if f.State == motcua.StatePublished {
		f.Public = &motcua.Publication{Title: f.Masked.Title, Text: text, Answer: "Đã giải quyết", At: f.ChangedAt}
	}
	return f
}

func (m *many) position(n int) motcua.Position {
	return motcua.Position{System: "many", Timeline: 1, Epoch: 1, XID: uint64(n)}
}

// Snapshot, Feedbacks and Follow implement [motcua.Source].
func (m *many) Snapshot(context.Context, *motcua.Position, func(motcua.Batch) error, func([]motcua.Procedure) error) (motcua.Position, error) {
	return m.position(0), nil
}

func (m *many) Feedbacks(ctx context.Context, _ *motcua.Position, _ func(motcua.Batch) error, each func(*motcua.IndexedFeedback) error) (motcua.Position, error) {
	for i := range m.count {
		if err := ctx.Err(); err != nil {
			return m.position(0), err
		}
		if err := each(m.one(i)); err != nil {
			return m.position(0), err
		}
	}
	return m.position(0), nil
}

func (m *many) Follow(ctx context.Context, _ motcua.Position, sink motcua.Sink) error {
	for {
		select {
		case b := <-m.log:
			if err := sink.Apply(ctx, b); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// openLoop asks at a steady rate, whether answers come or not, and gives the
// times from when a question was due to its answer.
func openLoop(t *testing.T, rate int, during time.Duration, question func(i int) error) []time.Duration {
	t.Helper()
	var mu sync.Mutex
	var took []time.Duration
	var wait sync.WaitGroup
	begin := time.Now()
	for i := range int(float64(rate) * during.Seconds()) {
		due := begin.Add(time.Duration(i) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(due))
		wait.Go(func() {
			err := question(i)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("question %d: %v", i, err)
			}
			took = append(took, time.Since(due))
		})
	}
	wait.Wait()
	slices.Sort(took)
	return took
}

func report(t *testing.T, what string, took []time.Duration) {
	if len(took) == 0 {
		return
	}
	at := func(share float64) time.Duration {
		return took[int(share*float64(len(took)-1))].Round(10 * time.Microsecond)
	}
	t.Logf("%-48s p50 %8s  p90 %8s  p99 %8s  max %8s", what, at(0.5), at(0.9), at(0.99), at(1))
}

// processor is the time for which the process has computed, whatever else the
// machine does.
func processor() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// memoryUsed is what of the process's memory is no file.
func memoryUsed() (anonymous string) {
	status, _ := os.ReadFile("/proc/self/status") // elsewhere it is not known
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "RssAnon") || strings.HasPrefix(line, "VmHWM") {
			anonymous += strings.Join(strings.Fields(line), " ") + "; "
		}
	}
	return anonymous
}

// watchMemory looks twice a second at how much the process holds that is no
// file, and gives the most that it saw, in megabytes.
func watchMemory(t *testing.T) func() int {
	var most atomic.Int64
	var watching sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	watching.Go(func() {
		for ctx.Err() == nil {
			if at := strings.Index(memoryUsed(), "RssAnon: "); at >= 0 {
				var kb int64
				if _, err := fmt.Sscanf(memoryUsed()[at:], "RssAnon: %d kB", &kb); err == nil {
					most.Store(max(most.Load(), kb>>10))
				}
			}
			time.Sleep(500 * time.Millisecond)
		}
	})
	t.Cleanup(func() { stop(); watching.Wait() })
	return func() int { return int(most.Load()) }
}

func TestMillion(t *testing.T) {
	src := newMany(*manyCount)
	most := watchMemory(t)
	dir := *manyDir
	if dir == "" {
		dir = t.TempDir()
	}
	begin := time.Now()
	x, err := open(dir, official, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	t.Logf("opened in %s: %+v; %s", time.Since(begin).Round(time.Millisecond), x.Status(), memoryUsed())
	if !x.Ready() {
		begin = time.Now()
		if err := x.Rebuild(t.Context(), src); err != nil {
			t.Fatal(err)
		}
		t.Logf("built in %s, processor %s: %+v; %s", time.Since(begin).Round(time.Millisecond), processor(), x.Status(), memoryUsed())
	}
	both := &Indexes{Official: x}
	askAll(t, both, src, "")
	if *manyAgain {
		rebuildMany(t, both, src)
	}
	followMany(t, both, src)
	t.Logf("at the end: %+v; %s most RssAnon %d MB", x.Status(), memoryUsed(), most())
}

// askers are officials of provinces and departments at random.
func (m *many) asker(r *rand.Rand, tree *motcua.AgencyTree) motcua.FeedbackAsker {
	reach := tree.WithUnits([]motcua.ID{m.agencies[r.IntN(len(m.agencies))].ID})
	if r.IntN(2) == 0 {
		reach = tree.WithUnits([]motcua.ID{m.agencies[101*r.IntN(34)].ID})
	}
	slices.Sort(reach)
	return motcua.FeedbackAsker{Reader: motcua.FeedbackReader{Agencies: reach, All: r.IntN(10) == 0}, Subject: "an|1", Tree: tree}
}

func (m *many) filter(r *rand.Rand) (f motcua.FeedbackFilter) {
	f.States = [][]motcua.FeedbackState{nil, {motcua.StateHandling}, {motcua.StateReceived, motcua.StateClassified}, backlogStates()}[r.IntN(4)]
	switch r.IntN(5) {
	case 0:
		f.Overdue = ptr(true)
	case 1:
		f.DueBefore = ptr(today.AddDays(r.IntN(20)))
	case 2:
		f.Ages = []motcua.AgeBucket{pick(r, motcua.AgeBuckets())}
	case 3:
		f.Sectors = []motcua.ID{id("sector", zipf(r, 400))}
	}
	return f
}

// question is something that is asked again and again, each time otherwise.
type question struct {
	what string
	ask  func(r *rand.Rand) error
}

func (m *many) questions(t *testing.T, x *Indexes) []question {
	tree := motcua.NewAgencyTree(m.agencies)
	facets := []motcua.FeedbackFacetField{motcua.FeedbackFacetState, motcua.FeedbackFacetClass, motcua.FeedbackFacetAgency, motcua.FeedbackFacetSector, motcua.FeedbackFacetAge, motcua.FeedbackFacetOverdue}
	page := motcua.Page{First: ptr(50)}
	return []question{
		{"list of 50 with total and facets", func(r *rand.Rand) error {
			_, err := x.Search(t.Context(), motcua.FeedbackQuery{Asker: m.asker(r, tree), Filter: m.filter(r), Day: today, Page: page, Facets: facets})
			return err
		}},
		{"backlog", func(r *rand.Rand) error {
			_, err := x.Backlog(t.Context(), nil, m.asker(r, tree), today)
			return err
		}},
		{"text in the backlog", func(r *rand.Rand) error {
			_, err := x.Search(t.Context(), motcua.FeedbackQuery{
				Asker: m.asker(r, tree), Filter: m.filter(r), Day: today, Page: page, Facets: facets, Text: m.asked(r),
			})
			return err
		}},
		{"similar", func(r *rand.Rand) error {
			_, err := x.Similar(t.Context(), m.asker(r, tree), []string{m.one(r.IntN(m.count)).Masked.Text}, "", 5)
			return err
		}},
	}
}

// asked is a piece of a common phrase, now and then with a rarer word.
func (m *many) asked(r *rand.Rand) string {
	words := strings.Fields(phrases[r.IntN(len(phrases))])
	from := r.IntN(len(words) - 1)
	text := strings.Join(words[from:min(len(words), from+2+r.IntN(4))], " ")
	if r.IntN(3) == 0 {
		text = m.words[r.IntN(len(m.words))] + " " + text
	}
	return text
}

func askAll(t *testing.T, x *Indexes, m *many, when string) {
	for _, q := range m.questions(t, x) {
		if ok, _ := regexp.MatchString(*manyAsked, q.what+when); ok {
			before := processor()
			took := openLoop(t, *manyRate, *manyFor, q.at(3))
			report(t, q.what+when, took)
			t.Logf("%-48s processor %s each", q.what+when, ((processor() - before) / time.Duration(max(1, len(took)))).Round(10*time.Microsecond))
		}
	}
}

// at asks with the numbers of a seed.
func (q question) at(seed uint64) func(i int) error {
	return func(i int) error { return q.ask(rand.New(rand.NewPCG(seed, uint64(i)))) }
}

// rebuildMany builds the index anew and searches meanwhile.
func rebuildMany(t *testing.T, x *Indexes, m *many) {
	const rate, during = 20, 20 * time.Second
	text := m.questions(t, x)[2]
	report(t, "text, 20 a second", openLoop(t, rate, during, text.at(11)))
	var took []time.Duration
	stop := make(chan struct{})
	var asking sync.WaitGroup
	asking.Go(func() {
		for n := uint64(12); ; n++ {
			select {
			case <-stop:
				return
			default:
				took = append(took, openLoop(t, rate, time.Second, text.at(n))...)
			}
		}
	})
	begin, used := time.Now(), processor()
	if err := x.Official.Rebuild(t.Context(), m); err != nil {
		t.Error(err)
	}
	t.Logf("rebuilt in %s, processor %s: %+v; %s", time.Since(begin).Round(time.Millisecond), processor()-used, x.Official.Status(), memoryUsed())
	close(stop)
	asking.Wait()
	slices.Sort(took)
	report(t, "text, 20 a second, while rebuilding", took)
}

// followMany applies 200 writes a second, and measures from each until it is
// searchable; meanwhile questions are asked.
func followMany(t *testing.T, x *Indexes, m *many) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- x.Official.Run(ctx, m) }()
	var seen []time.Duration
	const parts, writes = 20, 200
	stop := make(chan struct{})
	var written sync.WaitGroup
	written.Go(func() {
		r := rand.New(rand.NewPCG(5, 5))
		tick := time.NewTicker(time.Second / parts)
		defer tick.Stop()
		for n := int(x.Official.Status().Position.XID) + 1; ; n++ {
			select {
			case <-stop:
				return
			case <-tick.C:
			}
			b := motcua.Batch{Position: m.position(n), Feedbacks: map[motcua.ID]*motcua.IndexedFeedback{}}
			for range writes / parts {
				f := m.one(r.IntN(m.count))
				f.State = pick(r, motcua.FeedbackStates())
				b.Feedbacks[f.ID] = f
			}
			begin := time.Now()
			m.log <- b
			for seen := false; !seen; time.Sleep(time.Millisecond) {
				err := x.Official.Ask(ctx, "position", func(v *view) error {
					seen = v.Position.Reached(b.Position)
					return nil
				})
				if err != nil || time.Since(begin) > 10*time.Second {
					t.Error("a write is not seen")
					return
				}
			}
			seen = append(seen, time.Since(begin))
		}
	})
	askAll(t, x, m, ", while written to")
	close(stop)
	written.Wait()
	slices.Sort(seen)
	report(t, fmt.Sprintf("visible, %d batches", len(seen)), seen)
	cancel()
	<-done
}
