package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/readcopy"
	"motcua/search"
	"motcua/search/feedback"
	"motcua/search/replica"
)

// indexes are all that a node keeps of the database for searching: of
// procedures, and two of feedback.
type indexes struct {
	*search.Index
	feedback *feedback.Indexes
}

// openIndexes opens them in a data folder. Another process that has one is a
// reason to be told apart from failure. What is of another change log than the
// given one is begun anew. Where the data folder cannot be written to, an index
// is kept where temporary files are.
func (f dataFlags) openIndexes(e *env, texts bool, of motcua.Position) (*indexes, error) {
	options := replica.Options{Log: e.log, Clock: time.Now, Spare: os.TempDir(), Belongs: of}
	x, err := search.Open(f.indexDir(), options)
	if err != nil {
		return nil, busy(err)
	}
	feedbacks, err := feedback.OpenFor(f.indexDir()+"-feedback", texts, options)
	if err != nil {
		return nil, busy(errors.Join(err, x.Close()))
	}
	feedbacks.Wordings = x.Wordings
	return &indexes{x, feedbacks}, nil
}

// claimIndexes claims the change log and opens the indexes as copies of it. They
// alone may know that it has lost its end, and are of another log then.
func (f dataFlags) claimIndexes(ctx context.Context, e *env, d *db.DB) (*changelog.Log, *indexes, error) {
	log, now, err := claim(ctx, e, d)
	if err != nil {
		return nil, nil, err
	}
	x, err := f.openIndexes(e, d.KeepsFeedback(), now)
	if err != nil {
		return nil, nil, err
	}
	renewed, err := log.Confirm(ctx, x.positions()...)
	if err == nil && !renewed {
		return log, x, nil
	}
	if err = errors.Join(err, x.Close()); err != nil {
		return nil, nil, err
	}
	if now, err = log.Now(ctx); err != nil {
		return nil, nil, err
	}
	x, err = f.openIndexes(e, d.KeepsFeedback(), now)
	return log, x, err
}

// positions are where the indexes stand that have something.
func (x *indexes) positions() (list []motcua.Position) {
	for _, s := range []search.Status{x.Index.Status(), x.feedback.Official.Status(), x.feedback.Public.Status()} {
		if s.Position != nil {
			list = append(list, *s.Position)
		}
	}
	return list
}

// busy gives the exit code for a folder that another process has.
func busy(err error) error {
	var locked *search.LockedError
	if errors.As(err, &locked) {
		return &exitError{exitBusy, err}
	}
	return err
}

// Close gives all folders back.
func (x *indexes) Close() error { return errors.Join(x.Index.Close(), x.feedback.Close()) }

// part is one of the indexes of feedback with the log that feeds it.
type part struct {
	name string
	*feedback.Index
	log *changelog.Log
}

func (x *indexes) parts(d *db.DB, log *changelog.Log) []part {
	return []part{
		{"official", x.feedback.Official, log.OfFeedback("feedback-official", d.MaskedFeedback)},
		{"public", x.feedback.Public, log.OfFeedback("feedback-public", db.PublishedFeedback)},
	}
}

// rebuild makes all anew, one after the other: a rebuild takes all processors.
func (x *indexes) rebuild(ctx context.Context, d *db.DB, log *changelog.Log) error {
	if err := x.Rebuild(ctx, log); err != nil {
		return err
	}
	for _, p := range x.parts(d, log) {
		if err := p.Rebuild(ctx, p.log); err != nil {
			return fmt.Errorf("the %s index of feedback: %w", p.name, err)
		}
	}
	return nil
}

// verifyReport is what a comparison of all indexes with the database found.
type verifyReport struct {
	search.Report
	Feedback []feedbackReport `json:"feedback"`
	// Copy is that of the catalogue's copy; nil where there is none to compare.
	Copy *readcopy.Report `json:"copy,omitempty"`
	// Database is what the database holds twice, and not alike.
	Database []db.Deviation `json:"database"`
}

// feedbackReport is that of an index of feedback.
type feedbackReport struct {
	Index       string               `json:"index"`
	Feedback    int                  `json:"feedback"` // in the database
	Documents   int                  `json:"documents"`
	Rows        int                  `json:"rows"`
	Differences []feedbackDifference `json:"differences"`
}

type feedbackDifference struct {
	Feedback motcua.ID `json:"feedback"`
	Where    string    `json:"where"`
	What     string    `json:"what"`
}

// left is how many differences there still are: all of them, unless the indexes
// were repaired, but for what was mended.
func (r *verifyReport) left(repaired bool) (n int) {
	for _, d := range r.Database {
		if !d.Mended {
			n++
		}
	}
	if r.Copy != nil && !r.Copy.Renewed {
		n += len(r.Copy.Differences)
	}
	if repaired {
		return n
	}
	for _, f := range r.Feedback {
		n += len(f.Differences)
	}
	return n + len(r.Differences)
}

