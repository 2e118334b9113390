package private

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// holdEnv makes the test binary a process that opens the server of the folder
// it names, says its URL, and leaves when its input ends.
const holdEnv = "MOTCUA_PRIVATE_HOLD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(holdEnv); dir != "" {
		os.Exit(hold(dir))
	}
	code := m.Run()
	if template.parent != "" {
		os.RemoveAll(template.parent)
	}
	os.Exit(code)
}

func hold(dir string) int {
	s, err := Open(context.Background(), Options{Dir: dir, Fast: true})
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	fmt.Println(s.URL(RoleApp))
	bufio.NewReader(os.Stdin).ReadString('\n')
	if err := s.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// holder is another process that uses a server.
type holder struct {
	*exec.Cmd
	url   string
	leave func() error
}

func startHolder(t *testing.T, dir string) *holder {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holdEnv+"="+dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	check(t, err)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	h := &holder{Cmd: cmd}
	h.leave = sync.OnceValue(func() error { in.Close(); return cmd.Wait() })
	t.Cleanup(func() { h.leave() })
	line, err := bufio.NewReader(out).ReadString('\n')
	h.url = strings.TrimSpace(line)
	if err != nil || !strings.HasPrefix(h.url, "postgres://") {
		t.Fatalf("holder said %q, %v", line, err)
	}
	return h
}

// kill ends the process as a crash would.
func (h *holder) kill() {
	h.Process.Kill()
	h.leave()
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// folder returns a data folder below a fresh one that every user may enter, and
// checks after the test that nothing is left: no process, no socket folder.
// testing's own TempDir is closed to other users.
func folder(t *testing.T, name string) string {
	t.Helper()
	parent, err := os.MkdirTemp("", "motcua-private-")
	check(t, err)
	check(t, os.Chmod(parent, 0o755))
	sockets := filepath.Join(parent, "s")
	check(t, os.Mkdir(sockets, 0o755))
	t.Setenv("TMPDIR", sockets)
	t.Cleanup(func() {
		left, _ := os.ReadDir(sockets)
		if len(left) > 0 && !t.Failed() {
			t.Errorf("left behind in the socket place: %v", left)
		}
		if pids := processesIn(parent); len(pids) > 0 {
			t.Errorf("left running: %v", pids)
		}
		check(t, os.RemoveAll(parent))
	})
	return filepath.Join(parent, name)
}

// template is a folder with a cluster that has been closed, made when first
// asked for: copying it is faster than making another.
var template struct {
	sync.Once
	parent string
}

// readyFolder is folder with a cluster in it.
func readyFolder(t *testing.T) string {
	t.Helper()
	template.Do(func() {
		var err error
		template.parent, err = os.MkdirTemp("", "motcua-private-")
		check(t, err)
		check(t, os.Chmod(template.parent, 0o755))
		s, err := Open(t.Context(), Options{Dir: filepath.Join(template.parent, "data"), Fast: true})
		check(t, err)
		check(t, s.Close())
	})
	dir := folder(t, "data")
	copyFolder(t, filepath.Join(template.parent, "data"), dir)
	return dir
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		t.Fatalf("copy folder: %v: %s", err, out)
	}
}

// processesIn lists the processes whose command line names a folder.
func processesIn(dir string) []string {
	out, _ := exec.Command("ps", "-eo", "pid=,args=").Output()
	var found []string
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, dir) {
			found = append(found, line)
		}
	}
	return found
}

// notices collects what a person is told.
type notices struct {
	sync.Mutex
	text []string
}

func (n *notices) add(text string) {
	n.Lock()
	defer n.Unlock()
	n.text = append(n.text, text)
}

func (n *notices) String() string {
	n.Lock()
	defer n.Unlock()
	return strings.Join(n.text, "\n")
}

// open opens with the options that tests share, and closes after the test.
func open(t *testing.T, opts Options) *Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	opts.Fast = true
	if opts.Notify == nil {
		opts.Notify = func(text string) { t.Log(text) }
	}
	s, err := Open(ctx, opts)
	check(t, err)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// ask runs a statement that gives one text.
func ask(t *testing.T, url, query string) string {
	t.Helper()
	answer, err := tryAsk(url, query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

func tryAsk(url, query string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	var answer string
	err = conn.QueryRow(ctx, query).Scan(&answer)
	return answer, err
}

func exec1(t *testing.T, url, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	check(t, err)
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
