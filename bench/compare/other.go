package main

import (
	"cmp"
	"context"
	"embed"
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
// document, which both give as it is. PostGraphile knows no order by the names'
// Vietnamese key, so it lists by id. Their variables are those of the floors.
var otherDocuments = map[string]map[string]string{
	"mercurius": {
		"Q1": `query Q1($k: String!) { procedure(code: $k) { code name content } }`,
		"Q2": `query Q2($k: String!) { procedures(sector: $k, first: 20) { code name content } }`,
		"Q3": `query Q3($agencies: [String!], $scope: [String!]!, $states: [String!]!, $from: String!, $before: String!, $today: String!) {
			backlog(agencies: $agencies, scope: $scope, states: $states, from: $from, before: $before, today: $today) {
				totalCount nodes { code state class channel dueAt submittedAt overdue agency { code name } } } }`,
		"Q4": `query Q4($agencies: [String!], $scope: [String!]!, $from: String!, $before: String!) {
			counts(agencies: $agencies, scope: $scope, from: $from, before: $before) { value count } }`,
	},
	"postgraphile": {
		"Q1": `query Q1($k: String!) { allProcedures(filter: {code: {equalTo: $k}}, first: 1) { nodes { code procedureVersionsByProcedure(first: 1) { nodes { name content } } } } }`,
		"Q2": `query Q2($k: UUID!) { allProcedureVersions(filter: {sector: {equalTo: $k}}, orderBy: [ID_ASC], first: 20) { nodes { code name content } } }`,
		"Q3": `query Q3($agencies: [UUID!], $scope: [UUID!], $states: [String!], $from: Date, $before: Date) {
			allFeedbacks(filter: {agency: {in: $agencies}, state: {in: $states}, dueAt: {greaterThanOrEqualTo: $from, lessThan: $before},
				feedbackAssignmentsByFeedback: {some: {agency: {in: $scope}}}}, orderBy: [DUE_AT_ASC, ID_ASC], first: 50) {
				totalCount nodes { code state class channel dueAt submittedAt agencyByAgency { code name } } } }`,
		"Q4": `query Q4($agencies: [UUID!], $scope: [UUID!], $from: Date, $before: Date) {
			allFeedbacks(filter: {agency: {in: $agencies}, state: {in: ["SUBMITTED", "RECEIVED", "CLASSIFIED", "SUPPLEMENTED", "FORWARDED", "HANDLING", "ANSWERED"]}, dueAt: {greaterThanOrEqualTo: $from, lessThan: $before},
				feedbackAssignmentsByFeedback: {some: {agency: {in: $scope}}}}) {
				groupedAggregates(groupBy: [STATE]) { keys distinctCount { id } } } }`,
	},
}

// startOthers installs them from npm, and starts them.
func startOthers(ctx context.Context, o options, database string) (list []other, err error) {
	dir := cmp.Or(o.node, filepath.Join(os.TempDir(), "motcua-compare-node"))
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
