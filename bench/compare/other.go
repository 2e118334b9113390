package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed node
var node embed.FS

// other is what people put over Postgres otherwise.
type other struct {
	*process
	name      string
	documents map[string]string // by the question's name
}

// The questions as the others call them: the parts of a procedure stand in its
// document, which both give as it is.
var otherDocuments = map[string]map[string]string{
	"mercurius": {
		"Q1": `query Q1($k: String!) { procedure(code: $k) { code name content } }`,
		"Q2": `query Q2($k: String!) { procedures(sector: $k, first: 20) { code name content } }`,
	},
	"postgraphile": {
		"Q1": `query Q1($k: String!) { allProcedures(filter: {code: {equalTo: $k}}, first: 1) { nodes { code procedureVersionsByProcedure(first: 1) { nodes { name content } } } } }`,
		"Q2": `query Q2($k: UUID!) { allProcedureVersions(filter: {sector: {equalTo: $k}}, orderBy: [SORT_KEY_ASC, ID_ASC], first: 20) { nodes { code name content } } }`,
	},
}

func (o other) post(document string) func(string) []byte {
	return func(value string) []byte {
		body, err := json.Marshal(map[string]any{"query": document, "variables": map[string]string{"k": value}})
		if err != nil {
			panic(err) // texts
		}
		return fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	}
}

// startOthers installs them from npm in a folder beside the temporary ones, and
// starts them.
func startOthers(ctx context.Context, database string) (list []other, err error) {
	dir := filepath.Join(os.TempDir(), "motcua-compare-node")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	files, err := fs.ReadDir(node, "node")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		doc, err := node.ReadFile("node/" + file.Name())
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, file.Name()), doc, 0o644); err != nil {
			return nil, err
		}
	}
	install := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error")
	install.Dir, install.Stderr = dir, os.Stderr
	if err := install.Run(); err != nil {
		return nil, fmt.Errorf("install the others from npm: %w", err)
	}
	for _, name := range []string{"mercurius", "postgraphile"} {
		cmd := exec.CommandContext(ctx, "node", name+".mjs")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "DATABASE_URL="+database, "NODE_ENV=production", "GRAPHILE_ENV=production")
		p, err := startTold(ctx, cmd)
		if err != nil {
			return list, err
		}
		list = append(list, other{p, name, otherDocuments[name]})
	}
	return list, nil
}
