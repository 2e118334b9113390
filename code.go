package motcua

import (
	"regexp"
	"strings"
)

// Code is a procedure code in one of the forms in use, taken apart.
type Code struct {
	National string // 1.000894: a digit, a point and six digits; what identifies the procedure for people
	Agency   string // 000.00.00.H55, of the old form that names the agency
	Variant  string // 01, of a service variant
}

var (
	nationalCode = regexp.MustCompile(`^[1-9]\.\d{6}`)
	agencySuffix = regexp.MustCompile(`^\.(\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})`)
	variantTail  = regexp.MustCompile(`^\.(\d{2})$`)
)

// ParseCode reads the forms 1.000894, 2.000815.01, 2.000815.000.00.00.H55 and
// 2.000815.000.00.00.H55.02, with spaces around them allowed. Prefix and
// digits carry no meaning of level or audience.
func ParseCode(s string) (Code, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	c := Code{National: nationalCode.FindString(s)}
	if c.National == "" {
		return Code{}, false
	}
	rest := s[len(c.National):]
	if m := agencySuffix.FindStringSubmatch(rest); m != nil {
		c.Agency = m[1]
		rest = rest[len(m[0]):]
	}
	if m := variantTail.FindStringSubmatch(rest); m != nil {
		c.Variant = m[1]
		rest = ""
	}
	return c, rest == ""
}

// NationalCode is the national code within a published code: the code itself,
// trimmed, where it is of no known form (1.0133611 and 1.014955-Xoa exist).
func NationalCode(published string) string {
	if c, ok := ParseCode(published); ok {
		return c.National
	}
	return strings.TrimSpace(published)
}

// AgencyCode is an electronic identifier of an agency, taken apart. Both
// generations are in use: 000.00.22.G12 (QCVN 102:2016) and G12.22 or H60.13
// (Decision 20/2020/QĐ-TTg).
type AgencyCode struct {
	Root  string   // G12, H60: the ministry or province
	Units []string // the units below it, from the top
}

var (
	oldAgencyCode = regexp.MustCompile(`^(\d{3})\.(\d{2})\.(\d{2})\.([A-Z]\d{2})$`)
	newAgencyCode = regexp.MustCompile(`^([A-Z]\d{2})((?:\.\d{1,3})*)$`)
)

// ParseAgencyCode reads both generations; ok is false for the many codes of
// other forms that the portal holds (UBNDCT, BTC-CQT).
func ParseAgencyCode(s string) (code AgencyCode, ok bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if m := oldAgencyCode.FindStringSubmatch(s); m != nil {
		// The old form reads from the smallest unit to the root; zeros are empty places.
		code.Root = m[4]
		for _, unit := range []string{m[3], m[2], m[1]} {
			if strings.Trim(unit, "0") != "" {
				code.Units = append(code.Units, unit)
			}
		}
		return code, true
	}
	if m := newAgencyCode.FindStringSubmatch(s); m != nil {
		code.Root = m[1]
		if m[2] != "" {
			code.Units = strings.Split(m[2][1:], ".")
		}
		return code, true
	}
	return AgencyCode{}, false
}

// String gives the form of Decision 20/2020/QĐ-TTg: H15, H60.13.
func (c AgencyCode) String() string {
	return strings.Join(append([]string{c.Root}, c.Units...), ".")
}

// Parent is the code one level up; ok is false at the root.
func (c AgencyCode) Parent() (AgencyCode, bool) {
	if len(c.Units) == 0 {
		return AgencyCode{}, false
	}
	return AgencyCode{Root: c.Root, Units: c.Units[:len(c.Units)-1]}, true
}
