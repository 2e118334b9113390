package graph_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/graph"
	"motcua/internal/hub"
)

// newHub runs the hub of a world until the test ends.
func newHub(t *testing.T, w *world) *hub.Hub {
	t.Helper()
	return runHub(t, w, changelog.New(w.database(t).Pool(), "hub", w.config.Log))
}

func runHub(t *testing.T, w *world, log *changelog.Log) *hub.Hub {
	t.Helper()
	h := hub.New(w.database(t), w.config.Log)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { _ = h.Run(ctx, log); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	for {
		if f, err := h.Subscribe(motcua.Interest{}); err == nil {
			f.Close()
			return h
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// follow gives what a subscription tells, one answer at a call.
func follow(t *testing.T, cfg graph.Config, query string, variables map[string]any, caller motcua.Caller) func() string {
	t.Helper()
	e := executor.New(graph.NewSchema(cfg))
	e.SetErrorPresenter(graph.Presenter(cfg.Log))
	e.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		return next(graph.Begin(ctx, cfg))
	})
	ctx, cancel := context.WithTimeout(graphql.StartOperationTrace(graph.WithCaller(context.Background(), caller)), 20*time.Second)
	t.Cleanup(cancel)
	op, errs := e.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	ctx = graphql.WithOperationContext(graph.Begin(ctx, cfg), op)
	respond, ctx := e.DispatchOperation(ctx, op)
	return func() string {
		r := respond(ctx)
		if r == nil {
			return ""
		}
		if len(r.Errors) > 0 {
			return r.Errors.Error()
		}
		return string(r.Data)
	}
}

func TestCatalogChanged(t *testing.T) {
	w := newWorld(t, catalogue()...)
	d := w.database(t)
	h := newHub(t, w)
	cfg := graph.Config{Catalogue: d, Clock: clock(), Log: w.config.Log, Hub: h}
	const query = `subscription($f: CatalogFilter) { catalogChanged(filter: $f) { changes { procedureId removed procedure { code name status } versions { name } } cursor end } }`
	all := follow(t, cfg, query, nil, motcua.Caller{})
	none := follow(t, cfg, query, map[string]any{"f": map[string]any{"sectors": []string{"U2VjdG9yOjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA"}}}, motcua.Caller{})
	for _, next := range []func() string{all, none} {
		if first := next(); !strings.Contains(first, `"changes":[],"cursor":"`) {
			t.Fatalf("the first notice: %s", first)
		}
	}
	im, err := d.NewImporter(t.Context(), clock(), false)
	if err != nil {
		t.Fatal(err)
	}
	r := full()
	r.Content.Name, r.Line = "Tên mới", 1
	if r.Raw, err = json.Marshal(r.Content); err != nil {
		t.Fatal(err)
	}
	if err := im.Publish(t.Context(), []*motcua.Record{r}); err != nil {
		t.Fatal(err)
	}
	if err := im.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := all()
	if !strings.Contains(told, `"procedureId":"`+graph.ProcedureID(r.Procedure)) || !strings.Contains(told, `"name":"Tên mới"`) || !strings.Contains(told, `"removed":false`) {
		t.Errorf("told: %s", told)
	}
}

func TestCatalogChangesQuery(t *testing.T) {
	w := newWorld(t, catalogue()...)
	d := w.database(t)
	w.config.Changes = changelog.New(d.Pool(), "test", w.config.Log)
	w.serve(t)
	var got struct {
		CatalogChanges struct {
			Nodes []struct {
				Removed   bool
				Procedure struct{ Code string }
				Versions  []struct{ Code string }
			}
			Cursor  string
			HasMore bool
		}
	}
	codes := map[string]bool{}
	for cursor := any(nil); ; cursor = got.CatalogChanges.Cursor {
		w.get(t, &got, `query($c: String) { catalogChanges(since: $c, first: 2) { nodes { removed procedure { code } versions { code } } cursor hasMore } }`, map[string]any{"c": cursor})
		for _, n := range got.CatalogChanges.Nodes {
			codes[n.Procedure.Code] = true
		}
		if !got.CatalogChanges.HasMore {
			break
		}
	}
	if len(codes) == 0 {
		t.Error("nothing was told")
	}
	for query, code := range map[string]string{
		`{ catalogChanges(first: 0) { cursor } }`:     "BAD_USER_INPUT",
		`{ catalogChanges(since: "abc") { cursor } }`: "BAD_USER_INPUT",
		`{ catalogChanges(since: "` + motcua.Position{System: "1", Timeline: 1, Epoch: 1}.Revision() + `") { cursor } }`: "RESYNC_REQUIRED",
	} {
		if _, codes := w.as(t, nil, query, nil); len(codes) != 1 || codes[0] != code {
			t.Errorf("%s: %v", query, codes)
		}
	}
}

// Who may see feedback is told of each event, by the rule that holds then: its
// officials, the sender with the secret, everybody once it is published, and
// nobody else.
func TestFeedbackChanged(t *testing.T) {
	d := newDesk(t)
	store := d.database(t)
	cfg := graph.Config{Catalogue: store, Clock: clock(), Log: d.config.Log, Hub: runHub(t, d.world, changelog.New(store.Pool(), "hub", d.config.Log).OfFeedback("hub", db.PublishedFeedback)), Feedback: store, FeedbackDesk: store}
	caller := func(role motcua.Role, agency motcua.ID) motcua.Caller {
		return motcua.Caller{Subject: "x", Name: "x", Grants: []motcua.Grant{{Role: role, Agency: agency}}}
	}
	f, secret := d.submit(input("Chậm trả kết quả", "Tôi nộp hồ sơ đã hai tháng mà chưa có kết quả."))
	const query = `subscription($c: TrackingCode, $s: String, $a: [ID!]) { feedbackChanged(code: $c, secret: $s, agencies: $a) { feedback { code state } end } }`
	one := map[string]any{"c": f.Code, "s": secret}
	other, _ := d.submit(input("Việc khác", "Một việc khác hẳn cần được nói tới."))
	feeds := map[string]func() string{
		"its official":   follow(t, cfg, query, nil, caller(motcua.RoleReceiver, department.ID)),
		"the sender":     follow(t, cfg, query, one, motcua.Caller{}),
		"an outsider":    follow(t, cfg, query, nil, caller(motcua.RoleReceiver, formerProvince.ID)),
		"anybody at all": follow(t, cfg, query, nil, motcua.Caller{}),
	}
	for name, next := range feeds {
		if first := next(); first != `{"feedbackChanged":{"feedback":[],"end":null}}` {
			t.Errorf("%s: the first notice is %s", name, first)
		}
	}
	if wrong := follow(t, cfg, query, map[string]any{"c": f.Code, "s": "wrong"}, motcua.Caller{})(); !strings.Contains(wrong, "NOT_FOUND") && !strings.Contains(wrong, "input:") {
		t.Errorf("a wrong secret: %s", wrong)
	}
	d.must("receiver", "receiveFeedback", other, "")
	d.must("receiver", "receiveFeedback", f, "")
	want := `{"feedbackChanged":{"feedback":[{"code":"` + f.Code + `","state":"` + f.State + `"}],"end":null}}`
	// The hub may have told of the submission itself before.
	for got := ""; got != want; {
		if got = feeds["the sender"](); got == "" || !strings.Contains(got, f.Code) {
			t.Fatalf("the sender is told %q, want %s", got, want)
		}
	}
	for told := ""; !strings.Contains(told, f.Code); {
		if told = feeds["its official"](); told == "" {
			t.Fatal("the official is not told")
		}
	}
	told := make(chan string, 2)
	for _, name := range []string{"an outsider", "anybody at all"} {
		go func() { told <- name + " is told " + feeds[name]() }()
	}
	select {
	case text := <-told:
		t.Error(text)
	case <-time.After(300 * time.Millisecond):
	}
}
