package server

import (
	"bytes"
	"strings"
	"testing"
)

func TestBodiesComeBackAsTheyWere(t *testing.T) {
	for _, body := range []string{strings.Repeat(`{"name":"Đăng ký khai sinh"},`, 300), strings.Repeat("x", minCompressed)} {
		packed := pack([]byte(body))
		if len(packed) == 0 || len(packed) >= len(body)/4 {
			t.Errorf("%d bytes of %d", len(packed), len(body))
		}
		if !bytes.Equal(unpack(packed, len(body)), []byte(body)) {
			t.Error("another body")
		}
	}
	if pack([]byte("short")) != nil {
		t.Error("what grows is kept as it is")
	}
	if unpack([]byte("no gzip"), 10) != nil || unpack(pack(bytes.Repeat([]byte("x"), 2000)), 3000) != nil {
		t.Error("a damaged body was given")
	}
}

// TestKeptBodiesAreGivenAsTheyAre asks for an answer that is kept compressed
// without taking gzip.
func TestKeptBodiesAreGivenAsTheyAre(t *testing.T) {
	d := newDesk(t)
	made := d.post(agencyQuery).Body.String()
	for range 3 {
		if got := d.post(agencyQuery); got.Body.String() != made || got.Header().Get(cacheHeader) != "motcua; hit" || got.Header().Get("Content-Encoding") != "" {
			t.Errorf("%v %.100s", got.Header(), got.Body)
		}
	}
}
