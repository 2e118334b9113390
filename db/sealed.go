package db

import (
	"encoding/json"
	"fmt"

	"motcua"
	"motcua/db/vault"
)

// The places for which texts are sealed: one moved to another place opens no
// more.
const (
	placeWords  = "words"
	placeSender = "sender"
)

func placeFile(id motcua.ID) string { return "file " + string(id) }

func placeNote(seq int) string { return fmt.Sprint("event ", seq) }

// What is looked up by digest.
const (
	digestSecret    = "secret"
	digestTelephone = "telephone"
	digestEmail     = "email"
	digestAddress   = "address"
	digestUploads   = "uploads of an address"
)

// errNoVault says that nothing personal can be read or written.
var errNoVault = &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server has no keyset, so it takes no feedback"}

// KeepsFeedback says whether there is a keyset to seal feedback with.
func (d *DB) KeepsFeedback() bool { return d.Vault() != nil }

func (d *DB) needVault() error {
	if d.Vault() == nil {
		return errNoVault
	}
	return nil
}

// senderID is the row that holds who sent feedback.
func senderID(feedback motcua.ID) motcua.ID {
	return motcua.DeriveID("feedback sender", string(feedback))
}

func sealJSON(key vault.Key, place string, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", place, err)
	}
	return key.Seal(place, text)
}

func openJSON(key vault.Key, place string, sealed []byte, to any) error {
	text, err := key.Open(place, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, to); err != nil {
		return fmt.Errorf("read %s: it is not what was sealed", place) // the cause would quote it
	}
	return nil
}

// digestOf is the digest of what may be missing; nil where it is.
func (d *DB) digestOf(purpose string, value *string) []byte {
	if value == nil {
		return nil
	}
	return d.Vault().Digest(purpose, *value)
}
