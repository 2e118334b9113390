package demo

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// theme is a file of the catalogue.
type theme struct {
	Defaults   entry      `yaml:"defaults"`
	Procedures []rawEntry `yaml:"procedures"`
}

// rawEntry keeps an entry as nodes, to be read over a copy of the defaults.
type rawEntry struct{ node ast.Node }

func (y *rawEntry) UnmarshalYAML(node ast.Node) error {
	y.node = node
	return nil
}

// placed is an entry with the line at which it begins.
type placed struct {
	entry
	line int
}

func decodeFile(fsys fs.FS, file string, to any) error {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return located(file, err)
	}
	if len(parsed.Docs) != 1 || parsed.Docs[0].Body == nil {
		return fmt.Errorf("%s: expected one document", file)
	}
	return located(file, yaml.NodeToValue(parsed.Docs[0].Body, to, yaml.Strict()))
}

func readTheme(fsys fs.FS, file string) ([]placed, error) {
	var t theme
	if err := decodeFile(fsys, file, &t); err != nil {
		return nil, err
	}
	entries := make([]placed, len(t.Procedures))
	for i, p := range t.Procedures {
		entries[i].entry = t.Defaults
		entries[i].line = p.node.GetToken().Position.Line
		if err := yaml.NodeToValue(p.node, &entries[i].entry, yaml.Strict()); err != nil {
			return nil, located(file, err)
		}
	}
	return entries, nil
}

// located puts file and line before an error of the YAML decoder.
func located(file string, err error) error {
	if err == nil {
		return nil
	}
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		return fmt.Errorf("%s:%d: %s", file, at.GetToken().Position.Line, strings.TrimSpace(at.GetMessage()))
	}
	return fmt.Errorf("%s: %w", file, err)
}
