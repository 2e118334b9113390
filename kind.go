package motcua

import (
	"context"
	"io"
)

// Kind is the type of a procedure (loại thủ tục).
type Kind string

// The values of Kind.
const (
	KindStandard               Kind = "STANDARD"
	KindSpecific               Kind = "SPECIFIC" // of one locality
	KindInterconnected         Kind = "INTERCONNECTED"
	KindStandardInternal       Kind = "STANDARD_INTERNAL"
	KindInterconnectedInternal Kind = "INTERCONNECTED_INTERNAL"
)

var kinds = &enum[Kind]{"Kind", []enumValue[Kind]{
	{KindStandard, "thông thường"},
	{KindSpecific, "đặc thù"},
	{KindInterconnected, "liên thông"},
	{KindStandardInternal, "nội bộ"},
	{KindInterconnectedInternal, "nội bộ liên thông"},
}}

// Kinds lists the values in their order.
func Kinds() []Kind { return kinds.list() }

// Label is the Vietnamese term.
func (k Kind) Label() string { return kinds.label(k) }

// MarshalText fails on an unknown value.
func (k Kind) MarshalText() ([]byte, error) { return kinds.marshal(k) }

// UnmarshalText fails on an unknown value.
func (k *Kind) UnmarshalText(b []byte) error { return kinds.unmarshal(b, k) }

// MarshalGQLContext writes the GraphQL enum.
func (k Kind) MarshalGQLContext(_ context.Context, w io.Writer) error { return kinds.write(w, k) }

// UnmarshalGQLContext reads the GraphQL enum.
func (k *Kind) UnmarshalGQLContext(_ context.Context, v any) error { return kinds.read(v, k) }

// Regulation says who regulates a procedure. It is an axis of its own beside [Kind].
type Regulation string

// The values of Regulation.
const (
	RegulationAssignedRegulation    Regulation = "ASSIGNED_REGULATION"
	RegulationNotAssignedRegulation Regulation = "NOT_ASSIGNED_REGULATION"
	RegulationCentralRegulation     Regulation = "CENTRAL_REGULATION"
	RegulationLocalRegulation       Regulation = "LOCAL_REGULATION"
	RegulationOther                 Regulation = "OTHER"
)

var regulations = &enum[Regulation]{"Regulation", []enumValue[Regulation]{
	{RegulationAssignedRegulation, "được luật giao quy định chi tiết"},
	{RegulationNotAssignedRegulation, "không được luật giao quy định chi tiết"},
	{RegulationCentralRegulation, "trung ương quy định"},
	{RegulationLocalRegulation, "địa phương quy định"},
	{RegulationOther, "khác"},
}}

// Regulations lists the values in their order.
func Regulations() []Regulation { return regulations.list() }

// Label is the Vietnamese term.
func (r Regulation) Label() string { return regulations.label(r) }

// MarshalText fails on an unknown value.
func (r Regulation) MarshalText() ([]byte, error) { return regulations.marshal(r) }

// UnmarshalText fails on an unknown value.
func (r *Regulation) UnmarshalText(b []byte) error { return regulations.unmarshal(b, r) }

// MarshalGQLContext writes the GraphQL enum.
func (r Regulation) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return regulations.write(w, r)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (r *Regulation) UnmarshalGQLContext(_ context.Context, v any) error {
	return regulations.read(v, r)
}

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

// OnlineLevel says how far a procedure can be done online (mức độ dịch vụ công trực tuyến).
type OnlineLevel string

// The values of OnlineLevel.
const (
	OnlineFull    OnlineLevel = "FULL" // no visit but for the delivery of the result
	OnlinePartial OnlineLevel = "PARTIAL"
	OnlineOffline OnlineLevel = "OFFLINE" // published as offline only
)

var onlineLevels = &enum[OnlineLevel]{"OnlineLevel", []enumValue[OnlineLevel]{
	{OnlineFull, "toàn trình"},
	{OnlinePartial, "một phần"},
	{OnlineOffline, "không trực tuyến"},
}}

// OnlineLevels lists the values in their order.
func OnlineLevels() []OnlineLevel { return onlineLevels.list() }

// Label is the Vietnamese term.
func (o OnlineLevel) Label() string { return onlineLevels.label(o) }

// MarshalText fails on an unknown value.
func (o OnlineLevel) MarshalText() ([]byte, error) { return onlineLevels.marshal(o) }

// UnmarshalText fails on an unknown value.
func (o *OnlineLevel) UnmarshalText(b []byte) error { return onlineLevels.unmarshal(b, o) }

// MarshalGQLContext writes the GraphQL enum.
func (o OnlineLevel) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return onlineLevels.write(w, o)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (o *OnlineLevel) UnmarshalGQLContext(_ context.Context, v any) error {
	return onlineLevels.read(v, o)
}

// Status is the legal state of a procedure on a day. It is computed from the period
// in which the version holds and never stored.
type Status string

// The values of Status.
const (
	StatusInForce       Status = "IN_FORCE"
	StatusNotYetInForce Status = "NOT_YET_IN_FORCE"
	StatusExpired       Status = "EXPIRED"
)

var statuses = &enum[Status]{"Status", []enumValue[Status]{
	{StatusInForce, "còn hiệu lực"},
	{StatusNotYetInForce, "chưa có hiệu lực"},
	{StatusExpired, "hết hiệu lực"},
}}

// Statuses lists the values in their order.
func Statuses() []Status { return statuses.list() }

// Label is the Vietnamese term.
func (s Status) Label() string { return statuses.label(s) }

// MarshalText fails on an unknown value.
func (s Status) MarshalText() ([]byte, error) { return statuses.marshal(s) }

// UnmarshalText fails on an unknown value.
func (s *Status) UnmarshalText(b []byte) error { return statuses.unmarshal(b, s) }

// MarshalGQLContext writes the GraphQL enum.
func (s Status) MarshalGQLContext(_ context.Context, w io.Writer) error { return statuses.write(w, s) }

// UnmarshalGQLContext reads the GraphQL enum.
func (s *Status) UnmarshalGQLContext(_ context.Context, v any) error { return statuses.read(v, s) }

// PortalState is the state that the national portal shows beside a published procedure.
type PortalState string

// The values of PortalState.
const (
	PortalStateActive  PortalState = "ACTIVE"
	PortalStateUpdated PortalState = "UPDATED"
)

var portalStates = &enum[PortalState]{"PortalState", []enumValue[PortalState]{
	{PortalStateActive, "đang công khai"},
	{PortalStateUpdated, "đang công khai – sửa đổi, bổ sung"},
}}

// PortalStates lists the values in their order.
func PortalStates() []PortalState { return portalStates.list() }

// Label is the Vietnamese term.
func (p PortalState) Label() string { return portalStates.label(p) }

// MarshalText fails on an unknown value.
func (p PortalState) MarshalText() ([]byte, error) { return portalStates.marshal(p) }

// UnmarshalText fails on an unknown value.
func (p *PortalState) UnmarshalText(b []byte) error { return portalStates.unmarshal(b, p) }

// MarshalGQLContext writes the GraphQL enum.
func (p PortalState) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return portalStates.write(w, p)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (p *PortalState) UnmarshalGQLContext(_ context.Context, v any) error {
	return portalStates.read(v, p)
}
