// Package vi analyses Vietnamese text for a full-text index.
//
// It owns the way from raw bytes to index keys and back: a scanner that finds
// syllables and keeps their byte offsets in the original ([AppendTokens]), the
// keys under which a syllable is found ([Exact], [Folded], bigrams,
// codes), the Bleve analyzers made of them, highlighting with the same keys
// ([KeySet]), and what is known about how Vietnamese is typed ([DecodeTelex],
// [DecodeVNI], [Agree]) and was once encoded ([DetectLegacy]).
//
// It knows no domain type, no vocabulary, no weights and no query language:
// which key is asked on which field, and what a match is worth, is for the
// caller to say.
//
// # Keys
//
// The original text is never normalised before it is scanned, so offsets
// always point into the bytes as they were received. Keys are:
//
//   - exact: lower case, composed; the marks that make another letter stay
//     (ă â ê ô ơ ư đ) and the tone becomes a digit at the end, numbered as on
//     a VNI keyboard: 1 sắc, 2 huyền, 3 hỏi, 4 ngã, 5 nặng, none for no tone.
//     So hoà and hòa are both "hoa2", and việt is "viêt5". A token that holds
//     digits of its own always ends in a tone digit, 0 for none, so that the
//     licence class A1 ("a10") is not á ("a1"). A number stays as it is.
//   - folded: letters and digits only, đ as d, no tone.
//   - bigram: two neighbouring keys joined by [BigramSep]; not over the end of
//     a sentence (see [AfterBreak]).
//   - code: folded, with its connectors: "1872/qd-btp" (see [AppendCodes]).
//
// Final y is written i after a bare onset or after qu (kỹ = kĩ, quý = quí), in
// exact and folded keys alike, but not where y and i are different sounds (tay
// and tai, thuý and thuí) nor where y stands alone. Because both kinds of key
// apply the rule, FoldKey(Exact(s)) == Folded(s) for every s.
package vi

// Version numbers the rules by which keys are made. An index stores it, and is
// rebuilt when it differs: keys of two versions must not meet in one index.
const Version = 1
