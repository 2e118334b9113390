package main

import (
	"bytes"
	"debug/elf"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"motcua/db/private"
)

// nobody is the user of the container file.
const nobody = 65532

// containerRoot builds the program as the container file does, and lays out
// what its last stage has: nothing but the program, certificates and two empty
// folders.
func containerRoot(t *testing.T) (root string) {
	t.Helper()
	text, err := os.ReadFile("../../deploy/Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	stage := string(text[bytes.Index(text, []byte("FROM scratch")):])
	for _, line := range []string{"COPY --from=build /motcua /motcua", "USER 65532:65532", "/empty/data /data", "/empty/tmp /tmp"} {
		if !strings.Contains(stage, line) {
			t.Fatalf("the last stage has no %q", line)
		}
	}
	root = t.TempDir()
	flags := regexp.MustCompile(`CGO_ENABLED=0 go build (.*) -o /motcua`).FindSubmatch(text)
	if flags == nil {
		t.Fatal("the container file builds in another way than this test")
	}
	build := exec.Command("go", append([]string{"build"}, append(strings.Fields(strings.ReplaceAll(string(flags[1]), "'-s -w'", "-s=1")), "-o", filepath.Join(root, "motcua"), ".")...)...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", build, err, out)
	}
	for _, dir := range []string{"data", "tmp"} {
		path := filepath.Join(root, dir)
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		if os.Geteuid() == 0 {
			if err := os.Chown(path, nobody, nobody); err != nil {
				t.Fatal(err)
			}
		}
	}
	for dir := root; dir != "/" && dir != os.TempDir(); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil { // temporary folders of tests are their owner's alone
			t.Fatal(err)
		}
	}
	return root
}

// contained runs the program in that root. Without the rights for it, in a
// namespace in which it has them.
func contained(root string, env []string, args ...string) *exec.Cmd {
	cmd := exec.Command("/motcua", args...)
	cmd.Dir, cmd.Env = "/", env
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
	if os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		return cmd
	}
	cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
	cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
	cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	return cmd
}

// overTCP passes connections on to the socket of a database, which cannot be
// seen from a root of its own, and gives the URL.
func overTCP(t *testing.T, database string) string {
	t.Helper()
	at, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	query := at.Query()
	socket := filepath.Join(query.Get("host"), ".s.PGSQL."+query.Get("port"))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("unix", socket)
			if err != nil {
				_ = from.Close()
				continue
			}
			go func() { _, _ = io.Copy(to, from); _ = to.Close() }()
			go func() { _, _ = io.Copy(from, to); _ = from.Close() }()
		}
	}()
	at.Host, at.RawQuery = listener.Addr().String(), "sslmode=disable"
	return at.String()
}

// The program is all that the container holds: it is static, and it serves a
// database from an empty root, as nobody.
func TestContainer(t *testing.T) {
	root := containerRoot(t)
	program, err := elf.Open(filepath.Join(root, "motcua"))
	if err != nil {
		t.Fatal(err)
	}
	if libraries, err := program.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("the program needs %v: %v", libraries, err)
	}
	_ = program.Close()
	if out, err := contained(root, nil, "version").CombinedOutput(); err != nil || !strings.Contains(string(out), "motcua") {
		t.Fatalf("version: %v: %s", err, out)
	}
	dir := dataDir(t)
	command(t, "", "migrate", "--data", dir).must(t, exitDone)
	server, err := private.Open(t.Context(), private.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	database := overTCP(t, server.URL(private.RoleApp))
	var log bytes.Buffer
	serve := contained(root, []string{"MOTCUA_DATA=/data", "MOTCUA_ADDR=127.0.0.1:0", "MOTCUA_LOG_JSON=true", "DATABASE_URL=" + database}, "serve")
	serve.Stdout, serve.Stderr = &log, &log
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	s := &instance{cmd: serve}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if file, err := readControl(filepath.Join(root, "data")); err == nil {
			s.url = "http://" + file.Addr
			if s.ready() {
				break
			}
		}
		if time.Now().After(deadline) {
			_ = serve.Process.Kill()
			_ = serve.Wait()
			t.Fatalf("not ready:\n%s", log.String())
		}
	}
	got := ask[codes](t, s, `{ procedures(first: 1) { totalCount nodes { code name } } }`, nil)
	if got.Procedures.TotalCount != 0 {
		t.Errorf("an empty database has %d procedures", got.Procedures.TotalCount)
	}
	_ = serve.Process.Signal(syscall.SIGTERM)
	if err := serve.Wait(); err != nil {
		t.Errorf("stop: %v\n%s", err, log.String())
	}
}
