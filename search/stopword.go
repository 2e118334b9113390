package search

import (
	"strings"

	"motcua/search/vi"
)

// part is what a word does in a question or a name.
type part uint8

const (
	content  part = iota // names something
	generic              // names a part that every record has: is asked about more often than for
	function             // joins words: counts in pairs and hardly alone
	asking               // turns to the reader: in no name
)

// The phrases of each part. Nothing is left out of the index; words that change
// what is asked for are in none of them: không, lại, đổi, mới, cấp.
var phraseParts = phrases(map[part]string{
	asking: `
	làm sao để|làm sao|làm thế nào để|làm thế nào|như thế nào|thế nào|ra sao|bằng cách nào|cách nào|là như thế nào
	ở đâu|tại đâu|đến đâu|nơi nào|chỗ nào|bao lâu|mất bao lâu|bao nhiêu|bao nhiêu tiền|khi nào|lúc nào|bao giờ|là gì|những gì|cái gì|gì|nào|vì sao|tại sao
	tôi|tui|anh chị|chúng tôi|chúng ta|chúng em|tụi mình|tụi em|ạ|nhé|vậy|thì|là|mà|rằng|bây giờ|hiện tại|hiện đang
	muốn|muốn biết|cần phải|cần|phải|xin hỏi|hỏi về|cho hỏi|cho tôi hỏi|cho em hỏi|cho biết|cho tôi biết|hãy|hãy cho tôi biết|giúp em|giúp tôi
	cần làm gì|phải làm gì|cần phải làm gì|làm gì|làm những gì|tôi cần làm gì để|tôi cần phải làm gì|thực hiện điều này|để thực hiện điều này
	có được không|được không|đúng không|có phải|hay không|phải không|có thể|đang có kế hoạch|có kế hoạch|dự định|gồm những gì|bao gồm những gì|gồm
	cần những giấy tờ gì|cần giấy tờ gì|cần chuẩn bị những giấy tờ gì|cần chuẩn bị giấy tờ gì|gồm những giấy tờ gì|giấy tờ gì|những giấy tờ gì|những loại giấy tờ gì
	cần nộp những gì|mang theo gì|cần mang theo gì|hồ sơ gì|thủ tục gì|những thủ tục gì|cần điều kiện gì`,
	function: `
	về việc|về|của|cho|và|hoặc|với|để|khi|tại|trong|theo|từ|đến|bởi|như|các|những|một số|đối với|được|bị|có|đã|đang|sẽ|này|đó|ở|do|ra|vào|thuộc|trên|dưới|một|cái|vừa|rồi|xong|cũng|hay|em|mình|bạn|giờ|hiện|định|giúp|chuẩn bị`,
	generic: `
	thủ tục hành chính|thủ tục|hồ sơ|trình tự|trình tự thực hiện|thực hiện|quy định|quy định về|yêu cầu|thời hạn|thời gian|lệ phí|phí|giấy tờ|thành phần hồ sơ|cơ quan nào|cơ quan có thẩm quyền|thẩm quyền|căn cứ pháp lý
	điều kiện|điều kiện để|điều kiện để được|hướng dẫn|quy trình|bước|nộp|nộp hồ sơ|làm|xin|giải quyết|thời gian giải quyết|đi`,
})

// phrase is a row of exact keys.
type phrase struct {
	keys []string
	part part
}

func phrases(lists map[part]string) map[string][]phrase {
	byFirst := map[string][]phrase{}
	for part, list := range lists {
		for _, text := range strings.FieldsFunc(list, func(r rune) bool { return r == '|' || r == '\n' }) {
			p := phrase{part: part}
			for _, t := range vi.Syllables(text) {
				p.keys = append(p.keys, vi.Exact(t.Text(text)))
			}
			if len(p.keys) > 0 {
				first := vi.FoldKey(p.keys[0])
				byFirst[first] = append(byFirst[first], p)
			}
		}
	}
	return byFirst
}

// setParts says what each word does; the longest phrase is taken.
func setParts(words []term) {
	for i := 0; i < len(words); {
		n := 0
		for _, p := range phraseParts[words[i].folded] {
			if len(p.keys) > n && p.begins(words[i:]) {
				n = len(p.keys)
				for j := range n {
					words[i+j].part = p.part
				}
			}
		}
		i += max(n, 1)
	}
}

// begins: several words may lack marks, a single one must be the word itself, as
// typed or as most probably meant: dang may be đăng, tu tử, o ô.
func (p *phrase) begins(words []term) bool {
	if len(words) < len(p.keys) {
		return false
	}
	if len(p.keys) == 1 {
		return words[0].meant() == p.keys[0]
	}
	for i, key := range p.keys {
		if vi.AgreeKeys(words[i].exact, key) == vi.Conflict {
			return false
		}
	}
	return true
}
