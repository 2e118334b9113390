//go:build !race

package vi

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestRealCatalogueIsNotLegacy holds the detection against every text of the real
// catalogue, all of which is Unicode.
func TestRealCatalogueIsNotLegacy(t *testing.T) {
	dir := os.Getenv("MOTCUA_DATA_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	file, err := os.Open(filepath.Join(dir, "national-catalog.jsonl.gz"))
	if err != nil {
		if os.Getenv("MOTCUA_REQUIRE_DATA") != "" {
			t.Fatal(err)
		}
		t.Skip("the national catalogue is not here: ", err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 16<<20)
	n := 0
	for lines.Scan() {
		var record any
		if err := json.Unmarshal(lines.Bytes(), &record); err != nil {
			t.Fatal(err)
		}
		eachString(record, func(s string) {
			n++
			if l := DetectLegacy(s); l != NotLegacy {
				t.Errorf("%v: %q", l, s)
			}
		})
	}
	if err := lines.Err(); err != nil || n == 0 {
		t.Fatalf("%d texts read: %v", n, err)
	}
}

func eachString(v any, yield func(string)) {
	switch v := v.(type) {
	case string:
		yield(v)
	case []any:
		for _, e := range v {
			eachString(e, yield)
		}
	case map[string]any:
		for _, e := range v {
			eachString(e, yield)
		}
	}
}
