package server

import (
	"container/list"
	"context"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
)

// documents keeps validated documents by their text, the least recently used
// dropped first. It is bounded in bytes: a count of entries would bound nothing
// while the size of each is the client's choice.
type documents struct {
	mu    sync.Mutex
	byKey map[string]*list.Element
	order *list.List // of *document, the latest used in front
	bytes int
}

type document struct {
	text   string
	parsed *ast.QueryDocument
}

func newDocuments() *documents {
	return &documents{byKey: map[string]*list.Element{}, order: list.New()}
}

// Get gives the document with a text.
func (d *documents) Get(_ context.Context, text string) (*ast.QueryDocument, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	e, ok := d.byKey[text]
	if !ok {
		return nil, false
	}
	d.order.MoveToFront(e)
	return e.Value.(*document).parsed, true
}

// Add keeps a document.
func (d *documents) Add(_ context.Context, text string, parsed *ast.QueryDocument) {
	if len(text) > maxCachedDocument {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.byKey[text]; ok {
		return
	}
	d.byKey[text] = d.order.PushFront(&document{text, parsed})
	for d.bytes += len(text); d.bytes > maxCachedTotal; {
		last := d.order.Remove(d.order.Back()).(*document)
		delete(d.byKey, last.text)
		d.bytes -= len(last.text)
	}
}
