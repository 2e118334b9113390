package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// file is what a keyset file holds: Tink's own JSON of both keysets, in the
// clear. Whoever reads it reads everything, so it is kept like a password.
type file struct {
	Master json.RawMessage `json:"master"`
	Digest json.RawMessage `json:"digest"`
}

// Encode gives the keys in the form of the file.
func (v *Vault) Encode() ([]byte, error) {
	var f file
	var err error
	if f.Master, err = encode(v.master); err != nil {
		return nil, err
	}
	if f.Digest, err = encode(v.digest); err != nil {
		return nil, err
	}
	return json.Marshal(f)
}

func encode(h *keyset.Handle) ([]byte, error) {
	var out bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&out)); err != nil {
		return nil, fmt.Errorf("write a keyset: %w", err)
	}
	return out.Bytes(), nil
}

// errFormat says nothing of what it read.
var errFormat = errors.New("this is not a keyset of motcua: make one with motcua keyset create")

// Decode reads the form of the file.
func Decode(text []byte) (*Vault, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil || f.Master == nil || f.Digest == nil {
		return nil, errFormat
	}
	master, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Master)))
	if err != nil {
		return nil, errFormat
	}
	digest, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Digest)))
	if err != nil {
		return nil, errFormat
	}
	return of(master, digest)
}

// Create writes a vault to a file that must not be there yet: keys that are
// overwritten are data that is lost.
func (v *Vault) Create(path string) error {
	text, err := v.Encode()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the keyset file: %w", err)
	}
	_, err = out.Write(text)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return fmt.Errorf("write the keyset file: %w", err)
	}
	return nil
}

// Replace writes a vault in the place of a file, at once or not at all.
func (v *Vault) Replace(path string) error {
	next := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".next")
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove what an interrupted run left: %w", err)
	}
	if err := v.Create(next); err != nil {
		return err
	}
	return os.Rename(next, path)
}

// Load reads a vault from a file that nobody but its owner may read.
func Load(path string) (*Vault, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read the keyset file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the keyset file %s may be read by others: chmod 600 it", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the keyset file: %w", err)
	}
	return Decode(text)
}

// LoadOrCreate reads the file, and makes it where there is none.
func LoadOrCreate(path string) (*Vault, error) {
	v, err := Load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return v, err
	}
	if v, err = New(); err != nil {
		return nil, err
	}
	if err := v.Create(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return Load(path) // of two that start together the first one's
}

// Extended gives a vault with one more master key, which seals nothing yet: first
// all that run have to know it.
func (v *Vault) Extended() (*Vault, error) {
	manager := keyset.NewManagerFromHandle(v.master)
	_, err := manager.Add(aead.AES256GCMKeyTemplate())
	return v.managed(manager, err)
}

// Rotated gives a vault in which the master key that came last seals data keys
// from now on. The others still open what they sealed, until everything is
// sealed anew.
func (v *Vault) Rotated() (*Vault, error) {
	manager := keyset.NewManagerFromHandle(v.master)
	keys := v.master.KeysetInfo().GetKeyInfo()
	return v.managed(manager, manager.SetPrimary(keys[len(keys)-1].GetKeyId()))
}

// Pruned gives a vault with the newest master key only.
func (v *Vault) Pruned() (*Vault, error) {
	manager := keyset.NewManagerFromHandle(v.master)
	var err error
	primary := v.master.KeysetInfo().GetPrimaryKeyId()
	for _, key := range v.master.KeysetInfo().GetKeyInfo() {
		if key.GetKeyId() != primary {
			err = errors.Join(err, manager.Delete(key.GetKeyId()))
		}
	}
	return v.managed(manager, err)
}

func (v *Vault) managed(manager *keyset.Manager, err error) (*Vault, error) {
	if err != nil {
		return nil, fmt.Errorf("change the master keyset: %w", err)
	}
	master, err := manager.Handle()
	if err != nil {
		return nil, fmt.Errorf("change the master keyset: %w", err)
	}
	return of(master, v.digest)
}
