//go:build !race

package portal

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua"
)

// notCarried are the texts and numbers that the domain types leave out, with
// the reason. They stay in the record as received.
var notCarried = map[string]string{
	"detail.procedureProposal.id":                                               "of the portal's list entry: several stand for one decision",
	"detail.executionMethods[].fees[].currencyId":                               "becomes the ISO code",
	"detail.executionMethods[].fees[].currencyName":                             "becomes the ISO code",
	"detail.executionMethods[].fees[].currency.id":                              "becomes the ISO code",
	"detail.executionMethods[].fees[].currency.name":                            "becomes the ISO code",
	"detail.executingAgencies":                                                  "joins names that stand elsewhere",
	"detail.delegatedAgencies":                                                  "joins names that stand elsewhere",
	"detail.authorizedAgencies":                                                 "joins names that stand elsewhere",
	"detail.coordinatingAgencies":                                               "joins names that stand elsewhere",
	"detail.executionCases[].profileComponents[].detail.state":                  "about the catalogue's entry",
	"detail.executionCases[].profileComponents[].detail.order":                  "about the catalogue's entry",
	"detail.executionCases[].profileComponents[].detail.createdAt":              "about the catalogue's entry",
	"detail.executionCases[].profileComponents[].detail.updatedAt":              "about the catalogue's entry",
	"detail.executionCases[].profileComponents[].detail.departmentId":           "about the catalogue's entry",
	"detail.executionCases[].profileComponents[].detail.data.typeDocument.id":   "about the catalogue's entry",
	"detail.executionCases[].profileComponents[].detail.data.typeDocument.name": "about the catalogue's entry",
}

// zeroSaysNothing are the numbers of which 0 stands for "not entered".
var zeroSaysNothing = map[string]bool{
	"detail.executionMethods[].processingTime":                true,
	"detail.executionMethods[].fees[].value":                  true,
	"detail.cases[].processingDay.qty":                        true,
	"detail.executionCases[].profileComponents[].originalQty": true,
	"detail.executionCases[].profileComponents[].copyQty":     true,
}

// inMillis are published as milliseconds since 1970.
var inMillis = map[string]bool{
	"detail.createdAt": true, "detail.updatedAt": true, "detail.procedureProposal.publicationDate": true, "detail.procedureProposal.decisionDate": true,
}

// TestRealNothingLost looks for every text and number of 200 records in what
// came out of them.
func TestRealNothingLost(t *testing.T) {
	records := everyRecord(t)
	random := rand.New(rand.NewPCG(1, 2)) // the same records in every run
	for range 200 {
		r := records[random.IntN(len(records))]
		out := published(t, r)
		for _, l := range leaves(t, r.Raw) {
			if !l.kept(out) {
				t.Errorf("%s: %s lost %q", r.Content.Code, l.path, l.value)
			}
		}
	}
}

// published is every text and number of content and provenance, and what the
// doubts report of references without a record.
func published(t *testing.T, r *motcua.Record) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, v := range []any{r.Content, r.Provenance, r.Procedure} {
		doc, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range leaves(t, doc) {
			out[l.value] = true
			if strings.HasSuffix(l.path, "forms[].path") {
				bucket, path, _ := strings.Cut(l.value, "/")
				out[bucket], out[path] = true, true
			}
		}
	}
	for _, d := range r.Doubts {
		if d.Kind == motcua.DoubtReferenceUnresolved {
			out[d.Value] = true
		}
	}
	return out
}

func (l leaf) kept(out map[string]bool) bool {
	_, left := notCarried[l.path]
	switch {
	case left, l.value == "", out[l.value]:
		return true
	case l.value == "OTHER" && (strings.HasSuffix(l.path, ".processingTimeUnit") || strings.HasSuffix(l.path, ".processingDay.type")):
		return true // no unit is known
	case inMillis[l.path]:
		ms, err := strconv.ParseInt(l.value, 10, 64)
		return err == nil && (out[time.UnixMilli(ms).UTC().Format(time.RFC3339Nano)] || out[motcua.DateOfMillis(ms).String()])
	}
	number, err := strconv.ParseFloat(strings.TrimSpace(l.value), 64)
	return err == nil && (number == 0 && zeroSaysNothing[l.path] || out[strconv.FormatFloat(number, 'f', -1, 64)])
}
