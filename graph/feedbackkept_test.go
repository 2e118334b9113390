package graph_test

import (
	"encoding/json"
	"fmt"
	"testing"
)

// A list of published feedback is kept for everybody until feedback changes;
// what officials or a sender see is kept for nobody.
func TestPublishedFeedbackIsKept(t *testing.T) {
	l := newLists(t)
	l.config.Revisions, l.config.ResponseCache = l.revisions, 1<<20
	l.serve(t)
	const query = `{ feedbacks(search: "hồ sơ") { totalCount facets(fields: [AGENCY]) { values { count } } nodes { code state published { title text answer } agency { name } } edges { node { dueAt } } pageInfo { hasNextPage } } }`
	ask := func(as, query string) (how, control string, total int) {
		var header []string
		if as != "" {
			header = []string{"Authorization", "Bearer " + l.tokens[as]}
		}
		got := l.ask(t, query, nil, header...)
		var a struct {
			Data struct{ Feedbacks struct{ TotalCount int } }
		}
		if err := json.Unmarshal(got.body, &a); err != nil {
			t.Fatal(err)
		}
		return got.header.Get("Cache-Status"), got.header.Get("Cache-Control"), a.Data.Feedbacks.TotalCount
	}
	const hit, miss, bypass = "motcua; hit", "motcua; fwd=miss", "motcua; fwd=bypass"
	for n := range 2 {
		f, secret := l.submit(input(fmt.Sprintf("Hồ sơ %d", n), "Hồ sơ bị trả lại ba lần không có văn bản."))
		l.must("receiver", "receiveFeedback", f, "")
		l.must("receiver", "classifyFeedback", f, "class: PROCEDURE")
		l.must("receiver", "assignFeedback", f, fmt.Sprintf("assignee: %q", l.subject("handler")))
		l.must("handler", "answerFeedback", f, `answer: "Đã giải quyết."`)
		l.must("approver", "approveAnswer", f, "")
		l.must("publisher", "proposeRedaction", f, "")
		l.must("publisher", "confirmRedaction", f, "")
		l.must("publisher", "publishFeedback", f, "")
		l.settled()
		// The copies tell what they have applied a moment after it can be found, so
		// an answer or two may be made in vain.
		how := ""
		for try := 0; how != hit && try < 5; try++ {
			var control string
			var total int
			if how, control, total = ask("", query); control != "public, max-age=30" || total != n+1 {
				t.Errorf("list of %d: %s, %s, %d", n+1, how, control, total)
			}
		}
		if how != hit {
			t.Errorf("list of %d: %s", n+1, how)
		}
		for _, query := range []string{
			fmt.Sprintf(`{ feedback(code: %q, secret: %q) { code personal { text } } }`, f.Code, secret),
			fmt.Sprintf(`{ feedback(code: %q) { code state } }`, f.Code),
			`{ feedbacks { nodes { code events { kind } } } }`,
		} {
			for range 2 {
				if how, control, _ := ask("", query); how != miss || control != "no-store" {
					t.Errorf("%s: %s, %s", query, how, control)
				}
			}
		}
		if how, control, _ := ask("receiver", query); how != bypass || control != "no-store" {
			t.Errorf("for an official: %s, %s", how, control)
		}
	}
}
