package db

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold is the function folded of the database: lower case without marks, đ
// as d, single spaces.
func Fold(s string) string {
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

// committee is what a people's committee's name begins with, folded.
var committee = regexp.MustCompile(`^((ubnd|uy ban nhan dan) )?((tinh|thanh pho|tp\.?) )?`)

// AgencyName is the function agency_name of the database: the form in which
// names of agencies are looked up.
func AgencyName(name string) string { return committee.ReplaceAllString(Fold(name), "") }
