package motcua_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "motcua"

	// A longer file holds more than one noun.
	maxLines = 800
)

// source is one Go file of this module. Generated files are parsed too, but not
// held to the rules for what people write.
type source struct {
	file      string // path from the module's root
	dir       string // its folder, "." for the root
	test      bool
	generated bool
	lines     int
	fset      *token.FileSet
	syntax    *ast.File
}

// readSources parses every Go file of the module.
func readSources(t *testing.T) []source {
	t.Helper()
	var sources []source
	err := fs.WalkDir(os.DirFS("."), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			hidden := strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
			if file != "." && (hidden || name == "testdata" || name == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		syntax, err := parser.ParseFile(fset, file, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		sources = append(sources, source{
			file:      file,
			dir:       path.Dir(file),
			test:      strings.HasSuffix(name, "_test.go"),
			generated: ast.IsGenerated(syntax),
			lines:     bytes.Count(text, []byte("\n")),
			fset:      fset,
			syntax:    syntax,
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) < 10 {
		t.Fatalf("found %d Go files: is this the root of the module?", len(sources))
	}
	return sources
}

// imports returns the import paths of a file.
func (s source) imports(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, spec := range s.syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatalf("%s: %v", s.file, err)
		}
		paths = append(paths, imported)
	}
	return paths
}

// part returns the part of the program a folder belongs to: the packages of one
// part may import each other. Each folder of internal is a part of its own.
func part(dir string) string {
	elements := strings.Split(dir, "/")
	if elements[0] == "internal" && len(elements) > 1 {
		return elements[0] + "/" + elements[1]
	}
	return elements[0]
}

// folder returns the folder of an imported package, if it is one of ours.
func folder(imported string) (dir string, ours bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// standard says whether a package is of the standard library, whose paths have
// no dot in their first element.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

// joins says whether a part may import every other: programs put the parts together.
func joins(part string) bool {
	return part == "cmd" || part == "bench"
}

// breach says what is wrong with an import, or "".
func breach(dir, imported string, test bool) string {
	target, ours := folder(imported)
	from, to := part(dir), part(target)
	// An API is tested with the real parts behind it, which a test then joins as
	// cmd does. The parts below it are tested by themselves, with a database
	// and records to put in.
	support := from == "graph" || target == "db/pgtest" || to == "demo"
	switch {
	case dir == "." && test:
		return ""
	case dir == "." && (ours || !standard(imported)):
		return "the root package imports the standard library only"
	case !ours, from == to, target == ".", joins(from):
		return ""
	case joins(to):
		return "nothing imports a program"
	case test && support:
		return ""
	}
	return "parts import the root package, never each other: only cmd joins them"
}

func TestImportRule(t *testing.T) {
	for _, s := range readSources(t) {
		for _, imported := range s.imports(t) {
			if why := breach(s.dir, imported, s.test); why != "" {
				t.Errorf("%s imports %s: %s", s.file, imported, why)
			}
		}
	}
}

func TestBreach(t *testing.T) {
	for _, test := range []struct {
		dir, imported string
		test          bool
		allowed       bool
	}{
		{dir: ".", imported: "time", allowed: true},
		{dir: ".", imported: "motcua/db"},
		{dir: ".", imported: "golang.org/x/text/collate"},
		{dir: ".", imported: "github.com/google/go-cmp/cmp", test: true, allowed: true},
		{dir: "db", imported: "motcua", allowed: true},
		{dir: "db", imported: "motcua/db/private", allowed: true},
		{dir: "db/pgtest", imported: "motcua/db", allowed: true},
		{dir: "db", imported: "motcua/search"},
		{dir: "graph", imported: "motcua/db"},
		{dir: "graph", imported: "motcua/db/pgtest", test: true, allowed: true},
		{dir: "graph", imported: "motcua/search", test: true, allowed: true},
		{dir: "search", imported: "motcua/db", test: true},
		{dir: "graph", imported: "motcua/db/pgtest"},
		{dir: "graph/server", imported: "motcua/graph/generated", allowed: true},
		{dir: "search/columns", imported: "motcua/search/vi", allowed: true},
		{dir: "search", imported: "motcua/search/vi", allowed: true},
		{dir: "internal/portal", imported: "motcua/internal/auth"},
		{dir: "internal/portal", imported: "motcua/db"},
		{dir: "internal/portal", imported: "motcua", allowed: true},
		{dir: "cmd/motcua", imported: "motcua/internal/portal", allowed: true},
		{dir: "db", imported: "motcua/cmd/motcua", test: true},
	} {
		why := breach(test.dir, test.imported, test.test)
		if (why == "") != test.allowed {
			t.Errorf("%s importing %s (test %v): %q, want allowed %v", test.dir, test.imported, test.test, why, test.allowed)
		}
	}
}

func TestResolversKnowNoStore(t *testing.T) {
	for _, s := range readSources(t) {
		if s.dir != "graph" || s.test {
			continue
		}
		for _, imported := range s.imports(t) {
			if strings.HasPrefix(imported, "github.com/blevesearch/") || strings.HasPrefix(imported, "github.com/jackc/pgx") {
				t.Errorf("%s imports %s: resolvers ask an interface", s.file, imported)
			}
		}
	}
}

func TestPackageNames(t *testing.T) {
	for _, s := range readSources(t) {
		name := strings.TrimSuffix(s.syntax.Name.Name, "_test")
		if slices.Contains([]string{"util", "utils", "common", "helper", "helpers"}, name) {
			t.Errorf("%s: a package %q says nothing of what it holds", s.file, name)
		}
	}
}

func TestPackageComments(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range readSources(t) {
		if s.test || s.generated {
			continue
		}
		documented[s.dir] = documented[s.dir] || s.syntax.Doc != nil
	}
	for dir, found := range documented {
		if !found {
			t.Errorf("the package in %s has no comment that says what it owns", dir)
		}
	}
}

func TestFileLength(t *testing.T) {
	for _, s := range readSources(t) {
		if !s.generated && s.lines > maxLines {
			t.Errorf("%s has %d lines, more than %d", s.file, s.lines, maxLines)
		}
	}
}

// TestEnvironmentIsReadInPrograms keeps flags and environment in cmd, so that
// all else can be started by a test with a value. Two folders are free: db/pgtest
// serves tests, and db/private hands the system's own search paths to the
// programs of Postgres.
func TestEnvironmentIsReadInPrograms(t *testing.T) {
	for _, s := range readSources(t) {
		free := joins(part(s.dir)) || s.dir == "db/pgtest" || s.dir == "db/private"
		if s.test || s.generated || free {
			continue
		}
		if slices.Contains(s.imports(t), "flag") {
			t.Errorf("%s imports flag: only cmd reads flags", s.file)
		}
		ast.Inspect(s.syntax, func(node ast.Node) bool {
			selector, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := selector.X.(*ast.Ident)
			if ok && pkg.Name == "os" && slices.Contains([]string{"Getenv", "LookupEnv", "ExpandEnv"}, selector.Sel.Name) {
				t.Errorf("%s: os.%s: only cmd reads the environment", s.fset.Position(node.Pos()), selector.Sel.Name)
			}
			return true
		})
	}
}

// TestMakefileTargetsAreExplained keeps `make help` complete.
func TestMakefileTargetsAreExplained(t *testing.T) {
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	phony := regexp.MustCompile(`(?m)^\.PHONY: (\S+)$`).FindAllSubmatch(makefile, -1)
	if len(phony) < 6 {
		t.Fatalf("found %d targets", len(phony))
	}
	for _, match := range phony {
		target := string(match[1])
		if !regexp.MustCompile(`(?m)^` + target + `:.*## \S`).Match(makefile) {
			t.Errorf("the target %s has no explanation behind ##", target)
		}
	}
}
