package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"motcua"
	"motcua/search/replica"
)

// today is the day of all tests that move no clock.
var today = motcua.NewDate(2026, time.July, 1)

func ptr[T any](v T) *T { return &v }

func testID(parts ...any) motcua.ID { return motcua.DeriveID(fmt.Sprint(parts...)) }

// proc is a procedure with a code and a name and nothing else.
func proc(code, name string) motcua.Procedure {
	return motcua.Procedure{
		ID: testID("procedure", code, name), VersionID: testID("version", code, name),
		Content: motcua.Content{Code: code, Name: name, Kind: motcua.KindStandard},
	}
}

// catalogue is a small one with true names.
func catalogue() []motcua.Procedure {
	names := []string{
		"1.000894", "Thủ tục đăng ký kết hôn",
		"1.000593", "Thủ tục đăng ký kết hôn lưu động",
		"2.000806", "Thủ tục đăng ký kết hôn có yếu tố nước ngoài",
		"1.001193", "Thủ tục đăng ký khai sinh",
		"1.000656", "Thủ tục đăng ký khai tử",
		"1.004746", "Thủ tục đăng ký lại kết hôn",
		"1.004222", "Đăng ký thường trú",
		"1.004194", "Đăng ký tạm trú",
		"2.000815", "Thủ tục chứng thực bản sao từ bản chính",
		"1.013124", "Cấp giấy phép xây dựng mới đối với công trình",
		"1.002693", "Cấp Giấy phép chặt hạ, dịch chuyển cây xanh",
		"1.005462", "Phục hồi danh dự",
		"2.002156", "Công nhận tổ trưởng tổ hoà giải",
		"2.000592", "Giải quyết khiếu nại về trợ giúp pháp lý",
	}
	var out []motcua.Procedure
	for i := 0; i < len(names); i += 2 {
		out = append(out, proc(names[i], names[i+1]))
	}
	return out
}

// random makes a catalogue whose procedures have values in every dimension,
// some of them none.
func random(n int, seed uint64) []motcua.Procedure {
	r := rand.New(rand.NewPCG(seed, 0))
	syllables := []string{"đăng", "ký", "cấp", "giấy", "phép", "xây", "dựng", "kết", "hôn", "đất", "đai", "thuế", "xe", "lại", "mới", "nhà"}
	one := func(of string, max int) motcua.ID { return testID(of, r.IntN(max)) }
	var out []motcua.Procedure
	for i := range n {
		name := ""
		for range 3 + r.IntN(6) {
			name += syllables[r.IntN(len(syllables))] + " "
		}
		p := proc(fmt.Sprintf("1.%06d", i/2), name)
		p.ID, p.VersionID = testID("random", seed, i), testID("random version", seed, i)
		if r.IntN(5) > 0 {
			id := one("sector", 7)
			p.Sector = &motcua.Sector{ID: id, Code: ptr("LV" + string(id[:4])), Name: "lĩnh vực " + string(id[:4])}
		}
		if r.IntN(5) > 0 {
			id := one("agency", 5)
			p.PromulgatedBy = &motcua.Agency{ID: id, Code: ptr("000.00.00.G" + string("123456789"[r.IntN(9)]) + "0"), Name: "cơ quan " + string(id[:4])}
		}
		for range r.IntN(3) {
			id := one("agency", 9)
			p.Executing = append(p.Executing, motcua.Agency{ID: id, Name: "cơ quan " + string(id[:4])})
		}
		for range r.IntN(3) {
			id := one("audience", 4)
			p.Audiences = append(p.Audiences, motcua.Audience{ID: id, Name: string(id)})
			p.ServiceGroups = append(p.ServiceGroups, motcua.ServiceGroup{ID: one("group", 4), Name: "nhóm"})
			p.Levels = append(p.Levels, motcua.Levels()[r.IntN(4)])
			p.LegalBases = append(p.LegalBases, motcua.LegalBasis{ID: one("basis", 6), Number: "04/2020/TT-BTP"})
		}
		if r.IntN(3) > 0 {
			p.OnlineLevel = &motcua.OnlineLevels()[r.IntN(3)]
			p.RegulatedBy = &motcua.Regulations()[r.IntN(3)]
		}
		p.Kind = motcua.Kinds()[r.IntN(3)]
		p.NonTerritorial = r.IntN(2) == 0
		from := today.AddDays(r.IntN(200) - 150)
		p.Legal.From = &from
		if r.IntN(4) == 0 {
			p.Legal.To = ptr(from.AddDays(100))
		}
		number := fmt.Sprintf("%d/QĐ-BTP", r.IntN(20))
		p.Decision = motcua.Decision{ID: one("decision", 20), Number: &number}
		if r.IntN(4) > 0 {
			p.Decision.Date = ptr(today.AddDays(-r.IntN(60)))
		}
		p.Description = ptr("về việc " + name)
		out = append(out, p)
	}
	return out
}

// open opens an index that is closed with the test.
func open(t testing.TB, dir string) *Index {
	t.Helper()
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return x
}

// built is an index over a source, built and not following.
func built(t testing.TB, src motcua.Source) *Index {
	t.Helper()
	x := open(t, t.TempDir())
	if err := x.Rebuild(context.Background(), src); err != nil {
		t.Fatal(err)
	}
	return x
}

// heldIndex is an index with no writer beside the test.
type heldIndex = replica.Held[*entry, *view]

func held(x *Index, f func(heldIndex) error) error { return x.Hold(f) }

// memoryOf is what an index holds beside the columns.
func memoryOf(x *Index) (m *memory) {
	if err := held(x, func(h heldIndex) error { m = h.Memory().(*memory); return nil }); err != nil {
		panic(err)
	}
	return m
}

// viewing gives a test the view that serves.
func viewing(t testing.TB, x *Index, f func(*view)) {
	t.Helper()
	if err := x.Ask(context.Background(), "view", func(v *view) error { f(v); return nil }); err != nil {
		t.Fatal(err)
	}
}

// follow lets an index follow a source until the function it gives is called.
func follow(t testing.TB, x *Index, src motcua.Source) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = x.Run(ctx, src) // it ends with the context's error
	}()
	return func() {
		cancel()
		<-done
	}
}

// await waits until the index is where the source is.
func await(t testing.TB, x *Index, src *fakeSource) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if p := x.Status().Position; p != nil && p.Reached(src.position()) {
			return
		}
	}
	t.Fatalf("the index is at %v, the source at %v", x.Status().Position, src.position())
}

func search(t testing.TB, x *Index, q motcua.ProcedureQuery) *motcua.ProcedureResult {
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

// find gives the ids that a text finds.
func find(t testing.TB, x *Index, text string) []motcua.ID {
	t.Helper()
	return ids(search(t, x, motcua.ProcedureQuery{Text: text}))
}

func ids(r *motcua.ProcedureResult) []motcua.ID {
	var out []motcua.ID
	for _, h := range r.Hits {
		out = append(out, h.Procedure)
	}
	return out
}

func verify(t testing.TB, x *Index, src motcua.Source) Report {
	t.Helper()
	r, err := x.Verify(context.Background(), src)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// agrees fails where the index is not as the source.
func agrees(t testing.TB, x *Index, src motcua.Source) {
	t.Helper()
	if r := verify(t, x, src); len(r.Differences) > 0 {
		t.Fatalf("%d differences, the first: %+v", len(r.Differences), r.Differences[0])
	}
}
