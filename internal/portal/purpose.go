package portal

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"motcua"
)

// Headings that say what is done with the papers below them. Only the papers'
// own verb counts: "trường hợp nộp hồ sơ trực tuyến" is a case, and "người nộp
// thuế" is a taxpayer.
const papers = `^(các |những |thành phần )?(giấy tờ|hồ sơ|chứng từ|tài liệu) (cần |phải )*`

var (
	bullet   = regexp.MustCompile(`^([-+*•–\s]|\(?[0-9a-zđivx]{1,3}[.)]\s)+`)
	submits  = regexp.MustCompile(papers + `nộp|phải nộp( thêm)?( chứng từ| các giấy tờ sau( đây)?)?\s*:?$`)
	presents = regexp.MustCompile(papers + `xuất trình|phải xuất trình( thêm)?( các giấy tờ sau( đây)?)?\s*:?$`)
)

// purpose derives what the heading of a case asks for, nil where it asks for
// nothing or for both.
func purpose(heading string) *motcua.CasePurpose {
	s := strings.ToLower(norm.NFC.String(strings.TrimSpace(heading)))
	s = bullet.ReplaceAllString(s, "")
	if strings.HasPrefix(s, "lưu ý") {
		return new(motcua.PurposeNote)
	}
	submit, present := submits.MatchString(s), presents.MatchString(s)
	switch {
	case strings.Contains(s, "nộp") && strings.Contains(s, "xuất trình"):
		return nil
	case submit:
		return new(motcua.PurposeSubmit)
	case present:
		return new(motcua.PurposePresent)
	}
	return nil
}
