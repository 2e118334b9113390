package relevance

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/search/vi"
)

// minTypo is the length of the shortest word that gets a typo: of two letters,
// one slip leaves nothing to recognise.
const minTypo = 3

// slip makes one typo in one word, or none where no word is long enough. Codes
// and whatever holds a digit stay: people copy those.
func slip(text string, r *rand.Rand) string {
	words := slippery(text)
	if len(words) == 0 {
		return text
	}
	t := words[r.IntN(len(words))]
	word := []rune(norm.NFC.String(t.Text(text)))
	for _, i := range r.Perm(len(slips)) {
		if typed := slips[i](word, r); isTypo(typed, string(word)) {
			return text[:t.Start] + typed + text[t.End:]
		}
	}
	return text
}

// slippery gives the words that may get a typo.
func slippery(text string) []vi.Token {
	tokens := vi.Syllables(text)
	inCode := make([]bool, len(tokens))
	for _, c := range vi.AppendCodes(nil, text, tokens) {
		for i := c.First; i <= c.Last; i++ {
			inCode[i] = true
		}
	}
	var words []vi.Token
	for i, t := range tokens {
		long := len([]rune(norm.NFC.String(t.Text(text)))) >= minTypo
		if long && !inCode[i] && !t.Is(vi.HasDigit) && !t.Is(vi.HasRare) {
			words = append(words, t)
		}
	}
	return words
}

// isTypo reports whether the slip made another word: two words that are written
// alike for a search (kỹ and kĩ) are none, nor is one that fell apart.
func isTypo(typed, word string) bool {
	return len(vi.Syllables(typed)) == 1 && vi.Exact(typed) != vi.Exact(word)
}

// slips are the slips of the fingers. Each gives the word unchanged where there
// is no place for it.
var slips = [...]func(word []rune, r *rand.Rand) string{transpose, omit, double, neighbour}

func transpose(word []rune, r *rand.Rand) string {
	out := slices.Clone(word)
	i := r.IntN(len(out) - 1)
	out[i], out[i+1] = out[i+1], out[i]
	return string(out)
}

func omit(word []rune, r *rand.Rand) string {
	i := r.IntN(len(word))
	return string(slices.Delete(slices.Clone(word), i, i+1))
}

// double types a key twice. A marked vowel took several keys and is not doubled.
func double(word []rune, r *rand.Rand) string {
	i, ok := plainLetter(word, r)
	if !ok {
		return string(word)
	}
	return string(slices.Insert(slices.Clone(word), i, word[i]))
}

// neighbour types the key beside the one that was meant.
func neighbour(word []rune, r *rand.Rand) string {
	i, ok := plainLetter(word, r)
	if !ok {
		return string(word)
	}
	beside := neighbours[unicode.ToLower(word[i])]
	out := slices.Clone(word)
	out[i] = rune(beside[r.IntN(len(beside))])
	if unicode.IsUpper(word[i]) {
		out[i] = unicode.ToUpper(out[i])
	}
	return string(out)
}

// plainLetter chooses a letter that is one key.
func plainLetter(word []rune, r *rand.Rand) (int, bool) {
	var places []int
	for i, letter := range word {
		if neighbours[unicode.ToLower(letter)] != "" {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return 0, false
	}
	return places[r.IntN(len(places))], true
}

// neighbours are the keys that touch each other on a QWERTY keyboard.
var neighbours = keyNeighbours("qwertyuiop", "asdfghjkl", "zxcvbnm")

// keyNeighbours reads the rows of a keyboard; each row stands half a key to the
// right of the one above it.
func keyNeighbours(rows ...string) map[rune]string {
	out := map[rune]string{}
	for y, row := range rows {
		for x, key := range row {
			var beside strings.Builder
			at := func(y, x int) {
				if y >= 0 && y < len(rows) && x >= 0 && x < len(rows[y]) {
					beside.WriteByte(rows[y][x])
				}
			}
			at(y, x-1)
			at(y, x+1)
			at(y-1, x)
			at(y-1, x+1)
			at(y+1, x-1)
			at(y+1, x)
			out[key] = beside.String()
		}
	}
	return out
}
