package motcua

import (
	"context"
	"io"
)

// Channel is a way to hand a dossier in (hình thức nộp).
type Channel string

// The values of Channel.
const (
	ChannelDirect          Channel = "DIRECT"
	ChannelOnline          Channel = "ONLINE"
	ChannelPostal          Channel = "POSTAL"
	ChannelDirectAndOnline Channel = "DIRECT_AND_ONLINE"
)

var channels = &enum[Channel]{"Channel", []enumValue[Channel]{
	{ChannelDirect, "trực tiếp"},
	{ChannelOnline, "trực tuyến"},
	{ChannelPostal, "dịch vụ bưu chính"},
	{ChannelDirectAndOnline, "trực tiếp và trực tuyến"},
}}

// Channels lists the values in their order.
func Channels() []Channel { return channels.list() }

// Label is the Vietnamese term.
func (c Channel) Label() string { return channels.label(c) }

// MarshalText fails on an unknown value.
func (c Channel) MarshalText() ([]byte, error) { return channels.marshal(c) }

// UnmarshalText fails on an unknown value.
func (c *Channel) UnmarshalText(b []byte) error { return channels.unmarshal(b, c) }

// MarshalGQLContext writes the GraphQL enum.
func (c Channel) MarshalGQLContext(_ context.Context, w io.Writer) error { return channels.write(w, c) }

// UnmarshalGQLContext reads the GraphQL enum.
func (c *Channel) UnmarshalGQLContext(_ context.Context, v any) error { return channels.read(v, c) }

// TimeUnit is the unit of a time limit. There is none for an unknown unit.
type TimeUnit string

// The values of TimeUnit.
const (
	UnitWorkingDay TimeUnit = "WORKING_DAY"
	UnitDay        TimeUnit = "DAY"
	UnitHour       TimeUnit = "HOUR"
	UnitMonth      TimeUnit = "MONTH"
	UnitYear       TimeUnit = "YEAR"
)

var timeUnits = &enum[TimeUnit]{"TimeUnit", []enumValue[TimeUnit]{
	{UnitWorkingDay, "ngày làm việc"},
	{UnitDay, "ngày"},
	{UnitHour, "giờ"},
	{UnitMonth, "tháng"},
	{UnitYear, "năm"},
}}

// TimeUnits lists the values in their order.
func TimeUnits() []TimeUnit { return timeUnits.list() }

// Label is the Vietnamese term.
func (t TimeUnit) Label() string { return timeUnits.label(t) }

// MarshalText fails on an unknown value.
func (t TimeUnit) MarshalText() ([]byte, error) { return timeUnits.marshal(t) }

// UnmarshalText fails on an unknown value.
func (t *TimeUnit) UnmarshalText(b []byte) error { return timeUnits.unmarshal(b, t) }

// MarshalGQLContext writes the GraphQL enum.
func (t TimeUnit) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return timeUnits.write(w, t)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (t *TimeUnit) UnmarshalGQLContext(_ context.Context, v any) error { return timeUnits.read(v, t) }

// FeeKind is the kind of a payment.
type FeeKind string

// The values of FeeKind.
const (
	FeeKindFee        FeeKind = "FEE"
	FeeKindServiceFee FeeKind = "SERVICE_FEE"
	FeeKindPriceLevel FeeKind = "PRICE_LEVEL"
)

var feeKinds = &enum[FeeKind]{"FeeKind", []enumValue[FeeKind]{
	{FeeKindFee, "phí"},
	{FeeKindServiceFee, "lệ phí"},
	{FeeKindPriceLevel, "mức giá"},
}}

// FeeKinds lists the values in their order.
func FeeKinds() []FeeKind { return feeKinds.list() }

// Label is the Vietnamese term.
func (f FeeKind) Label() string { return feeKinds.label(f) }

// MarshalText fails on an unknown value.
func (f FeeKind) MarshalText() ([]byte, error) { return feeKinds.marshal(f) }

// UnmarshalText fails on an unknown value.
func (f *FeeKind) UnmarshalText(b []byte) error { return feeKinds.unmarshal(b, f) }

// MarshalGQLContext writes the GraphQL enum.
func (f FeeKind) MarshalGQLContext(_ context.Context, w io.Writer) error { return feeKinds.write(w, f) }

// UnmarshalGQLContext reads the GraphQL enum.
func (f *FeeKind) UnmarshalGQLContext(_ context.Context, v any) error { return feeKinds.read(v, f) }

