package announce

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"motcua"
)

// decode reads a value as encoding/json would, but goes on after a fault and
// tells the path of each: an official corrects a file once, not once for each
// mistake. Fields that the type does not have are faults.
func decode(raw []byte, to any, path string, only []string, faults *motcua.Faults) {
	decodeValue(raw, reflect.ValueOf(to).Elem(), path, only, faults)
}

// decodeFields reads the named fields of an object into a struct.
func decodeFields(fields map[string]json.RawMessage, to any, path string, only []string, faults *motcua.Faults) {
	decodeStruct(fields, reflect.ValueOf(to).Elem(), path, only, faults)
}

var (
	rawType  = reflect.TypeFor[json.RawMessage]()
	textType = reflect.TypeFor[encoding.TextUnmarshaler]()
	jsonType = reflect.TypeFor[json.Unmarshaler]()
)

func decodeValue(raw []byte, v reflect.Value, path string, only []string, faults *motcua.Faults) {
	if string(raw) == "null" && v.Type() != rawType {
		v.SetZero()
		return
	}
	switch {
	case v.Kind() == reflect.Pointer:
		elem := reflect.New(v.Type().Elem())
		decodeValue(raw, elem.Elem(), path, nil, faults)
		v.Set(elem)
	case v.Type() == rawType, v.Addr().Type().Implements(textType), v.Addr().Type().Implements(jsonType):
		decodeLeaf(raw, v, path, faults)
	case v.Kind() == reflect.Struct:
		if fields, ok := object(raw, path, faults); ok {
			decodeStruct(fields, v, path, only, faults)
		}
	case v.Kind() == reflect.Slice:
		decodeSlice(raw, v, path, faults)
	default:
		decodeLeaf(raw, v, path, faults)
	}
}

func decodeSlice(raw []byte, v reflect.Value, path string, faults *motcua.Faults) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		faults.Add(path, "", "%s; expected a list", excerpt(raw))
		return
	}
	out := reflect.MakeSlice(v.Type(), len(list), len(list))
	for i, one := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		if string(one) == "null" {
			faults.Add(at, "", "null; expected a value")
			continue
		}
		decodeValue(one, out.Index(i), at, nil, faults)
	}
	v.Set(out)
}

// decodeStruct reads the fields of an object; where only is given, those alone
// and the others are somebody else's.
func decodeStruct(fields map[string]json.RawMessage, v reflect.Value, path string, only []string, faults *motcua.Faults) {
	known := map[string]int{}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		known[name] = i
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if only != nil && !slices.Contains(only, name) {
			continue
		}
		at := name
		if path != "" {
			at = path + "." + name
		}
		i, ok := known[name]
		if !ok {
			faults.Add(at, "", "unknown field; expected one of %s", strings.Join(slices.Sorted(maps.Keys(known)), ", "))
			continue
		}
		decodeValue(fields[name], v.Field(i), at, nil, faults)
	}
}

func decodeLeaf(raw []byte, v reflect.Value, path string, faults *motcua.Faults) {
	err := json.Unmarshal(raw, v.Addr().Interface())
	if err == nil {
		err = checkText(v)
	}
	if err == nil {
		return
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		err = fmt.Errorf("expected %s", typeName(kind.Type))
	}
	faults.Add(path, "", "%s: %v", excerpt(raw), err)
}

// checkText checks the types that read any text: ids and numbers.
func checkText(v reflect.Value) (err error) {
	switch v := v.Addr().Interface().(type) {
	case *motcua.ID:
		*v, err = motcua.ParseID(string(*v))
	case *motcua.Decimal:
		*v, err = motcua.ParseDecimal(string(*v))
	}
	return err
}

func object(raw []byte, path string, faults *motcua.Faults) (fields map[string]json.RawMessage, ok bool) {
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		faults.Add(path, "", "%s; expected an object", excerpt(raw))
		return nil, false
	}
	return fields, true
}

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	}
	return t.String()
}

// excerpt cuts a value to a readable length.
func excerpt(raw []byte) string {
	const limit = 80
	text := []rune(string(raw))
	if len(text) > limit {
		return string(text[:limit]) + "…"
	}
	return string(text)
}
