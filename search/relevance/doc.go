// Package relevance measures how well a search answers questions whose answers
// are known. It owns the judged questions, the ways in which people type them,
// the metrics and their statistics; it knows no search engine: what is measured
// is a function.
//
// # Answers and results
//
// A question is answered by a set of procedures, named by national code (see
// [motcua.NationalCode]); an answer is right or not, without grades. A search
// gives a list of results, of which the first [Depth] count. A result holds one
// code, or several where the search has collapsed copies of a procedure: it
// then counts as all of them. A relevant code is found at the rank of the first
// result that holds it; a later result that repeats it gains nothing.
//
// # Metrics
//
// Each is a mean over the questions, and each lies between 0 and 1.
//
//   - success@1: 1 where the first result holds a relevant code, else 0.
//   - MRR@10: 1/rank of the first result that holds a relevant code; 0 where
//     none of the first ten does.
//   - Recall@10: the relevant codes found in the first ten results, divided by
//     all relevant codes. The divisor is not capped: with more than ten relevant
//     codes and nothing collapsed, 1 cannot be reached.
//   - nDCG@10: the sum of 1/log2(rank+1) over the results that gain, divided by
//     that sum for the ideal list, at most ten long. A result gains where it
//     holds a relevant code that no earlier one held, and it gains once, however
//     many it holds. The ideal list begins with as many gaining results as the
//     search gave and goes on with one result for each relevant code that it
//     missed, so collapsing well is neither rewarded nor punished.
//   - empty: 1 where there is no result at all. The only one that is better when
//     it is lower.
//
// Nothing here punishes a result for holding codes that do not belong together:
// a search that collapses too much looks good, and needs a test of its own.
//
// # Statistics
//
// Intervals hold 95 % of the means of [Resamples] bootstrap resamples of the
// questions, drawn with a fixed seed. Differences are paired: question by
// question, then resampled. Questions fall into [Folds] folds by a hash of their
// id, so a fold does not change when questions are added. All of it depends on
// the questions and answers alone, not on their order and not on time; latencies
// are the exception and stay out of golden files.
package relevance
