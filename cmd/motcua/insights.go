package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"motcua"
	"motcua/db"
)

// usageFlags say what may be known of what people look for.
type usageFlags struct {
	InsightThreshold int `default:"5" env:"MOTCUA_INSIGHT_THRESHOLD" help:"How often a text has to be searched for before it is shown. Default ${default}."`
	InsightRareDays  int `default:"30" env:"MOTCUA_INSIGHT_RARE_DAYS" help:"Days for which texts below the threshold are kept. Default ${default}."`
	InsightKeptDays  int `default:"400" env:"MOTCUA_INSIGHT_KEPT_DAYS" help:"Days for which the others are kept. Default ${default}."`
}

func (f usageFlags) checkUsage() error {
	if f.InsightThreshold < 2 || f.InsightRareDays < 1 || f.InsightKeptDays < f.InsightRareDays {
		return &exitError{exitUsage, errors.New("--insight-threshold is at least 2, --insight-rare-days at least 1, and --insight-kept-days not less than that")}
	}
	return nil
}

func (f usageFlags) rules() motcua.UsageRules {
	return motcua.UsageRules{Threshold: f.InsightThreshold, RareDays: f.InsightRareDays, KeptDays: f.InsightKeptDays, RareTexts: motcua.DefaultUsageRules.RareTexts}
}

type insightsCmd struct {
	dataFlags
	Kind      motcua.InsightKind `default:"NOT_FOUND" help:"NOT_FOUND, POPULAR or CLICKED. Default ${default}."`
	Since     *motcua.Date       `placeholder:"DATE" help:"First day that counts, as YYYY-MM-DD. Default: 30 days ago."`
	First     int                `default:"1000" help:"How many at most. Default ${default}."`
	Threshold int                `name:"insight-threshold" default:"5" env:"MOTCUA_INSIGHT_THRESHOLD" help:"How often a text has to be searched for before it is shown. Default ${default}."`
	JSON      bool               `xor:"form" help:"Write JSON."`
	TSV       bool               `name:"tsv" xor:"form" help:"Write rows in the columns of the alias table, for an editor to complete."`
}

// insightDays is how far back insights go by themselves.
const insightDays = 30

// Run prints what people look for.
func (c *insightsCmd) Run(ctx context.Context, e *env) error {
	if c.Threshold < 2 || c.First < 1 {
		return &exitError{exitUsage, errors.New("--insight-threshold is at least 2 and --first at least 1")}
	}
	q := motcua.InsightQuery{Kind: c.Kind, Since: motcua.Clock(time.Now).Today().AddDays(-insightDays), First: c.First, Threshold: c.Threshold}
	if c.Since != nil {
		q.Since = *c.Since
	}
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		list, err := d.SearchInsights(ctx, q)
		switch {
		case err != nil:
			return err
		case c.JSON:
			return printInsightsJSON(e, list)
		case c.TSV:
			return printInsightsTSV(e, c.Kind, list)
		}
		return printInsights(e, list)
	})
}

func printInsights(e *env, list []motcua.SearchInsight) error {
	if len(list) == 0 {
		fmt.Fprintln(e.out, "nothing was searched for often enough to be shown")
		return nil
	}
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "COUNT\tLAST DAY\tTEXT\tCHOSEN\tBELOW THIRD")
	for _, i := range list {
		code, buried := "", ""
		if i.Procedure != nil {
			code, buried = *i.Code, fmt.Sprint(*i.Buried)
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", i.Count, i.LastDay, i.Text, code, buried)
	}
	return w.Flush()
}

func printInsightsJSON(e *env, list []motcua.SearchInsight) error {
	type line struct {
		Text      string      `json:"text"`
		Count     int         `json:"count"`
		LastDay   motcua.Date `json:"lastDay"`
		Procedure *motcua.ID  `json:"procedure,omitempty"`
		Code      *string     `json:"code,omitempty"`
		Buried    *int        `json:"buried,omitempty"`
	}
	out := make([]line, len(list))
	for n, i := range list {
		out[n] = line(i)
	}
	enc := json.NewEncoder(e.out)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// printInsightsTSV writes a row for each text that could become an alias. What
// it means is for an editor to say.
func printInsightsTSV(e *env, kind motcua.InsightKind, list []motcua.SearchInsight) error {
	w := csv.NewWriter(e.out)
	w.Comma = '\t'
	rows := [][]string{{"form", "means", "kind", "weight", "valid_from", "valid_to", "intent", "reason", "goto", "note"}}
	for _, i := range list {
		note := fmt.Sprintf("%s: %d, %s", kind, i.Count, i.LastDay)
		if i.Procedure != nil {
			note += ", " + *i.Code
		}
		rows = append(rows, []string{i.Text, "", string(motcua.AliasColloquial), "1", "", "", "", "", "", note})
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write the rows: %w", err)
	}
	return nil
}
