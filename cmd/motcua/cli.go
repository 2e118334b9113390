package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/alecthomas/kong"
)

// cli is the command line. Each flag that has one says its environment
// variable in the help.
type cli struct {
	Serve        serveCmd        `cmd:"" help:"Serve the catalogue over GraphQL."`
	Import       importCmd       `cmd:"" help:"Import records into the catalogue."`
	Publish      publishCmd      `cmd:"" help:"Publish a decision with its procedures."`
	Retract      retractCmd      `cmd:"" help:"Take back a version that was published wrongly."`
	Webhook      webhookCmd      `cmd:"" help:"Register addresses to which changes are sent, and look after what was sent."`
	Migrate      migrateCmd      `cmd:"" help:"Bring the database's schema to this program's version."`
	Backup       backupCmd       `cmd:"" help:"Write a backup of the private Postgres."`
	Restore      restoreCmd      `cmd:"" help:"Restore a backup into a new data folder."`
	Reindex      reindexCmd      `cmd:"" help:"Build the search index anew."`
	Verify       verifyCmd       `cmd:"" help:"Compare database, index and columns, and name each difference."`
	Status       statusCmd       `cmd:"" help:"Show versions, revision, lag and counts."`
	Quality      qualityCmd      `cmd:"" help:"Show what is doubtful in the stored catalogue, by kind."`
	Generate     generateCmd     `cmd:"" help:"Make up records for measurements and tests."`
	Dump         dumpCmd         `cmd:"" help:"Write the published catalogue as JSON lines, in the shape of the API."`
	Relevance    relevanceCmd    `cmd:"" help:"Measure how well the search answers judged questions."`
	Agency       agencyCmd       `cmd:"" help:"Keep the register of agencies."`
	Keyset       keysetCmd       `cmd:"" help:"Make and rotate the keys that seal personal data."`
	Calendar     calendarCmd     `cmd:"" help:"Load and list working days, from which due dates are computed."`
	Deadlines    deadlinesCmd    `cmd:"" help:"Set and list the time limits for feedback."`
	Satisfaction satisfactionCmd `cmd:"" help:"Set and list how satisfaction with the handling of feedback is reckoned."`
	Feedback     feedbackCmd     `cmd:"" help:"Print what falls due."`
	Retention    retentionCmd    `cmd:"" help:"Say how long personal data is kept, and erase what was kept long enough."`
	Key          keyCmd          `cmd:"" help:"Make, list, rotate and revoke API keys."`
	Token        tokenCmd        `cmd:"" help:"Print an access token of a running demonstration."`
	Insights     insightsCmd     `cmd:"" help:"Show what people look for, and do not find."`
	Version      versionCmd      `cmd:"" help:"Show the program's version."`

	LogLevel string `enum:"DEBUG,INFO,WARN,ERROR," default:"" env:"MOTCUA_LOG_LEVEL" help:"Least level of the log: DEBUG, INFO, WARN or ERROR. INFO for serve, else WARN."`
	LogJSON  bool   `env:"MOTCUA_LOG_JSON" help:"Write the log as JSON."`
}

const description = `GraphQL server for published administrative procedures (thủ tục hành chính).

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 records were refused under --strict, 4 busy, 5 a difference was found.`

// env is what every command gets.
type env struct {
	streams
	log *slog.Logger
}

// run runs one command line and gives the exit code.
func run(ctx context.Context, args []string, s streams) int {
	var c cli
	code := -1
	parser, err := kong.New(&c, kong.Name("motcua"), kong.Description(description), kong.UsageOnError(),
		kong.Writers(s.out, s.err), kong.Exit(func(n int) { code = n }),
		kong.Vars{"data": defaultData()},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		panic(err) // the declarations above are wrong
	}
	parsed, err := parser.Parse(args)
	if code >= 0 { // --help was asked for
		return code
	}
	if err != nil {
		fmt.Fprintf(s.err, "motcua: %v\nTry motcua --help.\n", err)
		return exitUsage
	}
	lines := &logLines{to: s.err}
	e := &env{streams: s, log: newLog(lines, c.logLevel(parsed.Command()), c.LogJSON)}
	err = parsed.Run(e)
	lines.flush()
	if err != nil {
		return e.fail(ctx, err)
	}
	return exitDone
}

// logLevel is the level asked for. A server tells what it does; other commands
// print their own answer and log only what is wrong.
func (c *cli) logLevel(command string) slog.Level {
	level := slog.LevelWarn
	if command == "serve" {
		level = slog.LevelInfo
	}
	if c.LogLevel != "" {
		_ = level.UnmarshalText([]byte(c.LogLevel)) // the parser allowed only names of levels
	}
	return level
}

func newLog(lines *logLines, level slog.Level, json bool) *slog.Logger {
	opts := &slog.HandlerOptions{Level: level}
	if json {
		return slog.New(prompt{slog.NewJSONHandler(lines, opts), lines})
	}
	return slog.New(prompt{slog.NewTextHandler(lines, opts), lines})
}

// The exit codes, as the help lists them.
const (
	exitDone       = 0
	exitFailed     = 1
	exitUsage      = 2
	exitRefused    = 3
	exitBusy       = 4
	exitDifference = 5
)

// exitError is an error with an exit code of its own.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func (e *env) fail(ctx context.Context, err error) int {
	var exit *exitError
	switch {
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(e.err, "motcua: stopped")
		return exitFailed
	case errors.As(err, &exit):
		fmt.Fprintf(e.err, "motcua: %v\n", exit.err)
		return exit.code
	}
	fmt.Fprintf(e.err, "motcua: %v\n", err)
	return exitFailed
}
