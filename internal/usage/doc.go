// Package usage counts what people search for and which results they choose,
// for the officials who keep the words and the results. It knows texts and days
// and nothing else: no caller, address or time of day comes in. A text that looks
// as if it were about one person is dropped before it is counted (personal.go);
// what cannot be told by its looks, such as a name, stays below the threshold of
// what is shown ([motcua.UsageRules]) unless many people search for it.
//
// Counting takes a lock for the time of adding one to a number. What was counted
// is written together every few seconds, and once more at the end.
package usage
