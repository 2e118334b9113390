package portal

import "encoding"

// enumText is an enumeration of the domain, by its address.
type enumText[E any] interface {
	*E
	encoding.TextUnmarshaler
}

// enum gives a value of an enumeration, nil where none is published.
func enum[E ~string, P enumText[E]](o object, key string) *E {
	s := o.text(key)
	if s == "" {
		return nil
	}
	var e E
	if err := P(&e).UnmarshalText([]byte(s)); err != nil {
		o.p.refuse(o.path(key), s, err.Error())
		return nil
	}
	return &e
}

// requiredEnum gives a value of an enumeration that must be there.
func requiredEnum[E ~string, P enumText[E]](o object, key string) E {
	if e := enum[E, P](o, key); e != nil {
		return *e
	}
	var e E
	if err := P(&e).UnmarshalText(nil); err != nil {
		o.p.refuse(o.path(key), "", err.Error())
	}
	return e
}
