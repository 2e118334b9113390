package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"motcua/db"
	"motcua/db/vault"
)

// keysetVariable holds the keys themselves, where the machine keeps secrets in
// the environment; it is looked at before any file. It is not a flag: a command
// line can be read by others.
const keysetVariable = "MOTCUA_KEYSET"

// keysetFile is where the keys are: a file that was named, else one in the data
// folder of a private Postgres; "" is nowhere.
func (f dataFlags) keysetFile() string {
	switch {
	case f.Keyset != "":
		return f.Keyset
	case f.DatabaseURL == "":
		return filepath.Join(f.Data, "keyset.json")
	}
	return ""
}

// openVault opens the keys. Those of a private Postgres are made when it first
// starts; keys of a database of one's own are made by hand, once for all nodes.
func (f dataFlags) openVault() (*vault.Vault, error) {
	if text := os.Getenv(keysetVariable); text != "" {
		return vault.Decode([]byte(text))
	}
	switch path := f.keysetFile(); {
	case path == "":
		return nil, nil
	case f.Keyset != "":
		return vault.Load(path)
	default:
		if err := os.MkdirAll(f.Data, 0o711); err != nil {
			return nil, fmt.Errorf("make the data folder: %w", err)
		}
		return vault.LoadOrCreate(path)
	}
}

// keysetLook is how often a server looks whether its keyset file was changed.
const keysetLook = time.Second

// watchKeyset takes the keys anew whenever the file changes: when it is rotated,
// and when it comes late. A file that cannot be read changes nothing.
func (c *serveCmd) watchKeyset(ctx context.Context, e *env, d *db.DB, came func(context.Context) error) error {
	path := c.keysetFile()
	if os.Getenv(keysetVariable) != "" || path == "" {
		return nil
	}
	held, tick := stamp(path), time.NewTicker(keysetLook)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		now := stamp(path)
		if now == held || now == (fileStamp{}) {
			continue
		}
		v, err := vault.Load(path)
		if err != nil {
			e.log.Warn("the changed keyset file is not taken", "error", err)
			continue
		}
		held = now
		first := d.Vault() == nil
		d.SetVault(v)
		e.log.Info("the keyset was read again", "file", path)
		if first {
			if err := came(ctx); err != nil && ctx.Err() == nil {
				e.log.Warn("the officials' index is not built anew: run motcua reindex", "error", err)
			}
		}
	}
}

// fileStamp tells one state of a file from another.
type fileStamp struct {
	at   time.Time
	size int64
}

func stamp(path string) fileStamp {
	info, err := os.Stat(path)
	if err != nil {
		return fileStamp{}
	}
	return fileStamp{info.ModTime(), info.Size()}
}
