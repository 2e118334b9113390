// Package vault seals what is personal. Each sender has a data key, which seals
// what they wrote; the data key itself is sealed under a master key that is not
// in the database. So a copy of the database tells nothing, and destroying one
// data key erases its sender at once wherever they are written of. A copy made
// before holds the sealed key still: it ends with the copy, or with the master
// key of its time. The cryptography is Tink's; this package only arranges keys
// and knows nothing of feedback.
package vault

import (
	"bytes"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"

	"motcua"
)

// Vault holds the master keys.
type Vault struct {
	master *keyset.Handle
	aead   tink.AEAD
	digest *keyset.Handle
	prf    *prf.Set
}

// New makes a vault with new keys.
func New() (*Vault, error) {
	master, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make a master key: %w", err)
	}
	digest, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make a key for digests: %w", err)
	}
	return of(master, digest)
}

func of(master, digest *keyset.Handle) (*Vault, error) {
	sealing, err := aead.New(master)
	if err != nil {
		return nil, fmt.Errorf("use the master key: %w", err)
	}
	set, err := prf.NewPRFSet(digest)
	if err != nil {
		return nil, fmt.Errorf("use the key for digests: %w", err)
	}
	return &Vault{master, sealing, digest, set}, nil
}

// Key is a data key that is open.
type Key struct{ aead tink.AEAD }

// NewKey makes a data key for an owner, open and sealed. The sealed form opens
// for this owner only: moved to another row it is worthless.
func (v *Vault) NewKey(owner motcua.ID) (Key, []byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return Key{}, nil, fmt.Errorf("make a data key: %w", err)
	}
	sealed, err := v.sealKey(handle, owner)
	if err != nil {
		return Key{}, nil, err
	}
	key, err := open(handle)
	return key, sealed, err
}

// OpenKey opens a sealed data key.
func (v *Vault) OpenKey(owner motcua.ID, sealed []byte) (Key, error) {
	handle, err := v.unsealKey(owner, sealed)
	if err != nil {
		return Key{}, err
	}
	return open(handle)
}

// Rewrap seals a data key anew, under the newest master key. The key itself, and
// what it seals, stays as it is.
func (v *Vault) Rewrap(owner motcua.ID, sealed []byte) ([]byte, error) {
	handle, err := v.unsealKey(owner, sealed)
	if err != nil {
		return nil, err
	}
	return v.sealKey(handle, owner)
}

// Opens says whether the vault opens a sealed data key.
func (v *Vault) Opens(owner motcua.ID, sealed []byte) bool {
	_, err := v.unsealKey(owner, sealed)
	return err == nil
}

func (v *Vault) sealKey(handle *keyset.Handle, owner motcua.ID) ([]byte, error) {
	var out bytes.Buffer
	if err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&out), v.aead, []byte(owner)); err != nil {
		return nil, fmt.Errorf("seal a data key: %w", err)
	}
	return out.Bytes(), nil
}

func (v *Vault) unsealKey(owner motcua.ID, sealed []byte) (*keyset.Handle, error) {
	handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(sealed)), v.aead, []byte(owner))
	if err != nil {
		return nil, fmt.Errorf("open a data key: does the keyset belong to the database? %w", err)
	}
	return handle, nil
}

func open(handle *keyset.Handle) (Key, error) {
	sealing, err := aead.New(handle)
	if err != nil {
		return Key{}, fmt.Errorf("use a data key: %w", err)
	}
	return Key{sealing}, nil
}

// Seal seals a text for a place, such as "words" or "event 3"; it opens for no
// other place.
func (k Key) Seal(place string, text []byte) ([]byte, error) {
	sealed, err := k.aead.Encrypt(text, []byte(place))
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", place, err)
	}
	return sealed, nil
}

// Open opens what was sealed for a place.
func (k Key) Open(place string, sealed []byte) ([]byte, error) {
	text, err := k.aead.Decrypt(sealed, []byte(place))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", place, err)
	}
	return text, nil
}

const digestLength = 32

// Digest gives an HMAC of a value for a purpose: nobody without the key can tell
// the value from it, or try values until one fits, and the same value has
// another digest for another purpose.
func (v *Vault) Digest(purpose, value string) []byte {
	out, err := v.prf.ComputePrimaryPRF(fmt.Appendf(nil, "%d:%s;%s", len(purpose), purpose, value), digestLength)
	if err != nil {
		panic(fmt.Sprintf("digest: %v", err)) // the length is one that the function gives
	}
	return out
}
