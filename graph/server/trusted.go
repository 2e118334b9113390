package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Trusted holds the documents of clients' manifests. A nil one holds none and
// allows every document.
type Trusted struct {
	byID map[string]string
	// only says that no other document is answered; texts are then those that
	// may be sent as they are.
	only  bool
	texts map[string]bool
}

// NewTrusted makes an empty set; with only, documents outside of it are refused.
func NewTrusted(only bool) *Trusted {
	return &Trusted{byID: map[string]string{}, only: only, texts: map[string]bool{}}
}

// maxManifest is in bytes: a manifest of all documents of a large front end has
// about a megabyte.
const maxManifest = 32 << 20

// Add reads a manifest: an object of texts by id, as the client preset of
// graphql-codegen (persistedDocuments) and Relay's compiler (persistConfig)
// write it, or Apollo's with a list of operations.
func (t *Trusted) Add(from io.Reader) error {
	doc, err := io.ReadAll(io.LimitReader(from, maxManifest+1))
	if err != nil {
		return err
	}
	if len(doc) > maxManifest {
		return fmt.Errorf("a manifest may have %d bytes", maxManifest)
	}
	documents, err := parseManifest(doc)
	if err != nil {
		return err
	}
	if len(documents) == 0 {
		return errors.New("the manifest holds no document")
	}
	for id, text := range documents {
		if held, ok := t.byID[id]; ok && held != text {
			return fmt.Errorf("two documents have the id %q", id)
		}
		t.byID[id] = text
		t.texts[text] = true
	}
	return nil
}

// Len says how many documents are trusted.
func (t *Trusted) Len() int { return len(t.byID) }

const apolloManifest = "apollo-persisted-query-manifest"

func parseManifest(doc []byte) (map[string]string, error) {
	var apollo struct {
		Format     string `json:"format"`
		Operations []struct{ ID, Body string }
	}
	if err := json.Unmarshal(doc, &apollo); err == nil && apollo.Format == apolloManifest {
		documents := make(map[string]string, len(apollo.Operations))
		for _, op := range apollo.Operations {
			documents[op.ID] = op.Body
		}
		return documents, nil
	}
	var documents map[string]string
	if err := json.Unmarshal(doc, &documents); err != nil {
		return nil, errors.New("expected a JSON object of documents by id, or Apollo's manifest of operations")
	}
	return documents, nil
}

func (t *Trusted) find(id string) (text string, ok bool) {
	if t == nil {
		return "", false
	}
	text, ok = t.byID[id]
	return text, ok
}

func (t *Trusted) allows(text string) bool { return t == nil || !t.only || t.texts[text] }
