package server

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	codeConstant = regexp.MustCompile(`(?m)^\s*(?:code|Code)\w+\s+= "([A-Z_]+)"`)
	codeOfKind   = regexp.MustCompile(`motcua\.Kind\w+:\s+\{"([A-Z_]+)"`)
)

// Every code that a client may see stands in doc/api.md, with what helps.
func TestCodesAreDocumented(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "doc", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range append(files, filepath.Join("..", "errors.go")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []*regexp.Regexp{codeConstant, codeOfKind} {
			for _, match := range form.FindAllStringSubmatch(string(text), -1) {
				found++
				if !strings.Contains(string(doc), "| `"+match[1]+"` |") {
					t.Errorf("%s: the code %s is not in doc/api.md", file, match[1])
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d codes are found", found)
	}
}
