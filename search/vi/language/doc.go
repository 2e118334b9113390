// Package language is a model of the syllables that a body of Vietnamese texts
// is made of: which there are, how often, and which follows which.
//
// It owns the counting (Trainer), the model with its stored form (Model,
// Model.WriteTo, Read) and the three questions that a search asks of it: which marks
// an unmarked syllable should have (Model.Restore), what a misspelled one was
// meant to be (Model.Correct), and whether a token is the keystrokes of a
// syllable (Model.Decode).
//
// It knows no domain type, no index and no query language. All answers are
// proposals with a probability: what they are worth beside the words as they
// were typed is for the caller to say, because the model errs.
//
// # Words
//
// A word is a syllable, an abbreviation or a foreign word, under its exact key
// (see package vi). Numbers, codes and all that holds a digit are no words:
// nothing is known of what stands beside them. A word is known where it is spelled as a
// syllable or was seen often enough not to be a slip; only known words are
// proposed.
//
// # Probabilities
//
// A bigram model with absolute discounting: what was seen after a syllable
// counts, and a part of the probability is kept for the rest, shared by how
// many different syllables each was seen after. One syllable of context restores
// 99 of 100 syllables of names that were not seen, so more was not tried.
package language
