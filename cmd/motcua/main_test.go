package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// runEnv makes the test binary behave as the program, so that tests can kill
// real processes.
const runEnv = "MOTCUA_TEST_RUN"

func TestMain(m *testing.M) {
	if os.Getenv(runEnv) != "" {
		foresee(os.Getenv(generationEnv))
		main()
	}
	for _, name := range []string{"DATABASE_URL", "MOTCUA_DATA", "MOTCUA_ADDR"} {
		_ = os.Unsetenv(name) // the tests' own data only
	}
	code := m.Run()
	for _, f := range slices.Backward(sharedCleanups) {
		f()
	}
	os.Exit(code)
}

// sharedCleanups end what several tests share.
var sharedCleanups []func()

// output is what a command printed.
type output struct {
	code     int
	out, err string
}

// command runs a command line within this process.
func command(t *testing.T, stdin string, args ...string) output {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, streams{strings.NewReader(stdin), &out, &errs})
	return output{code, out.String(), errs.String()}
}

func (o output) must(t *testing.T, code int) output {
	t.Helper()
	if o.code != code {
		t.Fatalf("exit code %d, want %d\n%s%s", o.code, code, o.out, o.err)
	}
	return o
}

// process runs a command line as a process of its own.
func process(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	return started(t, program(args...))
}

func started(t testing.TB, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	if testing.Verbose() {
		cmd.Stderr = os.Stderr
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// program is a command line as a process that is yet to be started.
func program(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), runEnv+"=1")
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	return cmd
}

// dataDir is a data folder whose private Postgres is stopped after the test,
// also where a killed process left it running.
func dataDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "motcua-cmd-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A command joins what was left behind, and as the last one out stops it.
		_ = run(context.Background(), []string{"migrate", "--data", dir}, streams{nil, io.Discard, io.Discard})
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// instance is a running server.
type instance struct {
	url  string
	cmd  *exec.Cmd // nil when it runs within this process
	stop func()
}

// startServer serves a data folder in a process of its own until the test ends.
func startServer(t testing.TB, dir string, more ...string) *instance {
	t.Helper()
	return startProgram(t, nil, dir, more...)
}

// startProgram is startServer in another environment.
func startProgram(t testing.TB, env []string, dir string, more ...string) *instance {
	t.Helper()
	cmd := program(append([]string{"serve", "--data", dir, "--addr", "127.0.0.1:0"}, more...)...)
	cmd.Env = append(cmd.Env, env...)
	started(t, cmd)
	s := &instance{cmd: cmd}
	done := make(chan struct{})
	go func() { _ = cmd.Wait(); close(done) }()
	s.stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-done
	}
	t.Cleanup(s.stop)
	deadline := time.Now().Add(2 * time.Minute)
	for {
		if file, err := readControl(dir); err == nil && file.PID == cmd.Process.Pid {
			s.url = "http://" + file.Addr
			if slices.Contains(more, "--tls-cert") {
				s.url = "https://" + file.Addr
			}
			break
		}
		select {
		case <-done:
			t.Fatalf("the server ended: %s", cmd.ProcessState)
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatal("the server did not start")
		}
	}
	for !s.ready() {
		if time.Now().After(deadline) {
			t.Fatal("the server did not become ready")
		}
		time.Sleep(20 * time.Millisecond)
	}
	return s
}

// insecure takes the certificates that tests make for themselves.
var insecure = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}

func (s *instance) ready() bool {
	response, err := insecure.Get(s.url + "/readyz")
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	said, err := io.ReadAll(response.Body)
	return err == nil && response.StatusCode == http.StatusOK && !bytes.Contains(said, []byte("being built"))
}

// kill ends the server without giving it a chance to clean up.
func (s *instance) kill() {
	_ = s.cmd.Process.Kill()
	s.stop()
}

// ask sends a query and decodes its data; errors fail the test.
func ask[T any](t testing.TB, s *instance, query string, variables map[string]any) T {
	t.Helper()
	data, errs := askRaw(t, s, query, variables)
	if len(errs) > 0 {
		t.Fatalf("%s\n%v: %s", query, variables, errs)
	}
	var out T
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func askRaw(t testing.TB, s *instance, query string, variables map[string]any) (data, errs json.RawMessage) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(s.url+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct{ Data, Errors json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer.Data, answer.Errors
}

type codes struct {
	Procedures struct {
		TotalCount int
		Nodes      []struct{ Code, Name string }
	}
}

func (c codes) first() string {
	if len(c.Procedures.Nodes) == 0 {
		return ""
	}
	return c.Procedures.Nodes[0].Code
}

const searchQuery = `query($q: String!) { procedures(search: $q, first: 5) { totalCount nodes { code name } } }`

// rawRecord is a record of the portal's form, as little as it takes.
func rawRecord(n int, name, decision string, day int64) string {
	id := fmt.Sprintf("019d0000-0000-7000-8000-%012d", n)
	return fmt.Sprintf(`{"id":%q,"code":"1.%06d","name":%q,"detail":{"id":%q,"code":"1.%06d","codeNotation":"1.%06d","name":%q,`+
		`"executionSteps":[{"name":"","description":"Nộp hồ sơ tại bộ phận một cửa."}],`+
		`"executionMethods":[{"submissionMethod":"DIRECT","processingTime":3,"processingTimeUnit":"WORKING_DAY","description":"","fees":[]}],`+
		`"executionCases":[{"name":"","profileComponents":[{"profileComponentId":"019d0000-0000-7000-9000-000000000001","originalQty":1,"copyQty":0,"required":false,"hasElectronicForm":false,"isProcessingResult":false,"name":"Tờ khai","code":"KQ1","attachments":[]}]}],`+
		`"formalityType":"ASSIGNED_REGULATION","state":"ACTIVE","type":"STANDARD","isInternal":false,"isWard":true,"isProvince":false,"isMinistry":false,"isOtherAgency":false,"isUndetermined":false,"isVertical":false,"isFullProcess":false,"isSharedService":false,"isOfflineOnly":false,"isNonTerritorial":false,`+
		`"categoriesDetails":[{"id":"019d0000-0000-7000-a000-000000000001","name":"Hộ tịch","code":"G15-TP07"}],`+
		`"subjectTypesDetails":[{"id":"019d0000-0000-7000-b000-000000000001","name":"Công dân Việt Nam","code":"ĐT1"}],`+
		`"resultsDetails":[{"id":"019d0000-0000-7000-c000-000000000001","name":"Giấy chứng nhận","code":"KQ.1"}],"legalBasisesDetails":[],`+
		`"unitGroupsExecuting":[{"id":"019d0000-0000-7000-d000-000000000001","name":"Ủy ban nhân dân cấp xã"}],`+
		`"departmentPromulgateId":"019d0000-0000-7000-d000-000000000002","departmentPromulgateCode":"G15","departmentPromulgateName":"Bộ Tư pháp",`+
		`"procedureProposal":{"id":"019d0000-0000-7000-e000-000000000001","proposalNumber":%q,"decisionDate":%d,"decisionNumber":null,"publicationDate":%d,"issuingAgency":{"id":"019d0000-0000-7000-d000-000000000002","name":"Bộ Tư pháp"},"proposalType":"STANDARD"},`+
		`"createdAt":1777130071127,"updatedAt":1777130071127}}`,
		id, n, name, id, n, n, name, decision, day, day)
}

// rawFile writes so many records and gives the file's path.
func rawFile(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "records.jsonl")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
