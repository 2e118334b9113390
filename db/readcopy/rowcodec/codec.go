// Package rowcodec writes values of Go types in a compact form that is read much
// faster than JSON: numbers of variable length, texts that are not copied one by
// one but lie in the record's own bytes, and no names. It knows no domain type.
// The form has no version of its own: [Codec.Shape] names the type as it is, and
// what was written of another shape has to be thrown away.
//
// It is not one of the known libraries because those either generate methods
// for the types, which stand in a package that imports nothing, or read names
// and copy each text: see BenchmarkContents.
package rowcodec

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unsafe"
)

// ErrMalformed says that bytes are not a value of the type.
var ErrMalformed = errors.New("the bytes are not a value of the type")

// Codec writes and reads values of T: structs, pointers, slices, texts, whole
// numbers, booleans and moments. Others make New panic.
type Codec[T any] struct {
	plan  plan
	shape string
}

// New makes the codec of a type.
func New[T any]() *Codec[T] {
	var shape strings.Builder
	return &Codec[T]{planOf(reflect.TypeFor[T](), &shape, nil), shape.String()}
}

// Shape names the type with all that is in it.
func (c *Codec[T]) Shape() string { return c.shape }

// Append adds a value's form to b.
func (c *Codec[T]) Append(b []byte, v *T) []byte { return c.plan.write(b, unsafe.Pointer(v)) }

// Decode reads a value. Its texts lie in b, which must not be written to again.
func (c *Codec[T]) Decode(b []byte, v *T) error {
	d := decoder{bytes: b, text: unsafe.String(unsafe.SliceData(b), len(b))}
	c.plan.read(&d, unsafe.Pointer(v))
	if d.bad || d.at != len(b) {
		return ErrMalformed
	}
	return nil
}

// plan writes and reads what is at an address.
type plan struct {
	write func(b []byte, p unsafe.Pointer) []byte
	read  func(d *decoder, p unsafe.Pointer)
}

// decoder reads on; once bad it gives zeros.
type decoder struct {
	bytes []byte
	text  string // the same bytes
	at    int
	bad   bool
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.bytes[d.at:])
	if n <= 0 {
		d.fail()
		return 0
	}
	d.at += n
	return v
}

