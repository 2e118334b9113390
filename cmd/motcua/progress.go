package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progressEvery is how often a line is printed where there is no terminal.
const progressEvery = 5 * time.Second

// progress shows how far a long command is: a bar on a terminal, a line now and
// then elsewhere.
type progress struct {
	bar     *progressbar.ProgressBar // nil where there is no terminal
	records int
	out     io.Writer
	what    string
	total   int64
	last    time.Time
}

func newProgress(e *env, what string, total int64) *progress {
	p := &progress{out: e.err, what: what, total: total, last: time.Now()}
	if f, ok := e.err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions64(max(total, -1), progressbar.OptionSetWriter(e.err), progressbar.OptionSetDescription(what),
			progressbar.OptionShowBytes(true), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
	}
	return p
}

// at tells that another record was read, and how many bytes by now.
func (p *progress) at(bytes int64) {
	p.records++
	if p.bar != nil {
		_ = p.bar.Set64(bytes) // a bar that cannot be drawn is no failure
		return
	}
	if time.Since(p.last) < progressEvery {
		return
	}
	p.last = time.Now()
	if p.total > 0 {
		fmt.Fprintf(p.out, "%s: %d records, %d %%\n", p.what, p.records, bytes*100/p.total)
		return
	}
	fmt.Fprintf(p.out, "%s: %d records\n", p.what, p.records)
}

// clear takes the bar off its line; the next record draws it again.
func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear() // as above
	}
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish() // as above
	}
}
