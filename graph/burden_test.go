package graph_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

// resting are procedures that rest on records of a few documents, and ask for
// papers.
func resting() []*motcua.Record {
	basis := func(key, number, title string) motcua.LegalBasis {
		return motcua.LegalBasis{ID: motcua.DeriveID("basis", key), Number: number, Title: &title}
	}
	land := basis("land", "31/2024/QH15", "Luật Đất đai ngày 18/01/2024;")
	again := basis("land again", "31/2024/QH15 ", "Luật Đất đai số 31/2024/QH15")
	named := basis("land named", "Luật số 31/2024/QH15", "Đất đai")
	here, there := basis("here", "28/2026/QĐ-UBND", "Phân cấp"), basis("there", "28/2026/QĐ-UBND.", "Hỗ trợ chuyển đổi nghề")
	paper := func(name string, result bool) motcua.Component {
		return motcua.Component{Name: name, Kind: motcua.ComponentPaper, Originals: 1, ProcessingResult: &result}
	}
	var out []*motcua.Record
	for i, parts := range []struct {
		bases  []motcua.LegalBasis
		papers []motcua.Component
	}{
		{[]motcua.LegalBasis{land, again}, []motcua.Component{paper("Giấy chứng nhận đã cấp", true), paper("Giấy chứng nhận đã cấp.", true)}},
		{[]motcua.LegalBasis{again, here}, []motcua.Component{paper("- Giấy  chứng nhận đã cấp", false), paper("Đơn đăng ký biến động", false)}},
		{[]motcua.LegalBasis{named, there}, []motcua.Component{paper("GIẤY CHỨNG NHẬN đã cấp", true)}},
		{nil, []motcua.Component{paper("Giấy chứng nhận đã cấp", false)}},
	} {
		r := record(fmt.Sprint("rest", i), fmt.Sprintf("1.00000%d", i), fmt.Sprint("Đăng ký đất đai ", i), motcua.NewDecision(ptr("1/QĐ-BTP"), day("2025-01-01"), ministry))
		r.Content.LegalBases = parts.bases
		r.Content.Cases = []motcua.Case{{Components: append(parts.papers, motcua.Component{Name: "* Giấy tờ phải nộp:", Kind: motcua.ComponentHeading})}}
		out = append(out, r)
	}
	return out
}

func TestRecordsOfOneLegalDocument(t *testing.T) {
	w := newWorld(t, resting()...)
	type basis struct {
		Number     string
		SourceIDs  []string
		Procedures struct{ TotalCount int }
	}
	for _, number := range []string{"31/2024/QH15", " 31/2024/qh15", "Luật Đất đai số 31/2024/QH15"} {
		var got struct{ LegalBasis basis }
		w.get(t, &got, `query ($n: String!) { legalBasis(number: $n) { number sourceIds procedures { totalCount } } }`, map[string]any{"n": number})
		if b := got.LegalBasis; len(b.SourceIDs) != 3 || b.Procedures.TotalCount != 3 {
			t.Errorf("%q: %+v", number, b)
		}
	}
	// Within a procedure each record stays what it was published as, and leads to all.
	var inside struct {
		Procedures struct {
			Nodes []struct{ LegalBases []basis }
		}
	}
	w.get(t, &inside, `{ procedures(filter: { codes: ["1.000002"] }) { nodes { legalBases { number sourceIds procedures { totalCount } } } } }`, nil)
	if b := inside.Procedures.Nodes[0].LegalBases[0]; b.Number != "Luật số 31/2024/QH15" || b.Procedures.TotalCount != 3 || len(b.SourceIDs) != 3 {
		t.Errorf("%+v", b)
	}
	// Every province has a decision of that number: these are two.
	answer := string(w.ask(t, `{ legalBasis(number: "28/2026/QĐ-UBND") { id } }`, nil).body)
	if !containsAll(answer, `"AMBIGUOUS"`, "Phân cấp", "Hỗ trợ chuyển đổi nghề") {
		t.Error(answer)
	}
}