func (d *decoder) varint() int64 {
	v := d.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

func (d *decoder) fail() { d.bad, d.at = true, len(d.bytes) }

// length reads how many elements or bytes follow, of which each takes one byte
// at the least.
func (d *decoder) length() int {
	n := d.uvarint()
	if n > uint64(len(d.bytes)-d.at) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) string() string {
	n := d.length()
	s := d.text[d.at : d.at+n]
	d.at += n
	return s
}

func (d *decoder) flag() bool {
	if d.at == len(d.bytes) || d.bytes[d.at] > 1 {
		d.fail()
		return false
	}
	d.at++
	return d.bytes[d.at-1] == 1
}

func appendFlag(b []byte, set bool) []byte {
	if set {
		return append(b, 1)
	}
	return append(b, 0)
}

var (
	timeType  = reflect.TypeFor[time.Time]()
	bytesType = reflect.TypeFor[[]byte]()
)

// planOf makes the plan of a type and writes its shape. Above are the types that
// it is part of: one that contains itself has no end here.
func planOf(t reflect.Type, shape *strings.Builder, above []reflect.Type) plan {
	for _, a := range above {
		if a == t {
			panic(fmt.Sprintf("%v contains itself", t))
		}
	}
	above = append(above, t)
	switch {
	case t == timeType:
		shape.WriteString("time")
		return momentPlan
	case t == bytesType:
		shape.WriteString("bytes")
		return bytesPlan
	}
	switch t.Kind() {
	case reflect.Bool:
		shape.WriteString("bool")
		return boolPlan
	case reflect.String:
		shape.WriteString("text")
		return textPlan
	case reflect.Int, reflect.Int64:
		shape.WriteString("int")
		return int64Plan
	case reflect.Int32:
		shape.WriteString("int32")
		return int32Plan
	case reflect.Uint64:
		shape.WriteString("uint")
		return uint64Plan
	case reflect.Pointer:
		shape.WriteString("*")
		return pointerPlan(t.Elem(), planOf(t.Elem(), shape, above))
	case reflect.Slice:
		shape.WriteString("[]")
		return slicePlan(t, planOf(t.Elem(), shape, above))
	case reflect.Struct:
		return structPlan(t, shape, above)
	}
	panic(fmt.Sprintf("no form for %v", t))
}

func structPlan(t reflect.Type, shape *strings.Builder, above []reflect.Type) plan {
	type part struct {
		offset uintptr
		plan
	}
	parts := make([]part, t.NumField())
	shape.WriteString("{")
	for i := range parts {
		f := t.Field(i)
		if f.PkgPath != "" && !f.Anonymous {
			panic(fmt.Sprintf("%v has the field %s, which only its package sees", t, f.Name))
		}
		shape.WriteString(f.Name + " ")
		parts[i] = part{f.Offset, planOf(f.Type, shape, above)}
		shape.WriteString(";")
	}
	shape.WriteString("}")
	return plan{
		write: func(b []byte, p unsafe.Pointer) []byte {
			for i := range parts {
				b = parts[i].write(b, unsafe.Add(p, parts[i].offset))
			}
			return b
		},
		read: func(d *decoder, p unsafe.Pointer) {
			for i := range parts {
				parts[i].read(d, unsafe.Add(p, parts[i].offset))
			}
		},
	}
}

// pointerPlan begins with whether there is anything.
func pointerPlan(t reflect.Type, of plan) plan {
	return plan{
		write: func(b []byte, p unsafe.Pointer) []byte {
			to := *(*unsafe.Pointer)(p)
			b = appendFlag(b, to != nil)
			if to == nil {
				return b
			}
			return of.write(b, to)
		},
		read: func(d *decoder, p unsafe.Pointer) {
			if !d.flag() {
				*(*unsafe.Pointer)(p) = nil
				return
			}
			to := reflect.New(t).UnsafePointer()
			of.read(d, to)
			*(*unsafe.Pointer)(p) = to
		},
	}
}

// sliceHeader is a slice as it lies in memory.
type sliceHeader struct {
	data unsafe.Pointer
	len  int
	cap  int
}

// slicePlan begins with the number of elements and one; 0 is nil.
func slicePlan(t reflect.Type, of plan) plan {
	size := t.Elem().Size()
	return plan{
		write: func(b []byte, p unsafe.Pointer) []byte {
			s := (*sliceHeader)(p)
			if s.data == nil {
				return append(b, 0)
			}
			b = binary.AppendUvarint(b, uint64(s.len)+1)
			for i := range s.len {
				b = of.write(b, unsafe.Add(s.data, uintptr(i)*size))
			}
			return b
		},
		read: func(d *decoder, p unsafe.Pointer) {
			n := int(d.uvarint()) - 1
			if n < 0 {
				*(*sliceHeader)(p) = sliceHeader{}
				return
			}
			if n > len(d.bytes)-d.at { // an element takes one byte at the least
				d.fail()
				return
			}
			list := reflect.NewAt(t, p).Elem()
			list.SetZero()
			if n == 0 {
				list.Set(reflect.MakeSlice(t, 0, 0))
				return
			}
			list.Grow(n)
			list.SetLen(n)
			data := (*sliceHeader)(p).data
			for i := range n {
				of.read(d, unsafe.Add(data, uintptr(i)*size))
			}
		},
	}
}

var (
	boolPlan = plan{
		func(b []byte, p unsafe.Pointer) []byte { return appendFlag(b, *(*bool)(p)) },
		func(d *decoder, p unsafe.Pointer) { *(*bool)(p) = d.flag() },
	}
	textPlan = plan{
		func(b []byte, p unsafe.Pointer) []byte {
			s := *(*string)(p)
			return append(binary.AppendUvarint(b, uint64(len(s))), s...)
		},
		func(d *decoder, p unsafe.Pointer) { *(*string)(p) = d.string() },
	}
	int64Plan = plan{
		func(b []byte, p unsafe.Pointer) []byte { return binary.AppendVarint(b, *(*int64)(p)) },
		func(d *decoder, p unsafe.Pointer) { *(*int64)(p) = d.varint() },
	}
	int32Plan = plan{
		func(b []byte, p unsafe.Pointer) []byte { return binary.AppendVarint(b, int64(*(*int32)(p))) },
		func(d *decoder, p unsafe.Pointer) {
			v := d.varint()
			if int64(int32(v)) != v {
				d.fail()
			}
			*(*int32)(p) = int32(v)
		},
	}
	uint64Plan = plan{
		func(b []byte, p unsafe.Pointer) []byte { return binary.AppendUvarint(b, *(*uint64)(p)) },
		func(d *decoder, p unsafe.Pointer) { *(*uint64)(p) = d.uvarint() },
	}
	// A moment is told in UTC: its zone is not kept.
	momentPlan = plan{
		func(b []byte, p unsafe.Pointer) []byte {
			t := (*time.Time)(p)
			return binary.AppendUvarint(binary.AppendVarint(b, t.Unix()), uint64(t.Nanosecond()))
		},
		func(d *decoder, p unsafe.Pointer) {
			seconds, nanos := d.varint(), d.uvarint()
			if nanos >= uint64(time.Second) {
				d.fail()
				return
			}
			*(*time.Time)(p) = time.Unix(seconds, int64(nanos)).UTC()
		},
	}
	bytesPlan = plan{
		func(b []byte, p unsafe.Pointer) []byte {
			s := *(*[]byte)(p)
			if s == nil {
				return append(b, 0)
			}
			return append(binary.AppendUvarint(b, uint64(len(s))+1), s...)
		},
		func(d *decoder, p unsafe.Pointer) {
			n := int(d.uvarint()) - 1
			switch {
			case n < 0:
				*(*[]byte)(p) = nil
			case n > len(d.bytes)-d.at:
				d.fail()
			default:
				*(*[]byte)(p) = d.bytes[d.at : d.at+n : d.at+n]
				d.at += n
			}
		},
	}
)
