package motcua

import "crypto/sha256"

// Record is what a source says about one procedure: the form in which an
// import hands it to the database.
type Record struct {
	Line       int // in the file, from 1
	Procedure  ID
	Content    Content
	Provenance Provenance
	Doubts     []Doubt
	Raw        []byte // the record as received, JSON
}

// RawHash identifies the record as received.
func (r *Record) RawHash() [sha256.Size]byte { return sha256.Sum256(r.Raw) }

// Refusal is a record, or a line, that an import cannot take.
type Refusal struct {
	Line   int    `json:"line"`
	Code   string `json:"code,omitempty"`
	Field  string `json:"field,omitempty"`
	Value  string `json:"value,omitempty"`
	Reason string `json:"reason"`
}
