package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/search"
	"motcua/search/relevance"
)

type relevanceCmd struct {
	dataFlags
	File     string              `arg:"" type:"existingfile" help:"Judged questions, JSON lines with id, query, relevant (codes) and kind."`
	Variants []relevance.Variant `default:"as-is,unmarked,half-marked,telex,vni,typo" placeholder:"NAME" help:"How the questions are typed: ${default}."`
	Worst    int                 `default:"0" placeholder:"N" help:"Also show the N worst answers of each variant."`
	Keep     string              `type:"path" placeholder:"FILE" help:"Keep the answers and their scores in FILE."`
	Against  string              `type:"existingfile" placeholder:"FILE" help:"Compare with the answers kept in FILE, question by question."`
	JSON     bool                `help:"Write JSON."`
}

// Run asks the index all questions and prints how well it answered.
func (c *relevanceCmd) Run(ctx context.Context, e *env) error {
	questions, err := relevance.ReadFile(c.File)
	if err != nil {
		return err
	}
	return c.withIndexes(ctx, e, db.Options{}, func(all *indexes, _ *db.DB, log *changelog.Log) error {
		x := all.Index
		if !x.Ready() {
			return errors.New("the index is not complete: run motcua reindex first")
		}
		codes, err := publicCodes(ctx, log)
		if err != nil {
			return err
		}
		runs, err := relevance.EvaluateAll(ctx, questions, c.Variants, searchFirst(x, codes))
		if err != nil {
			return err
		}
		refusals, err := relevance.CheckRefusals(ctx, questions, refuses(x))
		if err != nil {
			return err
		}
		if err := c.print(e, runs, refusals, absent(questions, codes)); err != nil {
			return err
		}
		return errors.Join(c.compare(e, runs), c.keep(runs))
	})
}

// publicCodes gives the code of each public procedure, in its last version.
func publicCodes(ctx context.Context, log *changelog.Log) (map[motcua.ID]string, error) {
	codes := map[motcua.ID]string{}
	_, err := log.Snapshot(ctx, nil, nil, func(versions []motcua.Procedure) error {
		for i := range versions {
			codes[versions[i].ID] = versions[i].Code
		}
		return nil
	})
	return codes, err
}

// searchFirst searches for the results that are judged. The codes are known
// before, so that the time is the search's alone.
func searchFirst(x *search.Index, codes map[motcua.ID]string) relevance.Search {
	first, day := relevance.Depth, motcua.DateOf(time.Now())
	return func(ctx context.Context, query string) ([]relevance.Result, error) {
		found, err := x.Search(ctx, motcua.ProcedureQuery{Text: query, Day: day, Page: motcua.Page{First: &first}})
		if err != nil {
			return nil, err
		}
		results := make([]relevance.Result, len(found.Hits))
		for i, hit := range found.Hits {
			results[i].Codes = []string{codes[hit.Procedure]}
			for _, one := range hit.Copies {
				results[i].Codes = append(results[i].Codes, one.Code)
			}
		}
		return results, nil
	}
}

// refuses says of which texts the search answers that they are no procedure's
// affair.
func refuses(x *search.Index) func(context.Context, string) (bool, error) {
	day := motcua.DateOf(time.Now())
	return func(ctx context.Context, query string) (bool, error) {
		found, err := x.Search(ctx, motcua.ProcedureQuery{Text: query, Day: day, Page: motcua.Page{First: new(0)}})
		return err == nil && found.Interpretation != nil && found.Interpretation.NotAProcedure != nil, err
	}
}

// absent gives the relevant codes that no public procedure has.
func absent(questions []relevance.Question, codes map[motcua.ID]string) []string {
	public := map[string]bool{}
	for _, code := range codes {
		public[motcua.NationalCode(code)] = true
	}
	return relevance.Absent(questions, func(code string) bool { return public[code] })
}

// relevanceReport is what the command writes as JSON.
type relevanceReport struct {
	*relevance.Summary
	Refusals relevance.Refusals             `json:"refusals"`
	Worst    map[string][]relevance.Outcome `json:"worst,omitempty"` // by variant
	Absent   []string                       `json:"absent,omitempty"`
}

func (c *relevanceCmd) print(e *env, runs []*relevance.Run, refusals relevance.Refusals, absent []string) error {
	summary, err := relevance.Summarize(runs...)
	if err != nil {
		return err
	}
	if c.JSON {
		report := relevanceReport{Summary: summary, Refusals: refusals, Absent: absent, Worst: map[string][]relevance.Outcome{}}
		for _, run := range runs {
			if worst := run.Worst(c.Worst); len(worst) > 0 {
				report.Worst[run.Variant.String()] = worst
			}
		}
		return json.NewEncoder(e.out).Encode(report)
	}
	fmt.Fprint(e.out, summary)
	fmt.Fprint(e.out, refusals)
	for _, run := range runs {
		for _, o := range run.Worst(c.Worst) {
			printOutcome(e, run.Variant, o)
		}
	}
	if len(absent) > 0 {
		fmt.Fprintf(e.err, "%d relevant codes are not in this catalogue: %s\n", len(absent), strings.Join(absent, " "))
	}
	return nil
}

// compare prints what has changed since answers were kept. It goes to the error
// stream with JSON, which has no place for it.
func (c *relevanceCmd) compare(e *env, runs []*relevance.Run) error {
	if c.Against == "" {
		return nil
	}
	doc, err := os.ReadFile(c.Against)
	if err != nil {
		return err
	}
	var before []*relevance.Run
	if err := json.Unmarshal(doc, &before); err != nil {
		return fmt.Errorf("read kept answers %s: %w", c.Against, err)
	}
	text, err := relevance.CompareAll(before, runs)
	if err != nil {
		return err
	}
	out := e.out
	if c.JSON {
		out = e.err
	}
	_, err = fmt.Fprint(out, text)
	return err
}

func (c *relevanceCmd) keep(runs []*relevance.Run) error {
	if c.Keep == "" {
		return nil
	}
	doc, err := json.Marshal(runs)
	if err != nil {
		return err
	}
	return os.WriteFile(c.Keep, doc, 0o644)
}

// printOutcome prints a question, what was wanted, and the rank and code of
// what came.
func printOutcome(e *env, v relevance.Variant, o relevance.Outcome) {
	fmt.Fprintf(e.out, "%s %.3f  %s  %s\n    wanted %s\n    got   ", v, o.Scores[relevance.NDCG], o.Question.ID, oneLine(o.Asked), strings.Join(o.Question.Relevant, " "))
	for _, result := range o.Results {
		fmt.Fprintf(e.out, " %s", strings.Join(result.Codes, "+"))
	}
	fmt.Fprintln(e.out)
}
