package feedback

import (
	"context"

	"github.com/blevesearch/bleve/v2"

	"motcua"
	"motcua/search/columns"
	"motcua/search/replica"
	"motcua/search/vi/language"
)

// The language model learns from the first texts and then from one in so many:
// after some ten thousand it hears little that is new.
const (
	learnAll  = 20_000
	learnRate = 16
)

// memory is what is held beside the columns: how words go together, and which
// row each of Bleve's documents has.
type memory struct {
	side     side
	path     string
	columns  *columns.View // as they were published last; nil before
	segments replica.Segments
	places   map[uint64]*places // by segment
	held     heldPostings
	numbered uint64 // generation of the columns that the segments' rows are of
	model    *language.Model
	trainer  *language.Trainer
	learned  int
}

func newMemory(s side, path string) *memory {
	return &memory{side: s, path: path, trainer: language.NewTrainer()}
}

// Load reads the language model.
func (m *memory) Load(bleve.Index) (err error) {
	m.model, err = language.Load(m.path)
	return err
}

// Learn shows the texts to the trainer. It may run beside Remember.
func (m *memory) Learn(e *entry) {
	if m.learned++; m.learned > learnAll && m.learned%learnRate != 0 {
		return
	}
	for _, text := range e.texts {
		m.trainer.Add(text, 1)
	}
}

// Learned keeps the model of the texts that the generation was built from.
func (m *memory) Learned() error {
	m.model = m.trainer.Model()
	m.trainer = nil
	return m.model.Store(m.path)
}

// Plan implements [replica.Memory].
func (m *memory) Plan(ctx context.Context, batch motcua.Batch) (replica.Change[*entry], error) {
	var c replica.Change[*entry]
	for id, f := range batch.Feedbacks {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		e, err := m.side.entry(f)
		switch {
		case err != nil:
			return c, err
		case e != nil:
			c.Entries = append(c.Entries, e)
		case m.holds(id):
			c.Deletes = append(c.Deletes, string(id))
		}
	}
	return c, nil
}

// holds says whether the index has feedback now. Without a view nothing is known.
func (m *memory) holds(id motcua.ID) bool {
	if m.columns == nil {
		return true
	}
	_, ok := m.columns.RowNumber(string(id))
	return ok
}

// Remember implements [replica.Memory]: the columns hold everything.
func (m *memory) Remember([]*entry, []string) {}
