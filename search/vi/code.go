package vi

import "unicode/utf8"

// Code is a number or code in a text: a run of tokens, each glued to the next
// by a single . / - or _, that holds a digit. Its parts are those tokens.
// Punctuation after it is not part of it, nor is a connector beside a space.
type Code struct {
	Start, End  int // byte offsets of the whole
	First, Last int // its first and last token
}

// Text is the code's slice of the text it was found in.
func (c Code) Text(text string) string { return text[c.Start:c.End] }

// AppendCodes appends to dst the codes among the tokens of text.
func AppendCodes(dst []Code, text string, tokens []Token) []Code {
	for i := 0; i < len(tokens); {
		form := tokens[i].Form
		last := i
		for last+1 < len(tokens) && connector(text[tokens[last].End:tokens[last+1].Start]) != 0 {
			last++
			form |= tokens[last].Form
		}
		if form&HasDigit != 0 {
			dst = append(dst, Code{tokens[i].Start, tokens[last].End, i, last})
		}
		i = last + 1
	}
	return dst
}

// CodeKey is the key of a code: folded and lower case, with its connectors;
// y stays y. Spaces around it are left out.
func CodeKey(code string) string {
	var buf [64]byte
	return string(AppendCodeKey(buf[:0], code))
}

// AppendCodeKey appends CodeKey(code) to dst.
func AppendCodeKey(dst []byte, code string) []byte {
	start := 0
	for i := 0; i < len(code); {
		c, n := classAt(code, i)
		if c == 0 {
			dst = appendLetters(dst, code[start:i])
			if b := connector(code[i : i+n]); b != 0 {
				dst = append(dst, b)
			}
			start = i + n
		}
		i += n
	}
	return appendLetters(dst, code[start:])
}

// connector gives the connector that the text between two tokens consists of,
// with hyphens of all widths as '-', or 0. Invisible runes do not count.
func connector(gap string) byte {
	var found byte
	for i := 0; i < len(gap); {
		c, n := classAt(gap, i)
		if c.kind() != kindSkip {
			if found != 0 {
				return 0
			}
			if found = connectorAt(gap[i:]); found == 0 {
				return 0
			}
		}
		i += n
	}
	return found
}

func connectorAt(s string) byte {
	switch r, _ := utf8.DecodeRuneInString(s); r {
	case '.', '/', '-', '_':
		return byte(r)
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2212':
		return '-'
	}
	return 0
}

// splitMixed calls yield with the letter runs and digit runs of a token that
// holds both (H55 is h and 55); another token has no such parts.
func splitMixed(token string, form Form, yield func(from, to int)) {
	if form&(HasLetter|HasDigit) != HasLetter|HasDigit {
		return
	}
	from, inDigits := 0, isDigit(token[0])
	for i := 0; i < len(token); {
		c, n := classAt(token, i)
		if c.inToken() && (c.kind() == kindDigit) != inDigits {
			yield(from, i)
			from, inDigits = i, !inDigits
		}
		i += n
	}
	yield(from, len(token))
}
