package portal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"

	"motcua"
)

// bufferSize holds most lines whole.
const bufferSize = 256 << 10

// Reader reads records from a stream of JSON lines, plain or compressed with
// gzip. It is for one goroutine at a time, but for Bytes.
type Reader struct {
	opts    Options
	counter *counter
	lines   *bufio.Reader
	line    int
	long    []byte // a line that is longer than the buffer, kept for its memory
	err     error  // after which nothing more is read
}

// NewReader recognises gzip by its first bytes. An empty stream has no records
// and is no error.
func NewReader(r io.Reader, opts Options) (*Reader, error) {
	if opts.MaxLine <= 0 {
		opts.MaxLine = DefaultMaxLine
	}
	counted := &counter{r: r}
	lines := bufio.NewReaderSize(counted, bufferSize)
	magic, err := lines.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the start of the records: %w", err)
	}
	if bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(lines)
		if err != nil {
			return nil, fmt.Errorf("read the gzip header: %w", err)
		}
		lines = bufio.NewReaderSize(unpacked, bufferSize)
	}
	return &Reader{opts: opts, counter: counted, lines: lines}, nil
}

// Line is the number of the last line read, from 1.
func (r *Reader) Line() int { return r.line }

// Bytes is how much of the underlying stream, compressed or not, was read. It
// runs up to a buffer ahead of the lines.
func (r *Reader) Bytes() int64 { return r.counter.n.Load() }

// Next gives the next record or a refusal, exactly one of them, and io.EOF at
// the end. Another error says that the stream cannot be read further, and
// after which line. Empty lines are passed over.
func (r *Reader) Next() (*motcua.Record, *motcua.Refusal, error) {
	line, refusal, err := r.next()
	if line == nil {
		return nil, refusal, err
	}
	record, refusal := Parse(line, r.line, r.opts)
	return record, refusal, nil
}

// next gives a line that is not empty, valid until the next call, or a refusal
// or an error.
func (r *Reader) next() ([]byte, *motcua.Refusal, error) {
	for r.err == nil {
		line, tooLong, err := r.read()
		if err != nil {
			r.err = err
		}
		if tooLong {
			return nil, &motcua.Refusal{
				Line: r.line, Value: excerpt(string(line)),
				Reason: fmt.Sprintf("a line of more than %d bytes", r.opts.MaxLine),
			}, nil
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil, nil
		}
	}
	return nil, nil, r.err
}

// read gives a line, or the beginning of one that is too long and is passed
// over. The last line of a stream that breaks off is not given: it is not
// whole.
func (r *Reader) read() (line []byte, tooLong bool, err error) {
	r.long = r.long[:0]
	for {
		part, err := r.lines.ReadSlice('\n')
		if len(part) > 0 && len(r.long) == 0 && !tooLong {
			r.line++
			part = r.withoutMark(part)
		}
		switch {
		case err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF):
			r.line-- // of which a part was seen
			return nil, false, fmt.Errorf("read records: stream broken after line %d: %w", r.line, err)
		case tooLong:
		case len(r.long)+len(part) > r.opts.MaxLine+len("\n"):
			tooLong = true
			r.long = append(r.long, part[:min(len(part), excerptRunes*4)]...)
		case err == nil && len(r.long) == 0:
			return part, false, nil // whole, no copy needed
		default:
			r.long = append(r.long, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return r.long, tooLong, err
		}
	}
}

// withoutMark takes away the byte order mark that some editors put first.
func (r *Reader) withoutMark(part []byte) []byte {
	if r.line == 1 {
		return bytes.TrimPrefix(part, []byte("\uFEFF"))
	}
	return part
}

type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n.Add(int64(n))
	return n, err
}
