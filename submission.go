package motcua

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Submission is feedback as it is sent.
type Submission struct {
	Words     Words
	Sender    Sender
	Channel   FeedbackChannel
	Origin    FeedbackOrigin
	Procedure *ID
	Agency    *ID // nil: the agency that answers for the procedure
	Consent   bool
	Uploads   []ID // of files that were uploaded before

	Retry *Retry
	// Address is from where it came on the net; "" is not known. It is bounded by
	// it and never stored.
	Address string
	// Honeypot is a field that people do not see and programs fill in.
	Honeypot string
}

// Receipt is what the sender gets.
type Receipt struct {
	Feedback *Feedback
	// Secret opens the private view. It is made from the id under a key of the
	// server, so that a true retry gets the same one.
	Secret string
}

// Bounds of a submission, in letters, and of how many there may be.
const (
	MinTitle, MaxTitle   = 5, 200
	MinWords, MaxWords   = 20, 10000
	MaxPlace, MaxAddress = 200, 300
	MaxName              = 100
	MaxNote              = 10000
	MaxUploads           = 5

	// A person writes a few times, an address on the net may be that of a whole
	// office or village.
	MaxPerContactHour, MaxPerContactDay = 5, 20
	MaxPerAddressHour, MaxPerAddressDay = 60, 400
)

// Check brings a submission into its stored form, or says what is wrong with it.
// Decree 20/2008/NĐ-CP asks for Vietnamese, a clear text, and the sender's name
// and how to reach them; submissions without a name are not taken.
func (s *Submission) Check() error {
	if s.Honeypot != "" {
		return Invalid("", "the submission cannot be taken")
	}
	for _, f := range []struct {
		field    string
		text     *string
		min, max int
	}{
		{"title", &s.Words.Title, MinTitle, MaxTitle},
		{"text", &s.Words.Text, MinWords, MaxWords},
		{"place", s.Words.Place, 0, MaxPlace},
		{"sender.name", &s.Sender.Name, 2, MaxName},
		{"sender.address", &s.Sender.Address, 3, MaxAddress},
	} {
		if f.text == nil {
			continue
		}
		if err := checkWords(f.field, f.text, f.min, f.max); err != nil {
			return err
		}
	}
	if !vietnamese(s.Words.Title + " " + s.Words.Text) {
		return Invalid("text", "the text has to be in Vietnamese")
	}
	return s.Sender.check()
}

// checkWords trims a text and bounds it. Line breaks stay, other controls are
// refused: they hide words from who reads.
func checkWords(field string, text *string, least, most int) error {
	*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	if !utf8.ValidString(*text) {
		return Invalid(field, "the text is not valid UTF-8")
	}
	for _, r := range *text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return Invalid(field, "the text holds a control character")
		}
	}
	if n := utf8.RuneCountInString(*text); n < least || n > most {
		return Invalid(field, "%d characters, %d to %d allowed", n, least, most)
	}
	return nil
}

func (s *Sender) check() error {
	if !strings.ContainsFunc(s.Name, unicode.IsLetter) {
		return Invalid("sender.name", "a name has letters")
	}
	if s.Telephone == nil && s.Email == nil {
		return Invalid("sender.telephone", "a telephone number or an e-mail address is needed")
	}
	if s.Telephone != nil {
		number, err := NormalizeTelephone(*s.Telephone)
		if err != nil {
			return err
		}
		s.Telephone = &number
	}
	if s.Email != nil {
		address, err := NormalizeEmail(*s.Email)
		if err != nil {
			return err
		}
		s.Email = &address
	}
	return nil
}

// NormalizeTelephone brings a number to the form +84912345678. A number of
// another country begins with +.
func NormalizeTelephone(s string) (string, error) {
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case strings.ContainsRune(" .-()\u00a0", r):
			return -1
		case r == '+':
			return '+'
		}
		return 'x'
	}, strings.TrimSpace(s))
	switch {
	case strings.HasPrefix(digits, "00"):
		digits = "+" + digits[2:]
	case strings.HasPrefix(digits, "0"):
		digits = "+84" + digits[1:]
	case strings.HasPrefix(digits, "84"):
		digits = "+" + digits
	}
	rest, ok := strings.CutPrefix(digits, "+")
	if !ok || len(rest) < 8 || len(rest) > 15 || strings.Trim(rest, "0123456789") != "" {
		return "", Invalid("sender.telephone", "this is not a telephone number")
	}
	return digits, nil
}

// NormalizeEmail brings an address to lower case.
func NormalizeEmail(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s || len(s) > 254 {
		return "", Invalid("sender.email", "this is not an e-mail address")
	}
	return s, nil
}
