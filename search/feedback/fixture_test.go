package feedback

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua"
	"motcua/search/replica"
)

// today is the day of all tests that move no clock.
var today = motcua.NewDate(2026, time.July, 15)

func ptr[T any](v T) *T { return &v }

func id(parts ...any) motcua.ID { return motcua.DeriveID(fmt.Sprint(parts...)) }

// tree is of two provinces, of which the first has two departments.
var tree = motcua.NewAgencyTree([]motcua.AgencyNode{
	{ID: id("H15"), Code: "H15"}, {ID: id("H15.1"), Code: "H15.1"}, {ID: id("H15.2"), Code: "H15.2"}, {ID: id("H60"), Code: "H60"},
})

var agencies = []motcua.ID{id("H15"), id("H15.1"), id("H15.2"), id("H60")}

// fakeSource is a database in memory.
type fakeSource struct {
	mu   sync.Mutex
	all  map[motcua.ID]*motcua.IndexedFeedback
	log  []motcua.Batch
	news chan struct{}
}

func newFakeSource(fs ...*motcua.IndexedFeedback) *fakeSource {
	s := &fakeSource{all: map[motcua.ID]*motcua.IndexedFeedback{}, news: make(chan struct{})}
	s.put(fs...)
	return s
}

func (s *fakeSource) at(n int) motcua.Position {
	return motcua.Position{System: "fake", Timeline: 1, Epoch: 1, XID: uint64(n)}
}

func (s *fakeSource) position() motcua.Position {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at(len(s.log))
}

// put stores feedback in place of what has the same id.
func (s *fakeSource) put(fs ...*motcua.IndexedFeedback) motcua.Batch {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := motcua.Batch{Feedbacks: map[motcua.ID]*motcua.IndexedFeedback{}, Position: s.at(len(s.log) + 1)}
	for _, f := range fs {
		s.all[f.ID] = f
		b.Feedbacks[f.ID] = f
	}
	s.log = append(s.log, b)
	close(s.news)
	s.news = make(chan struct{})
	return b
}

// Snapshot implements [motcua.Source]: there are no procedures.
func (s *fakeSource) Snapshot(context.Context, *motcua.Position, func(motcua.Batch) error, func([]motcua.Procedure) error) (motcua.Position, error) {
	return s.position(), nil
}

