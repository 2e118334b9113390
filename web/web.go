// Package web serves the page on which people try the API: GraphiQL, built from
// app/ into dist/ and embedded, so that the program needs neither Node nor a CDN.
// It knows nothing of the API but its address, /graphql, and the queries that the
// page shows first.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed dist
var dist embed.FS

// contentSecurityPolicy lets the page load and call its own origin only. Styles
// are the one exception: the editor makes style elements while it runs. Images
// may be data: addresses because the editor's style sheet holds small icons.
var contentSecurityPolicy = strings.Join([]string{
	"default-src 'none'",
	"script-src 'self'",
	"worker-src 'self'",
	"connect-src 'self'",
	"style-src 'self' 'unsafe-inline'",
	"font-src 'self'",
	"img-src 'self' data:",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
}, "; ")

// contentTypes names the type of every kind of file in dist, because the
// standard library's table depends on what the machine has in /etc/mime.types.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".md":   "text/plain; charset=utf-8",
	".svg":  "image/svg+xml",
	".ttf":  "font/ttf",
}

// A file of the page, held in memory with the headers it is sent with.
type file struct {
	content     []byte
	contentType string
	cache       string
	etag        string
}

// Handler serves the page at /, its files below it, and 404 for all else.
func Handler() (http.Handler, error) {
	files, err := load(dist)
	if err != nil {
		return nil, fmt.Errorf("load web page: %w", err)
	}
	return handler(files), nil
}

// handler maps the path of a request to a file; "/" is index.html.
type handler map[string]file

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", contentSecurityPolicy)
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")

	f, found := h[r.URL.Path]
	if !found {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	header.Set("Content-Type", f.contentType)
	header.Set("Cache-Control", f.cache)
	header.Set("ETag", f.etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.content))
}

// load reads every built file. A file in assets/ has a hash of its content in
// its name and may be kept for ever; the others are asked for again each time.
func load(built fs.FS) (handler, error) {
	files := handler{}
	err := fs.WalkDir(built, "dist", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		contentType, known := contentTypes[path.Ext(name)]
		if !known {
			return fmt.Errorf("no content type for %s", name)
		}
		content, err := fs.ReadFile(built, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		f := file{
			content:     content,
			contentType: contentType,
			cache:       "no-cache",
			etag:        `"` + hex.EncodeToString(sum[:16]) + `"`,
		}
		address := strings.TrimPrefix(name, "dist")
		if strings.HasPrefix(address, "/assets/") {
			f.cache = "public, max-age=31536000, immutable"
		}
		if address == "/index.html" {
			address = "/"
		}
		files[address] = f
		return nil
	})
	if err != nil {
		return nil, err
	}
	if _, found := files["/"]; !found {
		return nil, fmt.Errorf("no index.html among %d built files", len(files))
	}
	return files, nil
}
