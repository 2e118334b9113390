package portal

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// line is a small record with an id and a code of its own.
func line(n int, code string) string {
	id := fmt.Sprintf("aaaaaaaa-0000-7000-8000-%012d", n)
	return fmt.Sprintf(`{"id":%q,"detail":{"id":%q,"code":%q,"name":"x","type":"STANDARD"}}`, id, id, code)
}

func zipped(t *testing.T, s string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// outcome tells what became of the lines: record or refusal by number.
func outcome(t *testing.T, r io.Reader, opts Options) (out []string, err error) {
	t.Helper()
	reader, err := NewReader(r, opts)
	if err != nil {
		return nil, err
	}
	for {
		record, refusal, err := reader.Next()
		switch {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return out, err
		case record != nil:
			out = append(out, fmt.Sprintf("%d taken", record.Line))
		default:
			out = append(out, fmt.Sprintf("%d refused: %s", refusal.Line, refusal.Reason))
		}
	}
}

func TestReader(t *testing.T) {
	one, two := line(1, "1.000001"), line(2, "1.000002")
	long := strings.Repeat("x", 3*bufferSize)
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"one byte", "\n", nil},
		{"no line end", one, []string{"1 taken"}},
		{"empty lines", "\n" + one + "\n\n \r\n" + two + "\r\n\n", []string{"2 taken", "5 taken"}},
		{"byte order mark", "\uFEFF" + one, []string{"1 taken"}},
		{"refused between", one + "\n{\n" + two, []string{"1 taken", "2 refused: not JSON: unexpected end of JSON input", "3 taken"}},
		{"long line", one + "\n" + long + "\n" + two, []string{"1 taken", "2 refused: a line of more than 1000 bytes", "3 taken"}},
		{"long line last", one + "\n" + long, []string{"1 taken", "2 refused: a line of more than 1000 bytes"}},
		{"line of the limit", one + strings.Repeat(" ", 1000-len(one)) + "\n", []string{"1 taken"}},
	} {
		for form, data := range map[string][]byte{"plain": []byte(tt.text), "gzip": zipped(t, tt.text)} {
			t.Run(tt.name+" "+form, func(t *testing.T) {
				got, err := outcome(t, bytes.NewReader(data), Options{MaxLine: 1000})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

func TestReaderLongLineIsWhole(t *testing.T) {
	padded := strings.Replace(line(1, "1.000001"), `"x"`, `"`+strings.Repeat("x", 3*bufferSize)+`"`, 1)
	reader, err := NewReader(strings.NewReader(padded+"\n"+padded), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		record, refusal, err := reader.Next()
		if err != nil || refusal != nil {
			t.Fatal(refusal, err)
		}
		if string(record.Raw) != padded {
			t.Error("the line was not read whole")
		}
	}
	if reader.Line() != 2 || reader.Bytes() != int64(2*len(padded)+1) {
		t.Errorf("line %d, %d bytes", reader.Line(), reader.Bytes())
	}
}

func TestReaderTruncated(t *testing.T) {
	var text strings.Builder
	for n := range 2000 {
		text.WriteString(line(n, fmt.Sprintf("1.%06d", n)) + "\n")
	}
	data := zipped(t, text.String())
	got, err := outcome(t, bytes.NewReader(data[:len(data)/2]), Options{})
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), fmt.Sprintf("after line %d", len(got))) {
		t.Errorf("%d lines, error %v", len(got), err)
	}
	for _, s := range got {
		if !strings.HasSuffix(s, " taken") {
			t.Errorf("a part of a line was read: %s", s)
		}
	}
	if _, err := NewReader(bytes.NewReader(data[:5]), Options{}); err == nil {
		t.Error("a stream that ends in the gzip header is read")
	}
}

func TestRecordsKeepOrder(t *testing.T) {
	var text strings.Builder
	for n := range 300 {
		text.WriteString(line(n, fmt.Sprintf("1.%06d", n)) + "\n")
		if n%7 == 0 {
			text.WriteString("{\n")
		}
	}
	want, err := outcome(t, strings.NewReader(text.String()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{0, 1, 2, 5} {
		reader, err := NewReader(strings.NewReader(text.String()), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for result, err := range Records(reader, workers) {
			switch {
			case err != nil:
				t.Fatal(err)
			case result.Record != nil:
				got = append(got, fmt.Sprintf("%d taken", result.Record.Line))
			default:
				got = append(got, fmt.Sprintf("%d refused: %s", result.Refusal.Line, result.Refusal.Reason))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d workers (-want +got):\n%s", workers, diff)
		}
	}
}

func TestRecordsGiveTheErrorLast(t *testing.T) {
	broken := errors.New("broken")
	reader, err := NewReader(io.MultiReader(strings.NewReader(line(1, "1.000001")+"\n{"), brokenReader{broken}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	var last error
	for result, err := range Records(reader, 2) {
		if last = err; result.Record != nil {
			taken++
		}
	}
	if taken != 1 || !errors.Is(last, broken) {
		t.Errorf("%d taken, error %v", taken, last)
	}
}

type brokenReader struct{ err error }

func (b brokenReader) Read([]byte) (int, error) { return 0, b.err }
