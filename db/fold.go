package db

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// foldText is the function folded of the database: lower case without marks, đ
// as d, single spaces.
func foldText(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x300 && r <= 0x36f:
			return -1
		case r == 'đ':
			return 'd'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFD.String(strings.ToLower(s)))
	return strings.Join(strings.Fields(s), " ")
}
