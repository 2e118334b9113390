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
	"motcua/db/changelog"
	"motcua/graph"
	"motcua/internal/hub"
)

// newHub runs the hub of a world until the test ends.
func newHub(t *testing.T, w *world) *hub.Hub {
	t.Helper()
	d := w.database(t)
	h := hub.New(changelog.New(d.Pool(), "hub", w.config.Log), d, w.config.Log)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { _ = h.Run(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	return h
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
	for h.Feeds() == 0 {
		f, err := h.Subscribe(motcua.Interest{})
		if err == nil {
			f.Close()
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
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
