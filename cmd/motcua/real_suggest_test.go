//go:build !race

package main

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

type suggested struct {
	Suggestions []struct{ Text, Kind string }
}

const suggestQuery = `query($p: String!) { suggestions(prefix: $p, first: 10) { text kind code } }`

// completionGoal is the most that all but one in a hundred completions may
// take, with the way over the network of this machine.
const completionGoal = 3 * time.Millisecond

// What people type comes up while they type it, in time for the next keystroke.
func TestRealCompletionIsInTime(t *testing.T) {
	s := nationalCatalogue(t)
	random := rand.New(rand.NewPCG(3, 4))
	var took []time.Duration
	for _, text := range []string{
		"dang ky ket hon", "đăng ký khai sinh cho con", "cap lai giay phep lai xe", "sổ đỏ", "chứng thực bản sao", "ho chieu",
		"thu tuc tach thua dat", "giay phep xay dung nha o", "thanh lap cong ty", "trợ cấp xã hội", "doi ten", "1872/QĐ-BTP", "bo tu phap", "lam can cuoc",
	} {
		runes := []rune(text)
		for n := 1; n <= len(runes); n++ {
			begin := time.Now()
			ask[suggested](t, s, suggestQuery, map[string]any{"p": string(runes[:n])})
			took = append(took, time.Since(begin))
		}
	}
	for range 300 { // every sort of keystroke, in any place
		n := 1 + random.IntN(2)
		text := ""
		for range n {
			text += string("abcdghklmnpqrstvx"[random.IntN(17)]) + string("aeiou"[random.IntN(5)])
		}
		begin := time.Now()
		ask[suggested](t, s, suggestQuery, map[string]any{"p": text})
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	p50, p99 := took[len(took)/2], took[len(took)*99/100]
	t.Logf("%d keystrokes: p50 %s, p99 %s, max %s", len(took), p50, p99, took[len(took)-1])
	if p99 > 10*completionGoal { // other work on the machine is allowed for; the benchmark tells the rest
		t.Errorf("p99 is %s", p99)
	}
}

// The plain procedure that most people need is among the first, from any word
// of its name.
func TestRealCompletionKnowsWhatPeopleNeed(t *testing.T) {
	s := nationalCatalogue(t)
	for typed, want := range map[string]string{
		"kết hôn":        "Thủ tục đăng ký kết hôn",
		"dang ky ket":    "Thủ tục đăng ký kết hôn",
		"khai sin":       "Thủ tục đăng ký khai sinh",
		"khai tu":        "Thủ tục đăng ký khai tử",
		"thường tr":      "Đăng ký thường trú",
		"dang ky tam tr": "Đăng ký tạm trú",
	} {
		got := ask[suggested](t, s, suggestQuery, map[string]any{"p": typed})
		found := false
		for i, one := range got.Suggestions {
			found = found || i < 3 && one.Text == want
		}
		if !found {
			t.Errorf("%q: %q is not among the first three: %+v", typed, want, got.Suggestions)
		}
	}
}
