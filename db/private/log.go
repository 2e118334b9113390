package private

import (
	"io"
	"os"
	"path/filepath"
	"strings"
)

// startLog is where the server writes until its own log has begun.
func (s *Server) startLog() string { return filepath.Join(s.dir, "start.log") }

// logEnds is where the server's own log files ended at some moment.
type logEnds map[string]int64

func (s *Server) logEnds() logEnds {
	ends := logEnds{}
	for _, path := range s.logs() {
		if fi, err := os.Stat(path); err == nil {
			ends[path] = fi.Size()
		}
	}
	return ends
}

func (s *Server) logs() []string {
	logs, _ := filepath.Glob(filepath.Join(globQuote(s.cluster.path), "log", "postgres-*.log"))
	return logs
}

// lastWords returns the last lines the server wrote since that moment.
func (s *Server) lastWords(since logEnds) string {
	text := tail(s.startLog(), 0)
	for _, path := range s.logs() {
		text += "\n" + tail(path, since[path])
	}
	text = lastLines(text, 20)
	if text == "" {
		return ""
	}
	return "; the last lines of its log:\n" + text
}

// globQuote takes the meaning from the signs of a pattern.
func globQuote(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// tail returns the last 8 KB of a file from an offset on, and nothing if it
// cannot be read: an error is being reported already.
func tail(path string, from int64) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return ""
	}
	if fi.Size() < from { // begun anew since
		from = 0
	}
	data, _ := io.ReadAll(io.NewSectionReader(f, max(from, fi.Size()-8<<10), 8<<10))
	return string(data)
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
