package replica

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/simple"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"

	"motcua"
	"motcua/search/columns"
)

// note is the smallest record there is: a key and a text.
type note struct {
	row  columns.Row
	text string
}

func newNote(key, text string) *note {
	return &note{columns.Row{Key: key, Values: [][]string{{text[:1]}}, Shown: columns.Days{To: 1}, Legal: columns.Days{To: 1}}, text}
}

func (n *note) Row() *columns.Row    { return &n.row }
func (n *note) Hash() [HashSize]byte { return sha256.Sum256([]byte(n.row.Key + "\x00" + n.text)) }
func (n *note) Size() int            { return len(n.text) }
func (n *note) Forget()              {}
func (n *note) Name() string         { return n.text }
func (n *note) Document() any        { return noteDocument{n.text, n.text} }

type noteDocument struct {
	Text   string `json:"text"`
	Stored string `json:"stored"`
}

// Type implements Bleve's Classifier.
func (noteDocument) Type() string { return "note" }

// notes is the memory of notes: their texts.
type notes struct{ texts map[string]string }

func (m *notes) Load(bleve.Index) error { return nil }
func (m *notes) Learn(*note)            {}
func (m *notes) Learned() error         { return nil }

func (m *notes) Plan(_ context.Context, batch motcua.Batch) (c Change[*note], err error) {
	for id, versions := range batch.Procedures {
		c.Deletes = append(c.Deletes, string(id))
		for _, v := range versions {
			c.Entries = append(c.Entries, newNote(string(id), v.Name))
		}
	}
	c.Beside = map[string][]byte{"beside": []byte(batch.Position.String())}
	return c, nil
}

func (m *notes) Remember(entries []*note, deletes []string) {
	for _, key := range deletes {
		delete(m.texts, key)
	}
	for _, e := range entries {
		m.texts[e.row.Key] = e.text
	}
}

func (m *notes) View(state State) (*noteView, error) { return &noteView{state}, nil }

// Held and Keys implement [Holder].
func (m *notes) Held(key string) (string, [HashSize]byte, bool) {
	text, ok := m.texts[key]
	if !ok {
		return "", [HashSize]byte{}, false
	}
	return text, newNote(key, text).Hash(), true
}

func (m *notes) Keys() iter.Seq[string] { return maps.Keys(m.texts) }

// noteView answers from Bleve's files.
type noteView struct{ State }

// find gives the keys of the notes with a word, in order.
func (v *noteView) find(word string) ([]string, error) {
	return find(v.Reader, word)
}

