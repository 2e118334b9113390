package motcua

import (
	"context"
	"io"
)

// ComponentKind separates papers from the headings and notes that published component
// lists mix with them. It is derived: an entry without any quantity is no paper.
type ComponentKind string

// The values of ComponentKind.
const (
	ComponentPaper   ComponentKind = "PAPER"
	ComponentHeading ComponentKind = "HEADING"
	ComponentNote    ComponentKind = "NOTE"
)

var componentKinds = &enum[ComponentKind]{"ComponentKind", []enumValue[ComponentKind]{
	{ComponentPaper, "giấy tờ"},
	{ComponentHeading, "đề mục"},
	{ComponentNote, "ghi chú"},
}}

// ComponentKinds lists the values in their order.
func ComponentKinds() []ComponentKind { return componentKinds.list() }

// Label is the Vietnamese term.
func (c ComponentKind) Label() string { return componentKinds.label(c) }

// MarshalText fails on an unknown value.
func (c ComponentKind) MarshalText() ([]byte, error) { return componentKinds.marshal(c) }

// UnmarshalText fails on an unknown value.
func (c *ComponentKind) UnmarshalText(b []byte) error { return componentKinds.unmarshal(b, c) }

// MarshalGQLContext writes the GraphQL enum.
func (c ComponentKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return componentKinds.write(w, c)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (c *ComponentKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return componentKinds.read(v, c)
}

// CasePurpose says what is done with the papers of a case, where its heading says so.
type CasePurpose string

// The values of CasePurpose.
const (
	PurposeSubmit  CasePurpose = "SUBMIT"
	PurposePresent CasePurpose = "PRESENT"
	PurposeNote    CasePurpose = "NOTE"
)

var casePurposes = &enum[CasePurpose]{"CasePurpose", []enumValue[CasePurpose]{
	{PurposeSubmit, "phải nộp"},
	{PurposePresent, "phải xuất trình"},
	{PurposeNote, "lưu ý"},
}}

// CasePurposes lists the values in their order.
func CasePurposes() []CasePurpose { return casePurposes.list() }

// Label is the Vietnamese term.
func (c CasePurpose) Label() string { return casePurposes.label(c) }

// MarshalText fails on an unknown value.
func (c CasePurpose) MarshalText() ([]byte, error) { return casePurposes.marshal(c) }

// UnmarshalText fails on an unknown value.
func (c *CasePurpose) UnmarshalText(b []byte) error { return casePurposes.unmarshal(b, c) }

// MarshalGQLContext writes the GraphQL enum.
func (c CasePurpose) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return casePurposes.write(w, c)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (c *CasePurpose) UnmarshalGQLContext(_ context.Context, v any) error {
	return casePurposes.read(v, c)
}

// Case is a case (trường hợp) with the components that it asks for. Published
// case names are often headings: Purpose tells what they say to do.
type Case struct {
	Name       *string      `json:"name,omitempty"`
	Purpose    *CasePurpose `json:"purpose,omitempty"`
	Components []Component  `json:"components,omitempty"`
}

// Component is an entry of the dossier (thành phần hồ sơ). Its code is the
// publisher's and of no uniform form.
type Component struct {
	ID               ID            `json:"id,omitempty"`
	Code             *string       `json:"code,omitempty"`
	Name             string        `json:"name"`
	Kind             ComponentKind `json:"kind"`
	Originals        int           `json:"originals,omitempty"`
	Copies           int           `json:"copies,omitempty"`
	Required         bool          `json:"required,omitempty"`       // false on every record of the national portal: no information
	ElectronicForm   bool          `json:"electronicForm,omitempty"` // as published
	ProcessingResult *bool         `json:"processingResult,omitempty"`
	Forms            []Attachment  `json:"forms,omitempty"`
}

// Step is a published step. Number is its place; many records hold all steps
// in the text of the first.
type Step struct {
	Number int     `json:"number"`
	Title  *string `json:"title,omitempty"`
	Text   *string `json:"text,omitempty"`
}

// Result is what the procedure ends with.
type Result struct {
	ID   ID      `json:"id,omitempty"`
	Code *string `json:"code,omitempty"`
	Name string  `json:"name"`
}

// ServiceVariant is an online service made for a procedure, such as
// 2.000815.01, with the processing time of that service.
type ServiceVariant struct {
	ID        ID        `json:"id,omitempty"`
	Code      string    `json:"code"`
	Name      string    `json:"name"`
	TimeLimit TimeLimit `json:"timeLimit,omitzero"`
}
