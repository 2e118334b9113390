package vi

// BigramSep joins the two keys of a bigram. Keys hold letters, marks and digits
// only, so it occurs in none of them.
const BigramSep = ' '

// Bigram joins two keys, both exact or both folded.
func Bigram(first, second string) string {
	return first + string(BigramSep) + second
}

// AppendBigrams appends to dst the bigrams of text, exact or folded. It serves
// query builders; the analyzers make the same bigrams in their own pass.
func AppendBigrams(dst []string, text string, tokens []Token, exact bool) []string {
	var prev string
	for i, t := range tokens {
		key := Folded(t.Text(text))
		if exact {
			key = Exact(t.Text(text))
		}
		if i > 0 && !t.Is(AfterBreak) {
			dst = append(dst, Bigram(prev, key))
		}
		prev = key
	}
	return dst
}
