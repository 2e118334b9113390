package motcua

import "strings"

// NotFeedback says that a text is something else than feedback, and where to
// take it. Decree 20/2008/NĐ-CP, Article 1, leaves complaints and denunciations
// to their own laws; portals leave questions about the law to others as well.
type NotFeedback struct {
	Reason    RefusalReason // COMPLAINT, DENUNCIATION or LEGAL_QUESTION
	Message   string        // in Vietnamese, for the sender
	GoTo      string        // in Vietnamese: where to take it
	Procedure *string       // code of the procedure for it, if one is known
}

// notFeedbackForms are forms by which people call what they write. A form counts
// where the text begins with it or the title has it; a text that calls itself
// feedback (phản ánh, kiến nghị) before the form only mentions it: "phản ánh việc
// giải quyết khiếu nại chậm" is feedback.
var notFeedbackForms = []struct {
	reason RefusalReason
	forms  []string
}{
	{RefusalDenunciation, []string{"đơn tố cáo", "thư tố cáo", "tôi tố cáo", "chúng tôi tố cáo", "xin tố cáo", "làm đơn tố cáo", "viết đơn tố cáo",
		"muốn tố cáo", "tố cáo ông", "tố cáo bà", "tố cáo cán bộ", "tố cáo chủ tịch", "tố cáo công chức", "tố cáo hành vi", "tố giác"}},
	{RefusalComplaint, []string{"đơn khiếu nại", "thư khiếu nại", "tôi khiếu nại", "chúng tôi khiếu nại", "xin khiếu nại", "làm đơn khiếu nại", "viết đơn khiếu nại",
		"muốn khiếu nại", "khiếu nại quyết định", "khiếu nại lần đầu", "khiếu nại lần hai", "khiếu nại hành vi", "khiếu nại về việc"}},
	{RefusalLegalQuestion, []string{"hỏi đáp pháp luật", "xin tư vấn pháp luật", "nhờ tư vấn pháp luật", "tư vấn luật", "cho tôi hỏi luật", "xin hỏi luật sư", "nhờ luật sư", "xin hỏi theo quy định", "cho tôi hỏi theo quy định", "cho hỏi theo quy định"}},
}

// feedbackForms are how a text calls itself feedback.
var feedbackForms = []string{"phản ánh", "kiến nghị", "góp ý", "đề xuất", "đề nghị sửa"}

var notFeedbackAnswers = map[RefusalReason]NotFeedback{
	RefusalComplaint: {
		Message:   "Nội dung này là khiếu nại, được giải quyết theo Luật Khiếu nại, không phải phản ánh, kiến nghị về quy định hành chính.",
		GoTo:      "Gửi đơn khiếu nại đến chính cơ quan đã ban hành quyết định hoặc có hành vi hành chính bị khiếu nại, hoặc đến nơi tiếp công dân của cơ quan đó.",
		Procedure: new("2.002409"),
	},
	RefusalDenunciation: {
		Message:   "Nội dung này là tố cáo, được giải quyết theo Luật Tố cáo, không phải phản ánh, kiến nghị về quy định hành chính. Người tố cáo được giữ bí mật thông tin.",
		GoTo:      "Gửi đơn tố cáo đến người đứng đầu cơ quan quản lý người bị tố cáo, hoặc đến nơi tiếp công dân của cơ quan đó.",
		Procedure: new("2.002396"),
	},
	RefusalLegalQuestion: {
		Message: "Nội dung này là câu hỏi về pháp luật, không phải phản ánh, kiến nghị.",
		GoTo:    "Tra cứu thủ tục hành chính tại đây, hoặc hỏi tại mục hỏi đáp pháp luật của cơ quan, trung tâm trợ giúp pháp lý.",
	},
}

// beginning is how much of a text says what it calls itself, in bytes of the
// folded text.
const beginning = 160

// RecognizeNotFeedback says whether the words are a complaint, a denunciation or
// a question about the law; nil is none of them. Forms are read with their marks
// where the text has marks, else without: "to cao" may be "tố cáo", but in a text
// with marks it is not.
func RecognizeNotFeedback(w Words) *NotFeedback {
	key := strings.ToLower
	if marked, letters := vietnameseShare(w.Title + w.Text); marked*20 < letters {
		key = foldVietnamese
	}
	for _, part := range []string{w.Title, opening(w.Text)} {
		part = strings.Join(strings.Fields(key(part)), " ")
		own := first(part, feedbackForms, key)
		for _, f := range notFeedbackForms {
			at := first(part, f.forms, key)
			if at < len(part) && at < own {
				answer := notFeedbackAnswers[f.reason]
				answer.Reason = f.reason
				return &answer
			}
		}
		if own < len(part) {
			return nil
		}
	}
	return nil
}

// opening is the beginning of a text, up to a whole letter.
func opening(s string) string {
	if len(s) > beginning {
		s = strings.ToValidUTF8(s[:beginning], "")
	}
	return s
}

// first is where the first of the forms begins in a text; its length where none
// stands in it.
func first(s string, forms []string, key func(string) string) int {
	at := len(s)
	for _, form := range forms {
		if i := strings.Index(s, key(form)); i >= 0 && wordAt(s, i, i+len(key(form))) {
			at = min(at, i)
		}
	}
	return at
}

// wordAt says whether no letter touches the span.
func wordAt(s string, from, to int) bool {
	touches := func(i int) bool { return i >= 0 && i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= 0x80) }
	return !touches(from-1) && !touches(to)
}
