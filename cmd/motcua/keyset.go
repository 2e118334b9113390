package main

import (
	"fmt"
	"os"
	"path/filepath"

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
