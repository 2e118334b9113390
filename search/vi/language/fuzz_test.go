package language_test

import (
	"strings"
	"testing"
	"time"

	"motcua/search/vi"
	"motcua/search/vi/language"
)

// ask puts every question to a model.
func ask(m *language.Model, tokens []string) {
	m.Restore(tokens)
	m.Correct(tokens, language.Options{})
	m.Correct(tokens, language.Options{Doubt: true})
	for _, t := range tokens {
		m.Decode(t)
	}
}

func FuzzAsk(f *testing.F) {
	m := small()
	f.Add("dang kyy khaisihn")
	f.Add(strings.Repeat("a", 10_000))
	f.Add(strings.Repeat("kh ", 3_000))
	f.Add("đăngkýkếthôn \xff\xfe ́ 123/a A1 ﷽ d\u0301d9")
	f.Fuzz(func(t *testing.T, text string) {
		ask(m, strings.Fields(text))
		var tokens []string
		for _, s := range vi.Syllables(text) {
			tokens = append(tokens, s.Text(text))
		}
		ask(m, tokens)
	})
}

// TestHostile bounds the time of the worst queries: generously, since machines
// are busy.
func TestHostile(t *testing.T) {
	m := small()
	for name, tokens := range map[string][]string{
		"one letter":    {strings.Repeat("a", 10_000)},
		"one syllable":  {strings.Repeat("khai", 2_500)},
		"many letters":  strings.Fields(strings.Repeat("a ", 5_000)),
		"many unknown":  strings.Fields(strings.Repeat("dangkkhaisinhthutuccaplai ", 400)),
		"marks":         {strings.Repeat("\u0301", 5_000)},
		"marked letter": {"a" + strings.Repeat("\u0301", 5_000)},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			ask(m, tokens)
			if took := time.Since(start); took > time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(stored(f, train("khai sinh", "đăng ký")))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := language.Read(strings.NewReader(string(b))); err == nil {
			ask(m, []string{"dang", "kyy"})
		}
	})
}
