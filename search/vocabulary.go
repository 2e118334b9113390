package search

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"motcua"
	"motcua/search/vi/language"
)

// vocabularyKey is the internal key of the Bleve index that holds the
// vocabulary: it is written with the position up to which it holds. Bleve
// writes all internal keys with every batch, so it is compressed; the language
// model is too large for that and has a file.
var vocabularyKey = []byte("vocabulary")

const modelFile = "language"

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
func (g *generation) loadLexicon() error {
	stored, err := g.bleve.GetInternal(vocabularyKey)
	if err != nil {
		return fmt.Errorf("read the stored vocabulary: %w", err)
	}
	if stored != nil {
		v, err := decodeVocabulary(stored)
		if err != nil {
			return err
		}
		g.setVocabulary(v)
	}
	file, err := os.Open(filepath.Join(g.path, modelFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it was never rebuilt
	}
	if err != nil {
		return fmt.Errorf("read the language model: %w", err)
	}
	defer file.Close()
	g.model, err = language.Read(file)
	return err
}

// setVocabulary makes a vocabulary the one that is asked.
func (g *generation) setVocabulary(v *motcua.Vocabulary) {
	g.forms, g.lexicon = newForms(v), nil
	g.wordings, g.pinned = newWordings(v.Aliases), newPins(v.Pins)
}

// keepModel stores the model of the texts that the generation was built from.
func (g *generation) keepModel(m *language.Model) error {
	file, err := os.Create(filepath.Join(g.path, modelFile))
	if err != nil {
		return fmt.Errorf("store the language model: %w", err)
	}
	_, err = m.WriteTo(file)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("store the language model: %w", err)
	}
	g.model, g.lexicon = m, nil
	return nil
}

// teach shows the texts of a document to a trainer. Names weigh more: questions
// are made like them.
func teach(t *language.Trainer, e *entry) {
	const nameWeight = 4
	t.Add(e.NameExact, nameWeight)
	for _, texts := range [][]string{e.About, e.BodyPairs} {
		for _, text := range texts {
			t.Add(text, 1)
		}
	}
}

// count counts a document's name words in (by = 1) or out (by = -1).
func (g *generation) count(c *card, by int) {
	g.lexicon = nil
	for i := range c.words {
		w := c.words[i].folded
		if slices.ContainsFunc(c.words[:i], func(b word) bool { return b.folded == w }) {
			continue
		}
		if g.holding[w] += by; g.holding[w] <= 0 {
			delete(g.holding, w)
		}
	}
}

// learned gives the lexicon of what the generation holds now.
func (g *generation) learned() *lexicon {
	if g.lexicon == nil {
		g.lexicon = &lexicon{model: g.model, idf: make(map[string]float64, len(g.holding)), wordings: g.wordings, pins: g.pinned}
		for w, n := range g.holding {
			g.lexicon.idf[w] = idf(n, len(g.ordinals))
		}
	}
	return g.lexicon
}
