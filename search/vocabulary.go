package search

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/blevesearch/bleve/v2"

	"motcua"
	"motcua/search/vi/language"
)

// vocabularyKey is the internal key of the Bleve index that holds the
// vocabulary: it is written with the position up to which it holds. Bleve
// writes all internal keys with every batch, so it is compressed; the language
// model is too large for that and has a file.
const vocabularyKey = "vocabulary"

func encodeVocabulary(v *motcua.Vocabulary) ([]byte, error) {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("store the vocabulary: %w", err)
	}
	if err := errors.Join(json.NewEncoder(w).Encode(v), w.Close()); err != nil {
		return nil, fmt.Errorf("store the vocabulary: %w", err)
	}
	return out.Bytes(), nil
}

func decodeVocabulary(stored []byte) (*motcua.Vocabulary, error) {
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(stored)))
	if err != nil {
		return nil, fmt.Errorf("read the stored vocabulary: %w", err)
	}
	v := &motcua.Vocabulary{}
	if err := json.Unmarshal(text, v); err != nil {
		return nil, fmt.Errorf("read the stored vocabulary: %w", err)
	}
	return v, nil
}

// loadLexicon reads what was stored beside the documents.
func (m *memory) loadLexicon(index bleve.Index) error {
	stored, err := index.GetInternal([]byte(vocabularyKey))
	if err != nil {
		return fmt.Errorf("read the stored vocabulary: %w", err)
	}
	if stored != nil {
		v, err := decodeVocabulary(stored)
		if err != nil {
			return err
		}
		m.setVocabulary(v, stored)
	}
	m.model, err = language.Load(m.path) // there is none where it was never rebuilt
	return err
}

// setVocabulary makes a vocabulary, which is stored in that form, the one that
// is asked.
func (m *memory) setVocabulary(v *motcua.Vocabulary, stored []byte) {
	m.vocabulary = sha256.Sum256(stored)
	m.forms, m.lexicon = newForms(v), nil
	m.wordings, m.pinned = newWordings(v.Aliases), newPins(v.Pins)
}

// Learn shows the texts of a document to the trainer. Names weigh more:
// questions are made like them.
func (m *memory) Learn(e *entry) {
	const nameWeight = 4
	m.trainer.Add(e.NameExact, nameWeight)
	for _, texts := range [][]string{e.About, e.BodyPairs} {
		for _, text := range texts {
			m.trainer.Add(text, 1)
		}
	}
}

// Learned stores the model of the texts that the generation was built from.
func (m *memory) Learned() error {
	model := m.trainer.Model()
	m.trainer = language.NewTrainer()
	if err := model.Store(m.path); err != nil {
		return err
	}
	m.model, m.lexicon = model, nil
	return nil
}

// count counts a document's name words in (by = 1) or out (by = -1), and gives
// them their ids. A word keeps its own for as long as the generation is open.
func (m *memory) count(c *card, by int) {
	m.lexicon = nil
	for i := range c.words {
		w := &c.words[i]
		if slices.ContainsFunc(c.words[:i], func(b word) bool { return b.folded == w.folded }) {
			continue
		}
		m.holding[m.idOf(w.folded)] += by
	}
}

func (m *memory) idOf(folded string) uint32 {
	id, ok := m.ids[folded]
	if !ok {
		id = uint32(len(m.holding))
		m.ids[folded], m.holding = id, append(m.holding, 0)
	}
	return id
}

// learned gives the lexicon of what the generation holds now.
func (m *memory) learned() *lexicon {
	if m.lexicon == nil {
		l := &lexicon{model: m.model, ids: make(map[string]uint32, len(m.ids)), idf: make([]float64, len(m.holding)), wordings: m.wordings, pins: m.pinned}
		for w, id := range m.ids {
			if m.holding[id] > 0 {
				l.ids[w] = id
			}
			l.idf[id] = idf(m.holding[id], len(m.ordinals))
		}
		m.lexicon = l
	}
	return m.lexicon
}
