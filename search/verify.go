package search

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"

	"motcua"
	"motcua/search/replica"
)

// The parts of the copy that can differ from the database.
const (
	WhereIndex   = replica.WhereIndex
	WhereColumns = replica.WhereColumns
	WhereMemory  = replica.WhereMemory
	WhereFiles   = replica.WhereFiles
)

// Report is what a comparison with the database found.
type Report struct {
	Position    motcua.Position `json:"position"` // of the one state that was compared
	Revision    string          `json:"revision"`
	Procedures  int             `json:"procedures"` // in the database
	Documents   int             `json:"documents"`  // in Bleve
	Rows        int             `json:"rows"`       // in the columns
	Differences []Difference    `json:"differences"`
}

// Difference is one thing that is not as in the database.
type Difference struct {
	Procedure motcua.ID `json:"procedure"` // empty where it is about no single procedure
	Code      string    `json:"code"`
	Where     string    `json:"where"`
	What      string    `json:"what"`
}

// Verify compares the database with the index and the columns: see
// [replica.Index.Verify].
func (x *Index) Verify(ctx context.Context, src motcua.Source) (Report, error) {
	return told(x.Index.Verify(ctx, src))
}

// Repair is Verify that also writes anew what differs: see
// [replica.Index.Repair].
func (x *Index) Repair(ctx context.Context, src motcua.Source) (Report, error) {
	return told(x.Index.Repair(ctx, src))
}

func told(r replica.Report, err error) (Report, error) {
	if err != nil {
		return Report{}, err
	}
	out := Report{
		Position: r.Position, Revision: r.Position.Revision(),
		Procedures: r.Records, Documents: r.Documents, Rows: r.Rows,
	}
	for _, d := range r.Differences {
		procedure, _ := splitKey(d.Key)
		out.Differences = append(out.Differences, Difference{procedure, d.Name, d.Where, d.What})
	}
	return out, nil
}

// Companions implements [replica.Companion]: it compares the vocabulary, which a
// snapshot brings also where nothing in it has changed.
func (m *memory) Companions(batch motcua.Batch, stored func(key []byte) ([]byte, error)) (out []replica.Difference, err error) {
	if batch.Vocabulary == nil || batch.Areas&motcua.AreaVocabulary != 0 {
		return nil, nil
	}
	want, err := encodeVocabulary(batch.Vocabulary)
	if err != nil {
		return nil, err
	}
	found, err := stored([]byte(vocabularyKey))
	if err != nil {
		return nil, fmt.Errorf("read the stored vocabulary: %w", err)
	}
	if !bytes.Equal(found, want) {
		out = append(out, replica.Difference{Where: WhereIndex, What: "another vocabulary is stored: aliases or pins"})
	}
	if m.vocabulary != sha256.Sum256(want) {
		out = append(out, replica.Difference{Where: WhereMemory, What: "another vocabulary serves: aliases or pins"})
	}
	return out, nil
}
