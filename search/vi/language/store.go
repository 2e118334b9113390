package language

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"motcua/search/vi"
)

// A model is stored beside the index that was made of the same texts, because an
// index holds no texts to train another on when it is opened.
//
// The stored form: the magic, the versions of this form and of the keys, the
// words, for each its followers as differences, and a checksum of all that.
const (
	magic = "motcua language\n"

	// version numbers the stored form.
	version = 1

	// maxStored bounds what is read into memory. The model of the national
	// catalogue takes 0.3 MB.
	maxStored = 256 << 20
)

// ErrStored is wrapped by every error of Read that lies in what was read: damaged,
// or of another version. Train the model anew.
var ErrStored = errors.New("no stored language model of this version")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// WriteTo writes the model in its stored form, which depends on nothing but what
// was counted.
func (m *Model) WriteTo(w io.Writer) (int64, error) {
	b := append(make([]byte, 0, 16*len(m.words)+3*len(m.followers)), magic...)
	b = binary.AppendUvarint(b, version)
	b = binary.AppendUvarint(b, vi.Version)
	b = binary.AppendUvarint(b, uint64(len(m.words)))
	for i := range m.words {
		b = m.appendWord(b, i)
	}
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
	n, err := w.Write(b)
	if err != nil {
		err = fmt.Errorf("write the language model: %w", err)
	}
	return int64(n), err
}

func (m *Model) appendWord(b []byte, i int) []byte {
	w := &m.words[i]
	b = appendString(appendString(b, w.key), w.text)
	b = binary.AppendUvarint(b, uint64(w.count))
	b = append(b, byte(w.form&isSyllable))
	row := m.followers[m.rows[i]:m.rows[i+1]]
	b = binary.AppendUvarint(b, uint64(len(row)))
	before := uint32(0)
	for _, f := range row {
		b = binary.AppendUvarint(b, uint64(f.word-before))
		b = binary.AppendUvarint(b, uint64(f.count))
		before = f.word
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Read reads a model that WriteTo wrote.
func Read(r io.Reader) (*Model, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxStored+1))
	if err != nil {
		return nil, fmt.Errorf("read the language model: %w", err)
	}
	end := len(b) - crc32.Size
	if len(b) > maxStored || end < len(magic) || string(b[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: no such file", ErrStored)
	}
	if binary.BigEndian.Uint32(b[end:]) != crc32.Checksum(b[:end], castagnoli) {
		return nil, fmt.Errorf("%w: wrong checksum", ErrStored)
	}
	s := stored{rest: b[len(magic):end]}
	if v, keys := s.number(), s.number(); v != version || keys != vi.Version {
		return nil, fmt.Errorf("%w: version %d of keys %d", ErrStored, v, keys)
	}
	m := s.model()
	if s.bad || len(s.rest) > 0 {
		return nil, fmt.Errorf("%w: wrong content", ErrStored)
	}
	m.complete()
	return m, nil
}

// stored reads the stored form. After a fault it is bad and gives zeros.
type stored struct {
	rest []byte
	bad  bool
}

func (s *stored) number() uint64 {
	n, size := binary.Uvarint(s.rest)
	if size <= 0 {
		s.fail()
		return 0
	}
	s.rest = s.rest[size:]
	return n
}

func (s *stored) fail() { s.rest, s.bad = nil, true }

// length reads the number of things to come, each of which takes a byte or more.
func (s *stored) length() int {
	n := s.number()
	if n > uint64(len(s.rest)) {
		s.fail()
		return 0
	}
	return int(n)
}

func (s *stored) count() uint32 {
	n := s.number()
	if n > 1<<32-1 {
		s.fail()
	}
	return uint32(n)
}

func (s *stored) text() string {
	n := s.length()
	t := string(s.rest[:n])
	s.rest = s.rest[n:]
	return t
}

func (s *stored) model() *Model {
	n := s.length()
	if n == 0 || n > maxWords {
		s.fail()
		return nil
	}
	m := &Model{words: make([]word, n), rows: make([]uint32, n+1)}
	for i := range m.words {
		m.words[i] = word{key: s.text(), text: s.text(), count: s.count(), form: wordForm(s.count()) & isSyllable}
		before := uint64(0)
		for range s.length() {
			before += s.number()
			m.followers = append(m.followers, follower{uint32(before), s.count()})
			if before == boundary || before >= uint64(n) {
				s.fail()
			}
		}
		m.rows[i+1] = uint32(len(m.followers))
	}
	return m
}

// Trainer gives a trainer that has seen what the model was made of, to add new
// texts to.
func (m *Model) Trainer() *Trainer {
	t := NewTrainer()
	for i, w := range m.words {
		if i > boundary {
			t.words[w.key] = uint32(i)
			t.spellings[w.text] = uint32(i - 1)
			t.spelled = append(t.spelled, spelling{text: w.text, word: uint32(i), count: w.count})
			t.counted = append(t.counted, counted{key: w.key, count: w.count, syllable: w.syllable()})
		}
		for _, f := range m.followers[m.rows[i]:m.rows[i+1]] {
			t.pairs.add(uint32(i), f.word, f.count)
		}
	}
	return t
}
