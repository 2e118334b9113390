package private

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the system user that the server runs as. Postgres refuses to run
// as root, so root's server runs as somebody else; anybody else's runs as
// themselves, and the zero account says that.
type account struct {
	other    bool
	name     string
	uid, gid int
}

// accountFor returns the account for a cluster: the one that owns it already,
// else postgres, else nobody.
func accountFor(cluster string) (account, error) {
	owner, gid, exists := ownerOf(cluster)
	if euid := os.Geteuid(); euid != 0 {
		if exists && owner != euid {
			return account{}, fmt.Errorf("the cluster in %s belongs to %s: start motcua as that user or as root",
				cluster, userName(owner))
		}
		return account{}, nil
	}
	if exists && owner != 0 {
		return account{other: true, name: userName(owner), uid: owner, gid: gid}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, errU := strconv.Atoi(u.Uid)
			gid, errG := strconv.Atoi(u.Gid)
			if errU == nil && errG == nil {
				return account{other: true, name: name, uid: uid, gid: gid}, nil
			}
		}
	}
	return account{}, errors.New("run Postgres: it refuses to run as root, and there is no user postgres or nobody to run it as")
}

func ownerOf(path string) (uid, gid int, ok bool) {
	fi, err := os.Stat(path)
	if err != nil {
		return 0, 0, false
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return int(st.Uid), int(st.Gid), true
}

func userName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return fmt.Sprintf("user %d", uid)
}

// give makes path the account's own.
func (a account) give(path string) error {
	if !a.other {
		return nil
	}
	return os.Chown(path, a.uid, a.gid)
}

// prepare makes cmd run as the account, in a session of its own, so that a
// Ctrl-C in the terminal reaches motcua and not the server. There is no
// Pdeathsig: it follows the thread that forked, not the process.
func (a account) prepare(cmd *exec.Cmd) {
	cmd.Env = environment()
	cmd.Dir = "/" // the caller's folder may be closed to the account
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a.other {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
}

// environment is what the programs get to see: nothing that changes their
// language or settings (LANG, LC_*, PG*), and no secret of motcua's, for they
// may belong to another user.
func environment() []string {
	env := []string{"LC_ALL=C"}
	for _, name := range []string{"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// canEnter reports whether the account can reach dir, by trying: permission
// bits alone do not tell (access lists, security modules, mounts). Only a plain
// refusal counts as no; any other trouble is an error, because a cluster is
// placed by the answer.
func (a account) canEnter(ctx context.Context, in Installation, dir string) (bool, error) {
	err := a.probe(ctx, in, dir)
	if errors.Is(err, fs.ErrPermission) {
		return false, nil
	}
	return err == nil, err
}

// probe runs a harmless program of Postgres as the account, from within dir.
func (a account) probe(ctx context.Context, in Installation, dir string) error {
	cmd := exec.CommandContext(ctx, in.program("postgres"), "--version")
	a.prepare(cmd)
	cmd.Dir = dir
	err := cmd.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil && a.other {
		return fmt.Errorf("run %s as user %s: %w", cmd.Path, a.name, err)
	}
	return err
}
