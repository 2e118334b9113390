package scalar_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"motcua/graph/scalar"
)

func TestUnmarshalInt(t *testing.T) {
	for _, v := range []any{int64(5), 5, json.Number("5"), int64(math.MaxInt32), json.Number("-2147483648")} {
		if _, err := scalar.UnmarshalInt(t.Context(), v); err != nil {
			t.Errorf("%T %v: %v", v, v, err)
		}
	}
	for _, v := range []any{"5", 5.0, true, nil, json.Number("1.5"), json.Number("1e3"), json.Number("2147483648"), int64(math.MinInt32 - 1), []any{1}} {
		if n, err := scalar.UnmarshalInt(t.Context(), v); err == nil {
			t.Errorf("%T %v is taken for %d", v, v, n)
		}
	}
}

func TestMarshalInt(t *testing.T) {
	var b strings.Builder
	if err := scalar.MarshalInt(-7).MarshalGQLContext(t.Context(), &b); err != nil || b.String() != "-7" {
		t.Errorf("%s: %v", b.String(), err)
	}
	if err := scalar.MarshalInt(math.MaxInt32+1).MarshalGQLContext(t.Context(), &b); err == nil {
		t.Error("a number of more than 32 bits is written as an Int")
	}
}

func TestDateTime(t *testing.T) {
	at, err := scalar.UnmarshalDateTime("2026-01-15T17:00:00.5Z")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	scalar.MarshalDateTime(at).MarshalGQL(&b)
	if b.String() != `"2026-01-16T00:00:00.5+07:00"` {
		t.Error(b.String())
	}
	for _, v := range []any{"2026-01-15", "today", 5, nil, time.Now()} {
		if _, err := scalar.UnmarshalDateTime(v); err == nil {
			t.Errorf("%T %v is a moment", v, v)
		}
	}
}

func TestUnmarshalString(t *testing.T) {
	for _, written := range []string{"đăng ký hộ", norm.NFD.String("đăng ký hộ")} {
		if s, err := scalar.UnmarshalString(written); err != nil || s != "đăng ký hộ" {
			t.Error(s, err)
		}
	}
	var surrogate string
	if err := json.Unmarshal([]byte(`"a\ud800b"`), &surrogate); err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{"a\x00b", surrogate, "a\xffb", 5, true, nil} {
		if s, err := scalar.UnmarshalString(v); err == nil {
			t.Errorf("%T %v is the text %q", v, v, s)
		}
	}
}

func TestUnmarshalID(t *testing.T) {
	for _, v := range []any{"abc", int64(5), json.Number("5")} {
		if _, err := scalar.UnmarshalID(v); err != nil {
			t.Errorf("%T %v: %v", v, v, err)
		}
	}
	for _, v := range []any{"a\x00b", strings.Repeat("x", 201), 1.5, json.Number("1.5"), json.Number("99999999999999999999"), true, nil, []any{"a"}} {
		if s, err := scalar.UnmarshalID(v); err == nil {
			t.Errorf("%T %v is the id %q", v, v, s)
		}
	}
}