func find(reader *scorch.IndexSnapshot, word string) (keys []string, err error) {
	postings, err := reader.TermFieldReader(context.Background(), []byte(word), "text", false, false, false)
	if err != nil {
		return nil, err
	}
	for {
		at, err := postings.Next(nil)
		if err != nil || at == nil {
			slices.Sort(keys)
			return keys, errors.Join(err, postings.Close())
		}
		key, err := reader.ExternalID(at.ID)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
}

func noteMapping() mapping.IndexMapping {
	return NewMapping("note", "stored", []Field{{Name: "text", Analyzer: "simple", Frequency: true}})
}

var noteKind = Kind[*note, *noteView]{
	Form: "notes/1", Mapping: noteMapping, Schema: columns.Schema{Dimensions: []string{"initial"}}, Stored: "stored", BatchBytes: 1 << 10, Builders: 2,
	Decode: func(key string, stored []byte) (*note, error) { return newNote(key, string(stored)), nil },
	Read: func(ctx context.Context, src motcua.Source, from *motcua.Position, changes func(motcua.Batch) error, record func([]*note) error) (motcua.Position, error) {
		return src.Snapshot(ctx, from, changes, func(ps []motcua.Procedure) error {
			return record([]*note{newNote(string(ps[0].ID), ps[0].Name)})
		})
	},
	Memory: func(string) Memory[*note, *noteView] { return &notes{map[string]string{}} },
}

// register is a database of notes with the log of their changes.
type register struct {
	mu      sync.Mutex
	texts   map[motcua.ID]string
	log     []motcua.Batch
	news    chan struct{}
	reading func() // called at the beginning of a snapshot
}

// words are what texts are made of.
var words = strings.Fields("giay khai sinh dang ky ket hon ho so dat dai xay dung phep lai xe")

func newRegister(n int) *register {
	r := &register{texts: map[motcua.ID]string{}, news: make(chan struct{})}
	for i := range n {
		r.put(i, i)
	}
	return r
}

func idOf(n int) motcua.ID { return motcua.ID(fmt.Sprintf("00000000-0000-0000-0000-%012d", n)) }

// put stores the note of a number, with a text that depends on another.
func (r *register) put(n, text int) {
	r.change(idOf(n), fmt.Sprintf("%s %s so %d", words[text%len(words)], words[(text/3)%len(words)], text))
}

func (r *register) change(id motcua.ID, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.texts[id] = text
	r.log = append(r.log, motcua.Batch{Procedures: map[motcua.ID][]motcua.Procedure{id: {{ID: id, Content: motcua.Content{Name: text}}}}, Position: r.at(len(r.log) + 1)})
	close(r.news)
	r.news = make(chan struct{})
}

func (r *register) at(n int) motcua.Position {
	return motcua.Position{System: "test", Timeline: 1, Epoch: 1, XID: uint64(n)}
}

// has gives the keys of the notes with a word, as they should be found.
func (r *register) has(word string) (keys []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, text := range r.texts {
		if slices.Contains(strings.Fields(text), word) {
			keys = append(keys, string(id))
		}
	}
	slices.Sort(keys)
	return keys
}

// Snapshot implements [motcua.Source].
func (r *register) Snapshot(_ context.Context, from *motcua.Position, changes func(motcua.Batch) error, procedure func([]motcua.Procedure) error) (motcua.Position, error) {
	r.mu.Lock()
	reading, texts, at := r.reading, maps.Clone(r.texts), r.at(len(r.log))
	var since []motcua.Batch
	if from != nil {
		since = slices.Clone(r.log[from.XID:])
	}
	r.mu.Unlock()
	if reading != nil {
		reading()
	}
	for _, b := range since {
		if err := changes(b); err != nil {
			return at, err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		if err := procedure([]motcua.Procedure{{ID: id, Content: motcua.Content{Name: texts[id]}}}); err != nil {
			return at, err
		}
	}
	return at, nil
}

// Feedbacks implements [motcua.Source].
func (r *register) Feedbacks(context.Context, *motcua.Position, func(motcua.Batch) error, func(*motcua.IndexedFeedback) error) (motcua.Position, error) {
	panic("a register of notes has no feedback")
}

// Follow implements [motcua.Source].
func (r *register) Follow(ctx context.Context, from motcua.Position, sink motcua.Sink) error {
	for {
		r.mu.Lock()
		list, news := slices.Clone(r.log[from.XID:]), r.news
		r.mu.Unlock()
		for _, b := range list {
			if err := sink.Apply(ctx, b); err != nil {
				return err
			}
			from = b.Position
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// openNotes opens an index of notes until the test ends.
func openNotes(t *testing.T, dir string, opts Options) *Index[*note, *noteView] {
	t.Helper()
	x, err := Open(dir, noteKind, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() }) // a damaged one may not close well
	return x
}

// follow has an index follow until the test ends, before it is closed.
func follow(t *testing.T, x *Index[*note, *noteView], src motcua.Source) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = x.Run(ctx, src) }()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return stop
}

// await waits until the index has applied all that the register has.
func await(t *testing.T, x *Index[*note, *noteView], r *register) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		r.mu.Lock()
		want := r.at(len(r.log))
		r.mu.Unlock()
		s := x.Status()
		if s.Ready && s.Position != nil && s.Position.Reached(want) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the index does not come to %v: %+v", want, s)
		}
	}
}

// asked gives what the index finds for a word.
func asked(x *Index[*note, *noteView], word string) (keys []string, err error) {
	err = x.Ask(context.Background(), "find", func(v *noteView) (err error) {
		keys, err = v.find(word)
		return err
	})
	return keys, err
}

// answersRightly compares what the index finds for every word with the register.
func answersRightly(t *testing.T, x *Index[*note, *noteView], r *register) {
	t.Helper()
	for _, word := range words {
		got, err := asked(x, word)
		if want := r.has(word); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q finds %v, %v; should be %v", word, got, err, want)
		}
	}
	report, err := x.Verify(t.Context(), r)
	if err != nil || len(report.Differences) > 0 {
		t.Fatalf("verify: %v, %+v", err, report.Differences)
	}
}
