package demo

import "encoding"

// value reads a value of an enumeration. The YAML decoder could do so too, but
// formats the whole file anew for each.
func value[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](s string) (v T, err error) {
	err = P(&v).UnmarshalText([]byte(s))
	return v, err
}

// optional reads a value of an enumeration, nil where there is none.
func optional[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](s string) (*T, error) {
	if s == "" {
		return nil, nil
	}
	v, err := value[T, P](s)
	return &v, err
}
