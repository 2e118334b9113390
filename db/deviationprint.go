package db

import (
	"encoding/hex"
	"fmt"
	"reflect"
	"time"
)

// printed is a value as a report shows it: what a pointer points to, "" for
// none, times as they are stored.
func printed(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case time.Time:
		return v.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano)
	case []byte:
		return hex.EncodeToString(v)
	}
	if v := reflect.ValueOf(value); v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		return printed(v.Elem().Interface())
	}
	return fmt.Sprint(value)
}
