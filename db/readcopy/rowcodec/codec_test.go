package rowcodec_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"motcua"
	"motcua/db/readcopy/rowcodec"
)

// fill draws a value of any type that the codec takes, each field of it.
func fill(t *rapid.T, v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(-1<<33, 1<<33).Draw(t, "s"), rapid.Int64Range(0, 1e9-1).Draw(t, "ns")).UTC()))
		return
	case []byte:
		if rapid.Bool().Draw(t, "nil") {
			v.SetBytes(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		}
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.String:
		v.SetString(rapid.StringN(0, 5, 12).Draw(t, "text"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case reflect.Int32:
		v.SetInt(int64(rapid.Int32().Draw(t, "int32")))
	case reflect.Uint64:
		v.SetUint(rapid.Uint64().Draw(t, "uint"))
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem())
		}
	case reflect.Slice:
		if n := rapid.IntRange(-1, 2).Draw(t, "n"); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(t, v.Index(i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	default:
		t.Fatalf("no value for %v", v.Type())
	}
}

func roundTrip[T any](t *testing.T) {
	codec := rowcodec.New[T]()
	rapid.Check(t, func(t *rapid.T) {
		var want, got T
		fill(t, reflect.ValueOf(&want).Elem())
		b := codec.Append(nil, &want)
		if err := codec.Decode(b, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		if err := codec.Decode(b[:len(b)-1], &got); err == nil {
			t.Fatal("a value that is cut off was read")
		}
	})
}

// Every field of the rows comes back as it was, nil and empty told apart.
func TestRoundTrip(t *testing.T) {
	t.Run("contents", roundTrip[motcua.Written])
	t.Run("procedures", roundTrip[motcua.ProcedureRow])
	t.Run("agencies", roundTrip[motcua.AgencyRow])
	t.Run("legal bases", roundTrip[motcua.LegalBasisRow])
	t.Run("rules", roundTrip[motcua.AnnouncementBasis])
}

// A field more, less or of another type is another shape.
func TestShape(t *testing.T) {
	type a struct{ X *[]int32 }
	type b struct{ X []*int32 }
	type c struct{ Y *[]int32 }
	if got, want := rowcodec.New[a]().Shape(), "{X *[]int32;}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if rowcodec.New[a]().Shape() == rowcodec.New[b]().Shape() || rowcodec.New[a]().Shape() == rowcodec.New[c]().Shape() {
		t.Error("two types have one shape")
	}
}

// Bytes that no value has are refused, whatever they are.
func FuzzDecode(f *testing.F) {
	codec := rowcodec.New[motcua.Written]()
	w := motcua.Written{SortKey: []byte{1}, Doubts: []motcua.Doubt{{Kind: motcua.DoubtCodeForm}}}
	f.Add(codec.Append(nil, &w))
	f.Fuzz(func(t *testing.T, b []byte) {
		var got motcua.Written
		if codec.Decode(b, &got) != nil {
			return
		}
		var again motcua.Written
		if err := codec.Decode(codec.Append(nil, &got), &again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

// written is a version of about the size of a real one.
func written() *motcua.Written {
	text := "Người có yêu cầu nộp hồ sơ trực tiếp tại bộ phận một cửa hoặc qua dịch vụ bưu chính; cán bộ kiểm tra hồ sơ."
	w := &motcua.Written{SortKey: make([]byte, 90), Provenance: motcua.Provenance{Source: motcua.SourcePortal}}
	c := &w.Content
	c.Code, c.Name, c.Kind = "1.000894", "Thủ tục đăng ký kết hôn", motcua.KindStandard
	id := motcua.DeriveID("x")
	agency := motcua.Agency{ID: id, Code: &c.Code, Name: "Ủy ban nhân dân cấp xã"}
	c.Executing, c.PromulgatedBy, c.Sector = []motcua.Agency{agency, agency}, &agency, &motcua.Sector{ID: id, Name: "Hộ tịch"}
	for range 3 {
		c.Methods = append(c.Methods, motcua.Method{Channel: motcua.ChannelDirect, Text: &text, Fees: []motcua.Fee{{Kind: motcua.FeeKindFee, Text: &text}}})
		c.Steps = append(c.Steps, motcua.Step{Number: 1, Text: &text})
	}
	one := motcua.Case{}
	for range 8 {
		one.Components = append(one.Components, motcua.Component{ID: id, Name: text, Kind: motcua.ComponentPaper, Forms: []motcua.Attachment{{ID: id, Name: "mẫu.docx", Path: "/a/b/c"}}})
		c.LegalBases = append(c.LegalBases, motcua.LegalBasis{ID: id, Number: "60/2014/QH13", Title: &text})
	}
	c.Cases = []motcua.Case{one}
	return w
}

// BenchmarkContents compares with what the database gives.
func BenchmarkContents(b *testing.B) {
	w := written()
	codec := rowcodec.New[motcua.Written]()
	own := codec.Append(nil, w)
	doc, err := json.Marshal(&w.Content)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(own)))
		for b.Loop() {
			var got motcua.Written
			if err := codec.Decode(append([]byte(nil), own...), &got); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("json", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(doc)))
		for b.Loop() {
			var got motcua.Content
			if err := json.Unmarshal(doc, &got); err != nil {
				b.Fatal(err)
			}
		}
	})
}
