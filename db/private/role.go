package private

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Role is a Postgres role that the private server has from the beginning.
type Role string

// The roles of a private server.
const (
	// RoleOwner owns the database and everything in it: migrations.
	RoleOwner Role = "motcua_owner"
	// RoleApp serves. It is subject to row security and owns nothing.
	RoleApp Role = "motcua_app"
	// RoleLoad loads data in bulk.
	RoleLoad Role = "motcua_load"
	// RoleAdmin is the superuser that made the cluster. Serving never uses
	// it; tests make and clone databases with it.
	RoleAdmin Role = "motcua_admin"
)

// Database is the database that every private server has.
const Database = "motcua"

var roles = []Role{RoleOwner, RoleApp, RoleLoad, RoleAdmin}

// passwords holds one for each role.
type passwords map[Role]string

func passwordsPath(dir string) string { return filepath.Join(dir, "passwords.json") }

// loadPasswords reads the passwords of dir. Without a cluster yet it makes them
// first: they are on disk before any server knows them, so that no kill can
// leave a server that nobody can log in to.
func loadPasswords(dir string, clusterExists bool) (passwords, error) {
	path := passwordsPath(dir)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if clusterExists {
			return nil, fmt.Errorf("%s is missing, and without it nobody can log in to the cluster: restore it from a backup", path)
		}
		return makePasswords(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read passwords: %w", err)
	}
	var p passwords
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	for _, r := range roles {
		if p[r] == "" {
			return nil, fmt.Errorf("%s has no password for %s", path, r)
		}
	}
	return p, nil
}

func makePasswords(path string) (passwords, error) {
	p := passwords{}
	for _, r := range roles {
		p[r] = rand.Text()
	}
	if err := writeJSON(path, p); err != nil {
		return nil, fmt.Errorf("store passwords: %w", err)
	}
	return p, nil
}
