package search

import (
	"strings"

	"motcua/search/vi"
)

// stopPhrases ask, but name nothing: they are left out of a question as long
// as something else is in it. Nothing is left out of the index. Words that
// change what is asked for are not here: không, lại, đổi, mới, cấp.
var stopPhrases = phrases(`
	thủ tục hành chính|thủ tục|hồ sơ thủ tục|trình tự thủ tục|trình tự
	làm sao để|làm sao|làm thế nào để|làm thế nào|như thế nào|thế nào|ra sao|bằng cách nào|cách nào
	ở đâu|tại đâu|đến đâu|nơi nào|chỗ nào|bao lâu|bao nhiêu|khi nào|là gì|những gì|cái gì|gì|nào|vì sao|tại sao
	tôi|tui|mình|em|anh chị|chúng tôi|chúng ta|bạn|ạ|nhé|vậy|thì|là|mà|rằng
	muốn|cần phải|cần|phải|xin hỏi|hỏi về|hỏi|cho hỏi|cho biết|hãy|giúp
	về việc|về|của|cho|và|hoặc|với|để|khi|tại|trong|theo|từ|đến|bởi|như|các|những|một số|đối với|được|bị|có|đã|đang|sẽ|này|đó|ở
	cần những giấy tờ gì|cần giấy tờ gì|giấy tờ gì|quy định|yêu cầu|thời hạn|thời gian|lệ phí|phí|mất bao lâu
	cần làm gì|phải làm gì|làm gì|điều kiện|hướng dẫn|quy trình|bước`)

// phrase is a row of exact keys.
type phrase []string

func phrases(list string) map[string][]phrase {
	byFirst := map[string][]phrase{}
	for _, text := range strings.FieldsFunc(list, func(r rune) bool { return r == '|' || r == '\n' }) {
		var p phrase
		for _, t := range vi.Syllables(text) {
			p = append(p, vi.Exact(t.Text(text)))
		}
		if len(p) > 0 {
			first := vi.FoldKey(p[0])
			byFirst[first] = append(byFirst[first], p)
		}
	}
	return byFirst
}

// plainStops are the single words of which the form without marks is seldom
// another word. The rest are dropped only from questions with marks: dang may
// be đăng, tu tử, o ô, ma mã.
var plainStops = map[string]bool{
	"toi": true, "cua": true, "cho": true, "muon": true, "nhung": true, "cac": true, "voi": true, "va": true,
	"hoac": true, "trong": true,
}

// stopped says for each word whether it belongs to a stop phrase; the longest
// phrase is taken. A word typed without marks agrees with every word that it
// may mean if the phrase has several words or is a plain one. A word typed with
// marks agrees with itself.
func stopped(words []word, marked bool) []bool {
	out := make([]bool, len(words))
	for i := 0; i < len(words); {
		n := 0
		for _, p := range stopPhrases[words[i].folded] {
			if len(p) > n && p.begins(words[i:], marked) {
				n = len(p)
			}
		}
		for j := i; j < i+n; j++ {
			out[j] = true
		}
		i += max(n, 1)
	}
	return out
}

func (p phrase) begins(words []word, marked bool) bool {
	if len(words) < len(p) {
		return false
	}
	if len(p) == 1 && !plainStops[words[0].folded] {
		return marked && words[0].exact == p[0]
	}
	for i, key := range p {
		if vi.AgreeKeys(words[i].exact, key) == vi.Conflict {
			return false
		}
	}
	return true
}
