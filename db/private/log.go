package private

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// startLog is where the server writes until its own log has begun.
func (s *Server) startLog() string { return filepath.Join(s.dir, "start.log") }

// lastWords returns the last lines a server wrote since it was started.
func (s *Server) lastWords(since time.Time) string {
	text := tail(s.startLog())
	logs, _ := filepath.Glob(filepath.Join(globQuote(s.cluster.path), "log", "postgres-*.log"))
	for _, path := range logs {
		// A file system may keep times to the second only.
		if fi, err := os.Stat(path); err == nil && !fi.ModTime().Before(since.Truncate(time.Second)) {
			text += "\n" + tail(path)
		}
	}
	return lastLines(text, 20)
}

// globQuote takes the meaning from the signs of a pattern.
func globQuote(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// tail returns the last 8 KB of a file, and nothing if it cannot be read: an
// error is being reported already.
func tail(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	if fi, err := f.Stat(); err == nil && fi.Size() > 8<<10 {
		f.Seek(-8<<10, io.SeekEnd)
	}
	data, _ := io.ReadAll(f)
	return string(data)
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
