package motcua

import (
	"fmt"
	"strings"
)

// Redaction is the text as it may be published: what is personal is taken out
// (che thông tin cá nhân). One is proposed, looked at and confirmed by an
// official before anything is public.
type Redaction struct {
	Title  string `json:"title"`
	Text   string `json:"text"`
	Answer string `json:"answer"`
	// Acknowledged says that who confirmed looked at what the scan still found,
	// such as the public telephone number of an agency.
	Acknowledged bool `json:"acknowledged,omitempty"`
}

// ProposeRedaction gives the words and the answer with everything replaced that
// the scan finds.
func ProposeRedaction(w Words, answer string, sender *Sender) Redaction {
	return Redaction{Title: Mask(w.Title, sender), Text: Mask(w.Text, sender), Answer: Mask(answer, sender)}
}

// Check fails where the redaction still holds what is personal. Numbers and
// addresses may be acknowledged, since agencies have public ones; the sender's
// own name, telephone and e-mail never.
func (r *Redaction) Check(sender *Sender) error {
	for _, part := range []struct{ field, text string }{{"title", r.Title}, {"text", r.Text}, {"answer", r.Answer}} {
		if strings.TrimSpace(part.text) == "" {
			return Invalid(part.field, "the text is empty")
		}
		var left []string
		for _, m := range FindPersonal(part.text, sender) {
			own := m.Kind == PersonalName || m.Kind == PersonalAddress || sender.owns(part.text[m.Start:m.End])
			if own || !r.Acknowledged {
				left = append(left, fmt.Sprintf("%s at character %d", m.Kind, len([]rune(part.text[:m.Start]))+1))
			}
		}
		if len(left) > 0 {
			return Invalid(part.field, "personal data is left: %s", strings.Join(left, ", "))
		}
	}
	return nil
}

// owns says whether a number or an address is the sender's.
func (s *Sender) owns(text string) bool {
	if s == nil {
		return false
	}
	if number, err := NormalizeTelephone(text); err == nil && s.Telephone != nil && number == *s.Telephone {
		return true
	}
	address, err := NormalizeEmail(text)
	return err == nil && s.Email != nil && address == *s.Email
}
