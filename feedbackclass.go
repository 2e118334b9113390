package motcua

import (
	"context"
	"io"
)

// FeedbackClass is what feedback is about. The first three are regulations (quy
// định hành chính), the last is conduct; the portal counts these two apart
// (formula of Index 766, criteria 5.1 and 5.2).
type FeedbackClass string

// The values of FeedbackClass.
const (
	ClassMechanism FeedbackClass = "MECHANISM"
	ClassPolicy    FeedbackClass = "POLICY"
	ClassProcedure FeedbackClass = "PROCEDURE"
	ClassConduct   FeedbackClass = "CONDUCT"
)

var feedbackClasses = &enum[FeedbackClass]{"FeedbackClass", []enumValue[FeedbackClass]{
	{ClassMechanism, "cơ chế"},
	{ClassPolicy, "chính sách"},
	{ClassProcedure, "thủ tục hành chính"},
	{ClassConduct, "hành vi hành chính"},
}}

// FeedbackClasses lists the values in their order.
func FeedbackClasses() []FeedbackClass { return feedbackClasses.list() }

// Label is the Vietnamese term.
func (c FeedbackClass) Label() string { return feedbackClasses.label(c) }

// MarshalText fails on an unknown value.
func (c FeedbackClass) MarshalText() ([]byte, error) { return feedbackClasses.marshal(c) }

// UnmarshalText fails on an unknown value.
func (c *FeedbackClass) UnmarshalText(b []byte) error { return feedbackClasses.unmarshal(b, c) }

// MarshalGQLContext writes the GraphQL enum.
func (c FeedbackClass) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return feedbackClasses.write(w, c)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (c *FeedbackClass) UnmarshalGQLContext(_ context.Context, v any) error {
	return feedbackClasses.read(v, c)
}

// FeedbackChannel is the way on which feedback came.
type FeedbackChannel string

// The values of FeedbackChannel.
const (
	FeedbackWeb       FeedbackChannel = "WEB"
	FeedbackPortal    FeedbackChannel = "PORTAL"
	FeedbackTelephone FeedbackChannel = "TELEPHONE"
	FeedbackEmail     FeedbackChannel = "EMAIL"
	FeedbackPost      FeedbackChannel = "POST"
	FeedbackInPerson  FeedbackChannel = "IN_PERSON"
)

var feedbackChannels = &enum[FeedbackChannel]{"FeedbackChannel", []enumValue[FeedbackChannel]{
	{FeedbackWeb, "trực tuyến"},
	{FeedbackPortal, "Cổng Dịch vụ công quốc gia"},
	{FeedbackTelephone, "điện thoại"},
	{FeedbackEmail, "thư điện tử"},
	{FeedbackPost, "bưu chính"},
	{FeedbackInPerson, "trực tiếp"},
}}

// FeedbackChannels lists the values in their order.
func FeedbackChannels() []FeedbackChannel { return feedbackChannels.list() }

// Label is the Vietnamese term.
func (c FeedbackChannel) Label() string { return feedbackChannels.label(c) }

// MarshalText fails on an unknown value.
func (c FeedbackChannel) MarshalText() ([]byte, error) { return feedbackChannels.marshal(c) }

// UnmarshalText fails on an unknown value.
func (c *FeedbackChannel) UnmarshalText(b []byte) error { return feedbackChannels.unmarshal(b, c) }

// MarshalGQLContext writes the GraphQL enum.
func (c FeedbackChannel) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return feedbackChannels.write(w, c)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (c *FeedbackChannel) UnmarshalGQLContext(_ context.Context, v any) error {
	return feedbackChannels.read(v, c)
}

// FeedbackOrigin tells what people sent from what was made up.
type FeedbackOrigin string

// The values of FeedbackOrigin.
const (
	OriginSent      FeedbackOrigin = "SENT"
	OriginDemo      FeedbackOrigin = "DEMO"
	OriginGenerated FeedbackOrigin = "GENERATED"
)

var feedbackOrigins = &enum[FeedbackOrigin]{"FeedbackOrigin", []enumValue[FeedbackOrigin]{
	{OriginSent, "do người dân, doanh nghiệp gửi"},
	{OriginDemo, "dữ liệu minh họa"},
	{OriginGenerated, "dữ liệu sinh tự động"},
}}

// FeedbackOrigins lists the values in their order.
func FeedbackOrigins() []FeedbackOrigin { return feedbackOrigins.list() }

// Label is the Vietnamese term.
func (o FeedbackOrigin) Label() string { return feedbackOrigins.label(o) }

// MarshalText fails on an unknown value.
func (o FeedbackOrigin) MarshalText() ([]byte, error) { return feedbackOrigins.marshal(o) }

// UnmarshalText fails on an unknown value.
func (o *FeedbackOrigin) UnmarshalText(b []byte) error { return feedbackOrigins.unmarshal(b, o) }

// MarshalGQLContext writes the GraphQL enum.
func (o FeedbackOrigin) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return feedbackOrigins.write(w, o)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (o *FeedbackOrigin) UnmarshalGQLContext(_ context.Context, v any) error {
	return feedbackOrigins.read(v, o)
}
