package motcua

import "crypto/sha256"

// Retry makes it safe to send a mutation again (khóa chống gửi lặp): what was
// done under a key is not done twice. A key belongs to who sent it and is kept
// for seven days with a hash of what was asked.
type Retry struct {
	Caller string // the subject; "" is anybody
	Key    ID     // made up by the client
	Hash   [sha256.Size]byte
}

// For gives the retry of one item of a selection.
func (r *Retry) For(item ID) *Retry {
	if r == nil {
		return nil
	}
	out := *r
	out.Key = DeriveID("retry", string(r.Key), string(item))
	return &out
}

// errMismatch says that a key came with another input.
func errMismatch() error {
	return &Error{Kind: KindMismatch, Field: "idempotencyKey", Message: "the key came before with another input: take a new one"}
}

// Same fails with KindMismatch unless the hash is the one that came first.
func (r *Retry) Same(first []byte) error {
	if string(first) != string(r.Hash[:]) {
		return errMismatch()
	}
	return nil
}
