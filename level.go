package motcua

import (
	"context"
	"io"
)

// Level is an administrative level at which a procedure is performed. A procedure
// has a set of them. Districts ended on 1 July 2025 and remain for history.
type Level string

// The values of Level.
const (
	LevelMinistry     Level = "MINISTRY"
	LevelProvince     Level = "PROVINCE"
	LevelDistrict     Level = "DISTRICT" // until 30 June 2025
	LevelCommune      Level = "COMMUNE"
	LevelOtherAgency  Level = "OTHER_AGENCY"
	LevelUndetermined Level = "UNDETERMINED" // published as not determined
)

var levels = &enum[Level]{"Level", []enumValue[Level]{
	{LevelMinistry, "cấp bộ"},
	{LevelProvince, "cấp tỉnh"},
	{LevelDistrict, "cấp huyện"},
	{LevelCommune, "cấp xã"},
	{LevelOtherAgency, "cơ quan khác"},
	{LevelUndetermined, "chưa xác định"},
}}

// Levels lists the values in their order.
func Levels() []Level { return levels.list() }

// Label is the Vietnamese term.
func (l Level) Label() string { return levels.label(l) }

// MarshalText fails on an unknown value.
func (l Level) MarshalText() ([]byte, error) { return levels.marshal(l) }

// UnmarshalText fails on an unknown value.
func (l *Level) UnmarshalText(b []byte) error { return levels.unmarshal(b, l) }

// MarshalGQLContext writes the GraphQL enum.
func (l Level) MarshalGQLContext(_ context.Context, w io.Writer) error { return levels.write(w, l) }

// UnmarshalGQLContext reads the GraphQL enum.
func (l *Level) UnmarshalGQLContext(_ context.Context, v any) error { return levels.read(v, l) }