// Feedbacks implements [motcua.Source].
func (s *fakeSource) Feedbacks(ctx context.Context, from *motcua.Position, changes func(motcua.Batch) error, each func(*motcua.IndexedFeedback) error) (motcua.Position, error) {
	s.mu.Lock()
	all, position, log := maps.Clone(s.all), s.at(len(s.log)), slices.Clone(s.log)
	s.mu.Unlock()
	if from != nil {
		for _, b := range log[from.XID:] {
			if err := changes(b); err != nil {
				return position, err
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if err := ctx.Err(); err != nil {
			return position, err
		}
		if err := each(all[id]); err != nil {
			return position, err
		}
	}
	return position, nil
}

// Follow implements [motcua.Source].
func (s *fakeSource) Follow(ctx context.Context, from motcua.Position, sink motcua.Sink) error {
	for {
		s.mu.Lock()
		batches, news := slices.Clone(s.log[from.XID:]), s.news
		s.mu.Unlock()
		for _, b := range batches {
			if err := sink.Apply(ctx, b); err != nil {
				return err
			}
			from = b.Position
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// built are both indexes over a source, built and not following.
func built(t testing.TB, dir string, src *fakeSource) *Indexes {
	t.Helper()
	x, err := Open(dir, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	for _, one := range []*Index{x.Official, x.Public} {
		if err := one.Rebuild(context.Background(), src); err != nil {
			t.Fatal(err)
		}
	}
	return x
}

// apply gives both indexes a batch of the log.
func apply(t testing.TB, x *Indexes, b motcua.Batch) {
	t.Helper()
	for _, one := range []*Index{x.Official, x.Public} {
		if err := one.Apply(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
}

// everybody and boss are askers: who sees what is published, and who sees all.
var (
	everybody = motcua.FeedbackAsker{Public: true, Tree: tree}
	boss      = motcua.FeedbackAsker{Reader: motcua.FeedbackReader{All: true}, Subject: "boss", Tree: tree}
)

// officialOf sees what an agency and those under it hold or held.
func officialOf(agency motcua.ID) motcua.FeedbackAsker {
	reach := tree.WithUnits([]motcua.ID{agency})
	slices.Sort(reach)
	return motcua.FeedbackAsker{Reader: motcua.FeedbackReader{Agencies: reach}, Subject: "an|" + string(agency), Tree: tree}
}

var phrases = []string{
	"chậm trả kết quả hồ sơ đất đai", "cán bộ có thái độ không đúng mực", "thu lệ phí cao hơn quy định",
	"không tiếp nhận hồ sơ đăng ký kết hôn", "cấp lại giấy khai sinh quá lâu", "hệ thống dịch vụ công bị lỗi khi thanh toán",
	"đề nghị sửa đổi quy định về cấp phép xây dựng", "đường vào khu dân cư ngập nước", "phải đi lại nhiều lần để bổ sung giấy tờ",
	"kiến nghị bỏ yêu cầu xác nhận tình trạng hôn nhân",
}

func pick[T any](r *rand.Rand, values []T) T { return values[r.IntN(len(values))] }

// random makes feedback that looks in every state and field.
func random(n int, seed uint64) []*motcua.IndexedFeedback {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]*motcua.IndexedFeedback, n)
	for i := range out {
		out[i] = randomOne(r, id("feedback", seed, i))
	}
	return out
}

func randomOne(r *rand.Rand, feedback motcua.ID) *motcua.IndexedFeedback {
	f := &motcua.Feedback{ID: feedback, Channel: pick(r, motcua.FeedbackChannels()), Attachments: r.IntN(3)}
	f.State, f.Agency = pick(r, motcua.FeedbackStates()), pick(r, agencies)
	f.Held = []motcua.ID{f.Agency}
	if r.IntN(3) == 0 {
		f.Held = append(f.Held, pick(r, agencies))
	}
	f.SubmittedAt = today.Start().Add(-time.Duration(r.IntN(150*24)) * time.Hour)
	f.ChangedAt = f.SubmittedAt.Add(time.Duration(r.IntN(24)) * time.Hour)
	if r.IntN(3) > 0 {
		f.Class = ptr(pick(r, motcua.FeedbackClasses()))
	}
	if r.IntN(2) == 0 {
		f.Procedure, f.Sector = ptr(id("procedure", r.IntN(5))), ptr(id("sector", r.IntN(3)))
	}
	if r.IntN(3) == 0 {
		f.Assignee = ptr(pick(r, []string{"boss", "an|" + string(agencies[0]), "binh"}))
	}
	// What runs is due, unless the calendar is missing; of what is answered only
	// what is to be published.
	if f.State.Open() || f.State == motcua.StateApproved && r.IntN(2) == 0 {
		f.Clock = motcua.DeadlineClock{Stage: motcua.StageAnswer, From: f.SubmittedAt}
		if r.IntN(8) > 0 {
			f.DueAt = ptr(motcua.DateOf(f.SubmittedAt).AddDays(r.IntN(40)))
		}
	}
	if r.IntN(4) == 0 {
		f.Rating = ptr(1 + r.IntN(5))
	}
	text := strings.Join([]string{pick(r, phrases), pick(r, phrases), pick(r, phrases)}, ". ")
	if f.State == motcua.StatePublished {
		f.Public = &motcua.Publication{Title: pick(r, phrases), Text: text, Answer: "Cơ quan đã xử lý", At: f.ChangedAt}
	}
	masked := &motcua.Words{Title: pick(r, phrases), Text: text}
	if r.IntN(2) == 0 {
		masked.Place = ptr(pick(r, []string{"Chợ Bến Thành", "chợ Đông Ba, thành phố Huế", "Bến xe Huế"}))
	}
	return &motcua.IndexedFeedback{Feedback: f, Masked: masked}
}

func ask(t testing.TB, x *Indexes, q motcua.FeedbackQuery) *motcua.FeedbackResult {
	t.Helper()
	if q.Day == 0 {
		q.Day = today
	}
	r, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("search %+v: %v", q, err)
	}
	return r
}
