package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/db/private"
	"motcua/search/replica"
)

// healed is one index, and a question that it answers.
type healed struct {
	folder, query, token string
	status               func(*serverStatus) replica.Status
}

// Segments with a flipped bit under a running server, and others that were cut
// off while none ran: each index is built anew by itself, no answer is wrong in
// between, and verify finds no difference.
func TestServerHealsItsIndexes(t *testing.T) {
	dir := dataDir(t)
	command(t, "", "import", "demo", "--data", dir).must(t, exitDone)
	command(t, "", "generate", "feedback", "--count", "300", "--data", dir).must(t, exitDone)
	s := startServer(t, dir, "--response-cache", "0")
	token := strings.TrimSpace(command(t, "", "key", "create", "reader", "--role", "ADMINISTRATOR", "--data", dir).must(t, exitDone).out)
	indexes := map[string]healed{
		"procedures": {"index", `{ procedures(search: "dang ky", first: 5) { totalCount nodes { code } } }`, "", func(s *serverStatus) replica.Status { return s.Procedures }},
		"official":   {"index-feedback/official", `{ feedbacks(search: "ho so", first: 5) { totalCount nodes { code } } }`, token, func(s *serverStatus) replica.Status { return s.Official }},
		"public":     {"index-feedback/public", `{ feedbacks(search: "ho so", first: 5) { totalCount nodes { code } } }`, "", func(s *serverStatus) replica.Status { return s.Public }},
	}
	before := map[string]string{}
	for name, x := range indexes {
		data, errs := askWith(t, s, x.token, x.query)
		if len(errs) > 0 || strings.Contains(data, `"totalCount":0`) {
			t.Fatalf("%s: %s %s", name, data, errs)
		}
		before[name] = data
	}
	for name, x := range indexes {
		x.flipAll(t, dir)
		for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			data, errs := askWith(t, s, x.token, x.query)
			if data != before[name] && !strings.Contains(errs, `"code":"UNAVAILABLE"`) {
				t.Fatalf("%s answers %s %s; before %s", name, data, errs, before[name])
			}
			if got := x.status(serverSays(t, dir)); got.Damage != nil && got.Damage.Healed != nil && data == before[name] {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("%s is not healed: %+v", name, x.status(serverSays(t, dir)))
			}
		}
	}
	if got := command(t, "", "status", "--data", dir).must(t, exitDone); strings.Count(got.out, "damaged at") != 3 {
		t.Errorf("status:\n%s", got.out)
	}
	command(t, "", "verify", "--data", dir).must(t, exitDone)
	s.stop()
	for _, x := range indexes {
		for _, path := range x.segments(t, dir) {
			if err := os.Truncate(path, 100); err != nil {
				t.Fatal(err)
			}
		}
	}
	s = startServer(t, dir, "--response-cache", "0")
	for name, x := range indexes {
		if data, errs := askWith(t, s, x.token, x.query); data != before[name] {
			t.Errorf("%s after the start: %s %s", name, data, errs)
		}
	}
	command(t, "", "verify", "--data", dir).must(t, exitDone)
}

func (x healed) segments(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, x.folder, "gen-*", "store", "*.zap"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no segments in %s, %v", x.folder, err)
	}
	return paths
}

// flipAll flips a bit in each segment.
func (x healed) flipAll(t *testing.T, dir string) {
	for _, path := range x.segments(t, dir) {
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if os.IsNotExist(err) { // a merge has replaced it
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var b [1]byte
		if _, err := file.ReadAt(b[:], 200); err != nil {
			t.Fatal(err)
		}
		b[0] ^= 16
		if _, err := file.WriteAt(b[:], 200); err != nil {
			t.Fatal(err)
		}
		_ = file.Close()
	}
}

// serverSays gives what the running server tells of itself.
func serverSays(t *testing.T, dir string) *serverStatus {
	t.Helper()
	body, err := askServer(t.Context(), dir, "GET", "/status")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	var s serverStatus
	if err := json.NewDecoder(body).Decode(&s); err != nil {
		t.Fatal(err)
	}
	return &s
}

// askWith asks with a key, or with none, and gives data and errors as they came.
func askWith(t *testing.T, s *instance, token, query string) (data, errs string) {
	t.Helper()
	if token == "" {
		data, errs := askRaw(t, s, query, nil)
		return string(data), string(errs)
	}
	_, text, _ := strings.Cut(askAs(t, s, token, query), " ")
	var answer struct{ Data, Errors json.RawMessage }
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return string(answer.Data), string(answer.Errors)
}

// What the database holds twice is compared too, and mended under a running
// server, whose index follows.
func TestVerifyRepairs(t *testing.T) {
	dir := dataDir(t)
	command(t, "", "import", "portal", rawFile(t, records(20)...), "--data", dir).must(t, exitDone)
	s := startServer(t, dir)
	server, err := private.Open(t.Context(), private.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	owner, err := pgx.Connect(t.Context(), server.URL(private.RoleOwner))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close(t.Context()) }()
	if _, err := owner.Exec(t.Context(), `update procedure_version set name = 'sai' where code = '1.000007'`); err != nil {
		t.Fatal(err)
	}
	got := command(t, "", "verify", "--data", dir).must(t, exitDifference)
	if !strings.Contains(got.out, `name: is "sai", should be "Thủ tục số 7"`) {
		t.Errorf("verify: %s", got.out)
	}
	if got := command(t, "", "verify", "--repair", "--data", dir).must(t, exitDone); !strings.Contains(got.out, "; mended") {
		t.Errorf("verify --repair: %s", got.out)
	}
	command(t, "", "verify", "--data", dir).must(t, exitDone)
	if got := ask[codes](t, s, searchQuery, map[string]any{"q": "1.000007"}); got.first() != "1.000007" {
		t.Errorf("after the mending: %+v", got)
	}
}
