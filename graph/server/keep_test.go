package server

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Bodies that come over and over, as answers do, are packed well, and all come
// back, by whichever dictionary each was packed.
func TestBodiesComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p packer
		type kept struct {
			packed
			body string
		}
		var all []kept
		words := rapid.SliceOfN(rapid.String(), 1, 20).Draw(t, "words")
		for range rapid.IntRange(1, 3*samples*dictEvery).Draw(t, "bodies") {
			body := strings.Repeat(rapid.SampledFrom(words).Draw(t, "word"), rapid.IntRange(0, 300).Draw(t, "times"))
			all = append(all, kept{p.pack([]byte(body)), body})
		}
		for _, k := range all {
			before := []byte("before")
			buffer := bytes.NewBuffer(before)
			if got := string(k.unpack(buffer)); got != k.body || buffer.String() != "before" {
				t.Fatalf("%q came back as %q", k.body, got)
			}
		}
	})
}

func TestDictionariesArePacking(t *testing.T) {
	var p packer
	body := func(n int) []byte {
		return fmt.Appendf(nil, `{"code":"1.%06d","name":"Thủ tục đăng ký khai sinh số %d","methods":[{"channel":"DIRECT","text":"Nộp hồ sơ trực tiếp tại bộ phận một cửa lần %d"}]}`, n, n*7919, n*104729)
	}
	first := len(p.pack(body(0)).bytes)
	for n := range 3 * samples * dictEvery {
		p.pack(body(n))
	}
	if last := len(p.pack(body(1e6)).bytes); last > first/2 {
		t.Errorf("%d bytes without a dictionary, %d by one", first, last)
	}
	if p.seen != 3*samples*dictEvery+2 || p.next != samples*dictEvery*dictEvery {
		t.Errorf("%d bodies, the next dictionary after %d", p.seen, p.next)
	}
}

func TestDamagedBodiesAreNotGiven(t *testing.T) {
	var p packer
	whole := p.pack(bytes.Repeat([]byte(`{"name":"Đăng ký khai sinh"},`), 300))
	for n := range whole.bytes {
		if body := (packed{whole.bytes[:n], whole.dict}).unpack(&bytes.Buffer{}); body != nil {
			t.Errorf("%d of %d bytes give a body of %d", n, len(whole.bytes), len(body))
		}
	}
	if zip([]byte("short")) != nil {
		t.Error("what grows is kept as it is")
	}
	if unzip([]byte("no gzip")) != nil || unzip(zip(bytes.Repeat([]byte("x"), 2000))[:15]) != nil {
		t.Error("a damaged body was given")
	}
}

// An answer that is kept for clients of one coding serves those of the other.
func TestKeptBodiesAreGivenAsTheyAre(t *testing.T) {
	for _, first := range []string{"", "gzip"} {
		d := newDesk(t)
		d.post(agencyQuery, "Accept-Encoding", first)
		var bodies []string
		for _, encoding := range []string{"", "", "gzip", "gzip", ""} {
			got := d.post(agencyQuery, "Accept-Encoding", encoding)
			if got.Header().Get(cacheHeader) != "motcua; hit" || got.Header().Get("Content-Encoding") != encoding {
				t.Errorf("first %q, then %q: %v", first, encoding, got.Header())
			}
			body := got.Body.Bytes()
			if encoding == "gzip" {
				body = unzip(body)
			}
			bodies = append(bodies, string(body))
		}
		for _, body := range bodies {
			if body != bodies[0] || !strings.Contains(body, "read 1") {
				t.Errorf("first %q: %.100s in place of %.100s", first, body, bodies[0])
			}
		}
		if n := d.register.reads.Load(); n != 1 {
			t.Errorf("first %q: read %d times", first, n)
		}
	}
}