// Method is one published row of how a procedure is performed: a channel with
// its time limit and its fees. A channel may stand in several rows.
type Method struct {
	Channel   Channel   `json:"channel"`
	TimeLimit TimeLimit `json:"timeLimit,omitzero"`
	Fees      []Fee     `json:"fees,omitempty"`
	Text      *string   `json:"text,omitempty"` // the description, as published
}

// TimeLimit is the time for settling a dossier (thời hạn giải quyết). Amount
// and Unit are nil where they are not published; without both no due date can
// be computed.
type TimeLimit struct {
	Amount *Decimal  `json:"amount,omitempty"`
	Unit   *TimeUnit `json:"unit,omitempty"`
	Text   *string   `json:"text,omitempty"` // what was published instead of a number
}

// Fee is a payment for one method. Amount is nil where no amount is published:
// a published 0 counts only where the text says that it is free. The text
// holds exemptions and the real amounts of many fees and is never reduced to
// the number.
type Fee struct {
	Kind       FeeKind     `json:"kind"`
	Amount     *Decimal    `json:"amount,omitempty"`
	Currency   *string     `json:"currency,omitempty"` // ISO 4217
	Text       *string     `json:"text,omitempty"`
	Attachment *Attachment `json:"attachment,omitempty"`
}

// Attachment is a file that the publisher holds.
type Attachment struct {
	ID   ID     `json:"id,omitempty"`
	Name string `json:"name"`
	Path string `json:"path,omitempty"` // within the publisher's file store
}

// ReturnMode is how the result comes back (hình thức trả kết quả).
type ReturnMode string

// The values of ReturnMode.
const (
	ReturnOnline  ReturnMode = "ONLINE"
	ReturnOffline ReturnMode = "OFFLINE"
)

var returnModes = &enum[ReturnMode]{"ReturnMode", []enumValue[ReturnMode]{
	{ReturnOnline, "trực tuyến"},
	{ReturnOffline, "trực tiếp hoặc qua bưu chính"},
}}

// ReturnModes lists the values in their order.
func ReturnModes() []ReturnMode { return returnModes.list() }

// Label is the Vietnamese term.
func (r ReturnMode) Label() string { return returnModes.label(r) }

// MarshalText fails on an unknown value.
func (r ReturnMode) MarshalText() ([]byte, error) { return returnModes.marshal(r) }

// UnmarshalText fails on an unknown value.
func (r *ReturnMode) UnmarshalText(b []byte) error { return returnModes.unmarshal(b, r) }

// MarshalGQLContext writes the GraphQL enum.
func (r ReturnMode) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return returnModes.write(w, r)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (r *ReturnMode) UnmarshalGQLContext(_ context.Context, v any) error {
	return returnModes.read(v, r)
}

// ReturnPlace is where the result is handed over.
type ReturnPlace string

// The values of ReturnPlace.
const (
	PlaceAtSubmissionPlace ReturnPlace = "AT_SUBMISSION_PLACE"
	PlaceAtHome            ReturnPlace = "AT_HOME"
	PlaceOnline            ReturnPlace = "ONLINE"
)

var returnPlaces = &enum[ReturnPlace]{"ReturnPlace", []enumValue[ReturnPlace]{
	{PlaceAtSubmissionPlace, "tại nơi nộp hồ sơ"},
	{PlaceAtHome, "tại nhà"},
	{PlaceOnline, "trực tuyến"},
}}

// ReturnPlaces lists the values in their order.
func ReturnPlaces() []ReturnPlace { return returnPlaces.list() }

// Label is the Vietnamese term.
func (r ReturnPlace) Label() string { return returnPlaces.label(r) }

// MarshalText fails on an unknown value.
func (r ReturnPlace) MarshalText() ([]byte, error) { return returnPlaces.marshal(r) }

// UnmarshalText fails on an unknown value.
func (r *ReturnPlace) UnmarshalText(b []byte) error { return returnPlaces.unmarshal(b, r) }

// MarshalGQLContext writes the GraphQL enum.
func (r ReturnPlace) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return returnPlaces.write(w, r)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (r *ReturnPlace) UnmarshalGQLContext(_ context.Context, v any) error {
	return returnPlaces.read(v, r)
}

// ReturnMethod is a published way in which the result comes back.
type ReturnMethod struct {
	Mode   ReturnMode    `json:"mode"`
	Places []ReturnPlace `json:"places,omitempty"`
}
