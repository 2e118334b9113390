package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxUnzipped bounds what a .docx may unfold to.
const maxUnzipped = 100 << 20

func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

// htmlBlocks reads the paragraphs and tables of an HTML document.
func htmlBlocks(doc []byte) ([]block, error) {
	root, err := html.Parse(bytes.NewReader(doc))
	if err != nil {
		return nil, fmt.Errorf("not HTML: %w", err)
	}
	w := htmlWalk{}
	w.walk(root)
	w.flush()
	return w.blocks, nil
}

type htmlWalk struct {
	blocks []block
	text   strings.Builder
}

func (w *htmlWalk) flush() {
	if text := clean(w.text.String()); text != "" {
		w.blocks = append(w.blocks, block{text: text})
	}
	w.text.Reset()
}

// breaks are the elements that begin another paragraph.
var breaks = []atom.Atom{atom.P, atom.Div, atom.Br, atom.Li, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.Tr, atom.Table, atom.Body}

func (w *htmlWalk) walk(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		w.text.WriteString(n.Data)
		return
	case n.DataAtom == atom.Script, n.DataAtom == atom.Style, n.DataAtom == atom.Head:
		return
	case n.DataAtom == atom.Table:
		w.flush()
		w.blocks = append(w.blocks, block{table: htmlTable(n)})
		return
	}
	broken := slices.Contains(breaks, n.DataAtom)
	if broken {
		w.flush()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c)
	}
	if broken {
		w.flush()
	}
}

func htmlTable(n *html.Node) [][]string {
	rows := [][]string{}
	for d := range n.Descendants() {
		if d.DataAtom != atom.Tr {
			continue
		}
		var row []string
		for c := d.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				row = append(row, htmlText(c))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// htmlText is the text of a cell; paragraphs stand on lines of their own.
func htmlText(n *html.Node) string {
	w := htmlWalk{}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c)
	}
	w.flush()
	var lines []string
	for _, b := range w.blocks {
		if b.text != "" {
			lines = append(lines, b.text)
		}
	}
	return strings.Join(lines, "\n")
}

// docxBlocks reads the paragraphs and tables of a .docx document.
func docxBlocks(doc []byte) ([]block, error) {
	archive, err := zip.NewReader(bytes.NewReader(doc), int64(len(doc)))
	if err != nil {
		return nil, fmt.Errorf("not a .docx: %w", err)
	}
	file, err := archive.Open("word/document.xml")
	if err != nil {
		return nil, errors.New("not a .docx: it has no word/document.xml")
	}
	defer func() { _ = file.Close() }() // only read
	w := docxWalk{d: xml.NewDecoder(io.LimitReader(file, maxUnzipped))}
	if err := w.run(); err != nil {
		return nil, fmt.Errorf("read word/document.xml: %w", err)
	}
	return w.blocks, nil
}

type docxWalk struct {
	d      *xml.Decoder
	blocks []block
	text   strings.Builder
	tables int // open ones; those within another are read as its text
	table  [][]string
	row    []string
	cell   []string
}

func (w *docxWalk) run() error {
	inText := false
	for {
		token, err := w.d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.CharData:
			if inText {
				w.text.Write(token)
			}
		case xml.StartElement:
			inText = token.Name.Local == "t"
			w.start(token.Name.Local)
		case xml.EndElement:
			inText = false
			w.end(token.Name.Local)
		}
	}
}

func (w *docxWalk) start(name string) {
	switch name {
	case "tbl":
		if w.tables++; w.tables == 1 {
			w.table = [][]string{}
		}
	case "tr":
		if w.tables == 1 {
			w.row = nil
		}
	case "tc":
		if w.tables == 1 {
			w.cell = nil
		}
	case "br", "tab":
		w.text.WriteByte(' ')
	}
}

func (w *docxWalk) end(name string) {
	switch name {
	case "p":
		text := clean(w.text.String())
		w.text.Reset()
		switch {
		case text == "":
		case w.tables > 0:
			w.cell = append(w.cell, text)
		default:
			w.blocks = append(w.blocks, block{text: text})
		}
	case "tc":
		if w.tables == 1 {
			w.row = append(w.row, strings.Join(w.cell, "\n"))
		}
	case "tr":
		if w.tables == 1 {
			w.table = append(w.table, w.row)
		}
	case "tbl":
		if w.tables--; w.tables == 0 {
			w.blocks = append(w.blocks, block{table: w.table})
		}
	}
}
