package columns

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPackKey(t *testing.T) {
	tests := []struct {
		key  string
		size int
	}{
		{"", 1},
		{"1.014325", 9},
		{"fifteen letters", 17},
		{"sixteen letters!", 17},
		{"\x00fifteen letters", 17},
		{"018f4e2a-1111-4222-8333-0123456789ab", 16},
		{"018F4E2A-1111-4222-8333-0123456789AB", 37}, // upper case must come back
		{"018f4e2a-1111-4222-8333-0123456789a-", 37},
		{strings.Repeat("long ", 40), 201},
	}
	for _, test := range tests {
		packed := packKey(nil, test.key)
		if len(packed) != test.size {
			t.Errorf("packKey(%q) has %d bytes, want %d", test.key, len(packed), test.size)
		}
		if got := string(unpackKey(nil, packed)); got != test.key {
			t.Errorf("unpackKey(packKey(%q)) = %q", test.key, got)
		}
		for _, other := range tests {
			want := strings.Compare(test.key, other.key)
			if got := compareKeys(packed, packKey(nil, other.key)); got != want {
				t.Errorf("compareKeys(%q, %q) = %d, want %d", test.key, other.key, got, want)
			}
		}
	}
}

func TestCodesWiden(t *testing.T) {
	var c codes
	var want, got []uint32
	views := map[int]codes{}
	for _, code := range []uint32{0, 255, 256, 1, 65535, 65536, 2, 1 << 20} {
		c.append(code)
		want = append(want, code)
		views[len(want)] = c
	}
	for n, view := range views {
		got = got[:0]
		for row := range n {
			got = append(got, view.at(uint32(row)))
		}
		if diff := cmp.Diff(want[:n], got); diff != "" {
			t.Errorf("view of %d rows (-want +got):\n%s", n, diff)
		}
	}
}

func TestBlobs(t *testing.T) {
	for _, items := range [][]string{{"ab", "cd", "ef"}, {"", ""}, {"ab", "cd", "e", "", "fgh"}} {
		var b blobs
		for _, item := range items {
			b.append([]byte(item))
		}
		var got []string
		for row := range items {
			got = append(got, string(b.at(uint32(row))))
		}
		if !slices.Equal(items, got) {
			t.Errorf("blobs of %q give %q", items, got)
		}
	}
}

func TestDaysOn(t *testing.T) {
	tests := []struct {
		days Days
		day  int32
		want Status
	}{
		{Days{10, 20}, 9, NotYet},
		{Days{10, 20}, 10, InForce},
		{Days{10, 20}, 19, InForce},
		{Days{10, 20}, 20, Expired},
		{Days{10, Always.To}, Always.To, InForce},
		{Always, 0, InForce},
		{Days{10, 10}, 10, Expired},
	}
	for _, test := range tests {
		if got := test.days.On(test.day); got != test.want {
			t.Errorf("%v.On(%d) = %v, want %v", test.days, test.day, got, test.want)
		}
	}
}
