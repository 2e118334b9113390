package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

var updateConfiguration = flag.Bool("update", false, "write doc/configuration.md")

const configurationFile = "../../doc/configuration.md"

// The reference of settings is written from the flags:
// go test ./cmd/motcua -run TestConfiguration -update
func TestConfigurationIsDocumented(t *testing.T) {
	var c cli
	parser, err := kong.New(&c, kong.Name("motcua"), kong.Vars{"data": "the machine's"})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	out.WriteString("# Settings\n\nWritten from the flags by `go test ./cmd/motcua -run TestConfiguration -update`. A flag prevails over its environment variable. Times are like 150ms or 10s. The bounds of `--limit` are in [limits.md](limits.md).\n\n## Of every command\n")
	settings(&out, parser.Model.Flags)
	for _, command := range parser.Model.Leaves(true) {
		fmt.Fprintf(&out, "\n## motcua %s\n\n%s\n", strings.TrimPrefix(command.Path(), "motcua "), command.Help)
		settings(&out, command.Flags)
	}
	if *updateConfiguration {
		if err := os.WriteFile(configurationFile, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	held, err := os.ReadFile(configurationFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(held), out.String()); diff != "" {
		t.Errorf("doc/configuration.md is not that of the flags (-held +flags):\n%s", diff)
	}
}

func settings(out *strings.Builder, flags []*kong.Flag) {
	rows := ""
	for _, f := range flags {
		if f.Hidden || f.Name == "help" {
			continue
		}
		env := ""
		if len(f.Envs) > 0 {
			env = "`" + f.Envs[0] + "`"
		}
		name := "--" + f.Name
		if !f.IsBool() {
			name += " " + strings.ToUpper(f.FormatPlaceHolder())
		}
		rows += fmt.Sprintf("| `%s` | %s | %s |\n", strings.ReplaceAll(name, "|", "\\|"), env, strings.ReplaceAll(f.Help, "|", "\\|"))
	}
	if rows != "" {
		out.WriteString("\n| Flag | Environment | Meaning |\n| --- | --- | --- |\n" + rows)
	}
}