// Each figure is the total of the list that it opens into.
func TestFiguresOpenIntoProcedures(t *testing.T) {
	w := newWorld(t, resting()...)
	type total struct{ TotalCount int }
	var got struct {
		LegalBases struct {
			TotalCount int
			Nodes      []struct {
				ProcedureCount int
				LegalBasis     struct {
					Number     string
					Procedures total
				}
			}
		}
		Components struct {
			TotalCount int
			Nodes      []struct {
				ID, Name                      string
				ProcedureCount, AsResultCount int
				All, Results, Others          total
			}
		}
	}
	w.get(t, &got, `{
		legalBases(search: "dat dai") { totalCount nodes { procedureCount legalBasis { number procedures { totalCount } } } }
		components { totalCount nodes { id name procedureCount asResultCount
			all: procedures { totalCount } results: procedures(processingResult: true) { totalCount } others: procedures(processingResult: false) { totalCount } } }
	}`, nil)
	if b := got.LegalBases; b.TotalCount != 1 || b.Nodes[0].ProcedureCount != 3 || b.Nodes[0].LegalBasis.Procedures.TotalCount != 3 {
		t.Errorf("%+v", b)
	}
	p := got.Components.Nodes
	if len(p) != 2 || got.Components.TotalCount != 2 {
		t.Fatalf("%+v", got.Components)
	}
	if diff := cmp.Diff([]int{4, 2, 4, 2, 2}, []int{p[0].ProcedureCount, p[0].AsResultCount, p[0].All.TotalCount, p[0].Results.TotalCount, p[0].Others.TotalCount}); diff != "" {
		t.Error(diff)
	}
	var filtered struct {
		Procedures struct{ Nodes []struct{ Code string } }
	}
	w.get(t, &filtered, `query ($p: ID!) { procedures(filter: { component: { paper: $p, processingResult: true } }, orderBy: { field: CODE }) { nodes { code } } }`, map[string]any{"p": p[0].ID})
	if n := filtered.Procedures.Nodes; len(n) != 2 || n[0].Code != "1.000000" || n[1].Code != "1.000002" {
		t.Errorf("%+v", n)
	}
	for argument, want := range map[string]int{`search: "bien dong"`: 1, `search: "giấy CHUNG nhan"`: 1, `search: "xe máy"`: 0, `processingResult: true`: 1, `processingResult: false`: 1} {
		var some struct{ Components total }
		w.get(t, &some, `{ components(`+argument+`) { totalCount } }`, nil)
		if some.Components.TotalCount != want {
			t.Errorf("%s: %d, want %d", argument, some.Components.TotalCount, want)
		}
	}
}

// Lists by count turn pages in both directions.
func TestPagesOfWhatIsCounted(t *testing.T) {
	var records []*motcua.Record
	for i := range 9 {
		r := record(fmt.Sprint("c", i), fmt.Sprintf("1.00001%d", i), "Thủ tục", motcua.NewDecision(ptr("1/QĐ-BTP"), day("2025-01-01"), ministry))
		for j := range i/2 + 1 {
			r.Content.Cases = append(r.Content.Cases, motcua.Case{Components: []motcua.Component{{Name: fmt.Sprint("Giấy ", j), Kind: motcua.ComponentPaper, Originals: 1}}})
		}
		records = append(records, r)
	}
	w := newWorld(t, records...)
	type connection struct {
		Nodes      []struct{ Name string }
		PageInfo   struct{ HasNextPage, HasPreviousPage bool }
		Edges      []struct{ Cursor string }
		TotalCount int
	}
	const parts = ` { nodes { name } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage } } }`
	var forwards, backwards []string
	after, before := "", ""
	for more := true; more; {
		var got struct{ Components connection }
		w.get(t, &got, `query ($after: String) { components(first: 2, after: $after)`+parts, map[string]any{"after": orNull(after)})
		for _, n := range got.Components.Nodes {
			forwards = append(forwards, n.Name)
		}
		more, after = got.Components.PageInfo.HasNextPage, got.Components.Edges[len(got.Components.Edges)-1].Cursor
		if got.Components.TotalCount != 5 {
			t.Errorf("total %d", got.Components.TotalCount)
		}
	}
	for more := true; more; {
		var got struct{ Components connection }
		w.get(t, &got, `query ($before: String) { components(last: 2, before: $before)`+parts, map[string]any{"before": orNull(before)})
		for _, n := range slices.Backward(got.Components.Nodes) {
			backwards = append(backwards, n.Name)
		}
		more, before = got.Components.PageInfo.HasPreviousPage, got.Components.Edges[0].Cursor
	}
	slices.Reverse(backwards)
	want := []string{"Giấy 0", "Giấy 1", "Giấy 2", "Giấy 3", "Giấy 4"}
	if !slices.Equal(forwards, want) || !slices.Equal(backwards, want) {
		t.Errorf("forwards %v, backwards %v", forwards, backwards)
	}
	if answer := string(w.ask(t, `{ components(after: "x") { totalCount } }`, nil).body); !containsAll(answer, "BAD_USER_INPUT") {
		t.Error(answer)
	}
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