// verify compares all with the database, and where that is asked for writes anew
// what differs.
func (x *indexes) verify(ctx context.Context, d *db.DB, log *changelog.Log, repair bool) (report verifyReport, err error) {
	compare := x.Verify
	if repair {
		compare = x.Repair
	}
	if report.Report, err = compare(ctx, log); err != nil {
		return report, err
	}
	for _, p := range x.parts(d, log) {
		compare := p.Verify
		if repair {
			compare = p.Repair
		}
		r, err := compare(ctx, p.log)
		if err != nil {
			return report, fmt.Errorf("the %s index of feedback: %w", p.name, err)
		}
		of := feedbackReport{Index: p.name, Feedback: r.Records, Documents: r.Documents, Rows: r.Rows}
		for _, difference := range r.Differences {
			of.Differences = append(of.Differences, feedbackDifference{motcua.ID(difference.Key), difference.Where, difference.What})
		}
		report.Feedback = append(report.Feedback, of)
	}
	return report, nil
}

// indexStatuses is how all stand.
type indexStatuses struct {
	Procedures search.Status  `json:"index"`
	Official   replica.Status `json:"feedbackOfficial"`
	Public     replica.Status `json:"feedbackPublic"`
}

func (x *indexes) statuses() indexStatuses {
	return indexStatuses{x.Status(), x.feedback.Official.Status(), x.feedback.Public.Status()}
}

// lines say how each stands.
func (s indexStatuses) lines() []string {
	return []string{
		"index       " + indexText(s.Procedures, "versions of procedures") + diskText(s.Procedures),
		"feedback    " + indexText(s.Official, "records for officials") + diskText(s.Official),
		"            " + indexText(s.Public, "records for everybody") + diskText(s.Public),
	}
}

// each gives the status of every index with its name.
func (s indexStatuses) each(yield func(name string, of replica.Status) bool) {
	_ = yield("procedures", s.Procedures) && yield("feedback-official", s.Official) && yield("feedback-public", s.Public)
}

// waiting says whether the index of procedures is being built, without which
// the catalogue cannot be answered.
func (s indexStatuses) waiting() (out []string) {
	if !s.Procedures.Ready {
		out = append(out, "the index is being built: "+indexText(s.Procedures, "versions of procedures"))
	}
	return out
}

// partly says what is being built that only a part of the answers needs: lists
// and searches of feedback are refused meanwhile, and all else is answered.
func (s indexStatuses) partly() (out []string) {
	for _, of := range []replica.Status{s.Official, s.Public} {
		if !of.Ready {
			out = append(out, "an index of feedback is being built: "+indexText(of, "records"))
		}
	}
	return out
}

// troubled says which have trouble that does not keep them from answering. The
// public port tells it, so it names no file.
func (s indexStatuses) troubled() (out []string) {
	for name, of := range s.each {
		if of.Unwritable != "" {
			out = append(out, fmt.Sprintf("the index %q cannot be written, and grows old", name))
		}
		if of.Unchecked != "" {
			out = append(out, fmt.Sprintf("the files of the index %q cannot be read, and are not checked for damage", name))
		}
		if of.Spare != "" {
			out = append(out, fmt.Sprintf("the index %q is in a temporary folder until the next start", name))
		}
		if of.Damage != nil && of.Damage.Healed == nil {
			out = append(out, fmt.Sprintf("the index %q was damaged and is being built anew", name))
		}
	}
	return out
}

// watch registers what every index tells of its files.
func (x *indexes) watch(m *metrics) {
	for name := range x.statuses().each {
		gauge := func(metric, help string, value func(replica.Status) float64) {
			labels := prometheus.Labels{"index": name}
			m.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: metric, Help: help, ConstLabels: labels}, func() float64 {
				for other, of := range x.statuses().each {
					if other == name {
						return value(of)
					}
				}
				return 0
			}))
		}
		gauge("motcua_index_damages", "How often an index was found damaged since the start.", func(s replica.Status) float64 { return float64(s.Damages) })
		gauge("motcua_index_unwritable", "1 while the disk does not take what an index writes.", func(s replica.Status) float64 { return oneIf(s.Unwritable != "") })
		gauge("motcua_index_unchecked", "1 while files of an index cannot be read and compared with their checksums.", func(s replica.Status) float64 { return oneIf(s.Unchecked != "") })
		gauge("motcua_index_checked_timestamp_seconds", "When all files of an index were last found whole; 0 for not yet.", func(s replica.Status) float64 {
			if s.Checked.IsZero() {
				return 0
			}
			return float64(s.Checked.Unix())
		})
	}
}
