package relevance

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

// String gives tables for people: the variants with their intervals, what each
// costs against the questions as they are, the folds, and the kinds of the
// first variant.
func (s *Summary) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d questions; in brackets 95 %% of the bootstrap\n\n", s.Questions)
	s.writeMeans(&out)
	s.writeChanges(&out)
	s.writeFolds(&out)
	s.writeKinds(&out)
	return out.String()
}

// table writes rows of cells that are separated by tabs.
func table(out *strings.Builder, title string, head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(append([]string{title}, head...), "\t"))
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	_ = w.Flush() // a strings.Builder takes everything
	out.WriteByte('\n')
}

func (s *Summary) writeMeans(out *strings.Builder) {
	var rows [][]string
	for _, v := range s.Variants {
		row := []string{v.Variant.String()}
		for m, x := range v.Mean {
			row = append(row, fmt.Sprintf("%.3f [%.3f %.3f]", x, v.Interval.Low[m], v.Interval.High[m]))
		}
		rows = append(rows, append(row, milliseconds(v.Latency.P50), milliseconds(v.Latency.P99)))
	}
	table(out, "variant", append(metricNames[:], "p50", "p99"), rows)
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.2f ms", d.Seconds()*1000) }

func (s *Summary) writeChanges(out *strings.Builder) {
	var rows [][]string
	for _, v := range s.Variants {
		if v.Change != nil {
			rows = append(rows, append([]string{v.Variant.String()}, v.Change.cells()...))
		}
	}
	table(out, "against as-is", metricNames[:], rows)
}

func (s *Summary) writeFolds(out *strings.Builder) {
	head := make([]string, Folds)
	for f := range head {
		head[f] = fmt.Sprintf("fold %d", f+1)
		if len(s.Variants) > 0 {
			head[f] += fmt.Sprintf(" (%d)", s.Variants[0].Folds[f].Questions)
		}
	}
	var rows [][]string
	for _, v := range s.Variants {
		row := []string{v.Variant.String()}
		for _, f := range v.Folds {
			row = append(row, fmt.Sprintf("%.3f", f.Mean[NDCG]))
		}
		rows = append(rows, row)
	}
	table(out, "nDCG@10", head, rows)
}

func (s *Summary) writeKinds(out *strings.Builder) {
	if len(s.Variants) == 0 {
		return
	}
	first := s.Variants[0]
	var rows [][]string
	for _, k := range first.Kinds {
		rows = append(rows, append([]string{fmt.Sprintf("%s (%d)", k.Kind, k.Questions)}, decimals(k.Mean)...))
	}
	table(out, "kind, "+first.Variant.String(), metricNames[:], rows)
}

// decimals gives the scores with three decimals: the fourth is noise at some
// hundred questions.
func decimals(s Scores) []string {
	var out []string
	for _, x := range s {
		out = append(out, fmt.Sprintf("%.3f", x))
	}
	return out
}

// Golden gives the numbers in a form for golden files: a line for each variant,
// and for each fold and kind of the first one; three decimals, and nothing that
// differs from one computer to the next.
func (s *Summary) Golden() string {
	var out strings.Builder
	line := func(name string, questions int, mean Scores) {
		fmt.Fprintf(&out, "%s %d %s\n", name, questions, strings.Join(decimals(mean), " "))
	}
	fmt.Fprintf(&out, "# questions %s\n", strings.Join(metricNames[:], " "))
	for _, v := range s.Variants {
		line(v.Variant.String(), s.Questions, v.Mean)
	}
	if len(s.Variants) == 0 {
		return out.String()
	}
	first := s.Variants[0]
	for f, part := range first.Folds {
		line(fmt.Sprintf("%s/fold-%d", first.Variant, f+1), part.Questions, part.Mean)
	}
	for _, k := range first.Kinds {
		line(fmt.Sprintf("%s/%s", first.Variant, k.Kind), k.Questions, k.Mean)
	}
	return out.String()
}
