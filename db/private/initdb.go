package private

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// passwordFile holds the superuser's password for initdb, in the socket folder,
// for the moment that takes: no program shows its contents to other users, as
// an argument would be shown.
const passwordFile = "initdb-password"

// settings are appended to postgresql.conf when a cluster is made. They are a
// beginning: whoever runs the server may change the file.
const settings = `
# Added by motcua.
shared_buffers = 128MB
max_connections = 50
# A whole catalogue with its history is written at once: each checkpoint in the
# middle would write most pages to the log anew.
max_wal_size = 4GB
# A session forgotten inside a transaction holds back vacuum and every reader
# of the change log.
idle_in_transaction_session_timeout = 30s
# Statements here are short; compiling them takes longer than running them.
jit = off
timezone = 'UTC'
# English messages, whatever the system's language: motcua shows them in errors.
lc_messages = 'C'
# A week of logs, one file for a day.
logging_collector = on
log_directory = 'log'
log_filename = 'postgres-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_timezone = 'UTC'
`

// initdb makes the cluster: beside its place, then renamed into it, so that a
// folder with the right name is always a whole cluster.
func (s *Server) initdb(ctx context.Context) error {
	if err := s.cluster.makeParent(s.dir); err != nil {
		return err
	}
	tmp := s.cluster.path + ".new"
	defer os.RemoveAll(tmp) // nothing is left there after the rename
	args := []string{"-D", tmp, "-U", string(RoleAdmin), "-E", "UTF8",
		"--auth-local=scram-sha-256", "--auth-host=reject", "--pwfile", filepath.Join(s.run.Socket, passwordFile)}
	if s.opts.Fast {
		args = append(args, "--no-sync")
	}
	err := s.runInitdb(ctx, tmp, append(args, "--locale=C.UTF-8"))
	if err != nil && strings.Contains(err.Error(), "invalid locale name") {
		// Older macOS has no C.UTF-8. Plain C sorts the same, by byte.
		err = s.runInitdb(ctx, tmp, append(args, "--no-locale"))
	}
	if err != nil {
		return err
	}
	return s.adoptNewCluster(tmp)
}

func (s *Server) runInitdb(ctx context.Context, tmp string, args []string) error {
	if err := s.emptyFolder(tmp); err != nil {
		return fmt.Errorf("make cluster folder: %w", err)
	}
	pw := filepath.Join(s.run.Socket, passwordFile)
	defer os.Remove(pw)
	if err := os.WriteFile(pw, []byte(s.passwords[RoleAdmin]+"\n"), 0o600); err != nil {
		return fmt.Errorf("hand password to initdb: %w", err)
	}
	if err := s.account.give(pw); err != nil {
		return fmt.Errorf("hand password to initdb: %w", err)
	}
	lock, err := s.locks.takeServer()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, s.installation.program("initdb"), args...)
	s.account.prepare(cmd)
	// If motcua is killed now, initdb goes on for a moment; with the lock in
	// its hands the next process waits for its end.
	cmd.ExtraFiles = []*os.File{lock}
	// initdb runs children of its own, which the whole session includes.
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return errors.Join(fmt.Errorf("initdb: %w", ctx.Err()), lock.Close(), s.awaitQuiet(5*time.Second))
	}
	if err := unlock(lock); err != nil {
		return fmt.Errorf("unlock %s: %w", s.locks.server, err)
	}
	if err != nil {
		return fmt.Errorf("initdb: %w:\n%s", err, lastLines(string(out), 15))
	}
	return nil
}

func (s *Server) emptyFolder(path string) error {
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		return err
	}
	return s.account.give(path)
}

func (s *Server) adoptNewCluster(tmp string) error {
	f, err := os.OpenFile(filepath.Join(tmp, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("configure cluster: %w", err)
	}
	_, err = f.WriteString(settings)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("configure cluster: %w", err)
	}
	if err := os.Rename(tmp, s.cluster.path); err != nil {
		return fmt.Errorf("put cluster in place: %w", err)
	}
	return syncDir(filepath.Dir(s.cluster.path))
}
