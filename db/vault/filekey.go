package vault

import (
	"bytes"
	"fmt"
	"io"

	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/streamingaead"
	"github.com/tink-crypto/tink-go/v2/tink"

	"motcua"
)

// FileKey seals one file, piece by piece, so that large ones need little memory
// and a file that was cut or changed is found out while it is read.
type FileKey struct {
	handle *keyset.Handle
	aead   tink.StreamingAEAD
	owner  motcua.ID
}

// NewFileKey makes the key of a file, open and sealed with the master key.
func (v *Vault) NewFileKey(owner motcua.ID) (*FileKey, []byte, error) {
	handle, err := keyset.NewHandle(streamingaead.AES256GCMHKDF4KBKeyTemplate())
	if err != nil {
		return nil, nil, fmt.Errorf("make the key of a file: %w", err)
	}
	sealed, err := v.sealKey(handle, owner)
	if err != nil {
		return nil, nil, err
	}
	key, err := fileKey(handle, owner)
	return key, sealed, err
}

// OpenFileKey opens the key of a file that the master key seals.
func (v *Vault) OpenFileKey(owner motcua.ID, sealed []byte) (*FileKey, error) {
	handle, err := v.unsealKey(owner, sealed)
	if err != nil {
		return nil, err
	}
	return fileKey(handle, owner)
}

func fileKey(handle *keyset.Handle, owner motcua.ID) (*FileKey, error) {
	aead, err := streamingaead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("use the key of a file: %w", err)
	}
	return &FileKey{handle, aead, owner}, nil
}

// SealFileKey seals the key of a file with a data key, for a place.
func (k Key) SealFileKey(place string, file *FileKey) ([]byte, error) {
	var out bytes.Buffer
	if err := file.handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&out), k.aead, []byte(place)); err != nil {
		return nil, fmt.Errorf("seal %s: %w", place, err)
	}
	return out.Bytes(), nil
}

// OpenFileKey opens what SealFileKey sealed for a file's owner and a place.
func (k Key) OpenFileKey(place string, owner motcua.ID, sealed []byte) (*FileKey, error) {
	handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(sealed)), k.aead, []byte(place))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", place, err)
	}
	return fileKey(handle, owner)
}

// Seal gives a writer that seals what is written to it; closing it writes the
// last piece.
func (k *FileKey) Seal(to io.Writer) (io.WriteCloser, error) {
	return k.aead.NewEncryptingWriter(to, []byte(k.owner))
}

// Open gives what is read from the sealed form.
func (k *FileKey) Open(from io.Reader) (io.Reader, error) {
	return k.aead.NewDecryptingReader(from, []byte(k.owner))
}
