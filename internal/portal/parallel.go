package portal

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"sync"

	"motcua"
)

// Result is what became of a line: exactly one of the two is set.
type Result struct {
	Record  *motcua.Record
	Refusal *motcua.Refusal
}

// linesPerWorker is how many lines a worker gets at a time: enough that
// waiting for the slowest costs little, few enough to hold in memory.
const linesPerWorker = 32

// Records reads the rest of the stream and parses with several workers. The
// results come in the order of the lines. An error comes last, and alone; the
// end of the stream is not one. Line and Bytes of the reader run up to one
// batch ahead.
func Records(r *Reader, workers int) iter.Seq2[Result, error] {
	workers = max(workers, 1)
	return func(yield func(Result, error) bool) {
		for {
			results, err := r.batch(workers)
			for _, result := range results {
				if !yield(result, nil) {
					return
				}
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Result{}, err)
				return
			}
		}
	}
}

type numberedLine struct {
	at, n int // place in the results, number in the file
	text  []byte
}

// batch reads lines, then parses them.
func (r *Reader) batch(workers int) ([]Result, error) {
	results := make([]Result, 0, workers*linesPerWorker)
	var lines []numberedLine
	var failed error
	for len(results) < cap(results) {
		line, refusal, err := r.next()
		if err != nil {
			failed = err
			break
		}
		if refusal == nil {
			lines = append(lines, numberedLine{len(results), r.line, bytes.Clone(line)})
		}
		results = append(results, Result{Refusal: refusal})
	}
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(lines); i += workers {
				l := lines[i]
				results[l.at].Record, results[l.at].Refusal = Parse(l.text, l.n, r.opts)
			}
		})
	}
	group.Wait()
	return results, failed
}
