package motcua

import (
	"context"
	"io"
)

// Interpretation says how a search was understood, so that a client can tell
// the person and open the right part of a procedure.
type Interpretation struct {
	Corrected     *string        // the question as it was searched for, where spelling was mended
	Aliases       []AppliedAlias // words taken for other words
	Replaced      []Replacement  // codes whose procedures were replaced
	Intent        *Intent        // the part of a procedure that is asked for
	Ambiguous     bool           // several answers fit equally: offer facets
	NotAProcedure *NotAProcedure // what is asked for is no procedure
	Dropped       []string       // words that were left out because nothing has them all
	Cut           bool           // the question was longer than what is searched for
}

// AppliedAlias is an alias that served a search.
type AppliedAlias struct {
	From, To string
	Kind     AliasKind
}

// Replacement says that the procedure of one code took the place of another's.
type Replacement struct{ From, To string }

// NotAProcedure says why something is no administrative procedure and where to
// go with it.
type NotAProcedure struct{ Reason, GoTo string }

// Explanation says how a result came to its place, for those who tune the
// ranking. Parts are weighed already; they add up to the score.
type Explanation struct {
	Parts []ScorePart
}

// ScorePart is a named part of a score.
type ScorePart struct {
	Name  string
	Value float64
}

// Copy is a procedure that stands within another one's result, because it says
// the same for another place.
type Copy struct {
	Procedure, Version ID
	Code               string
}

// Intent is the part of a procedure's record that a question asks for, so that
// a client can open it.
type Intent string

// The values of Intent.
const (
	IntentFees       Intent = "FEES"
	IntentTimeLimit  Intent = "TIME_LIMIT"
	IntentComponents Intent = "COMPONENTS"
	IntentWhere      Intent = "WHERE"
	IntentOnline     Intent = "ONLINE"
	IntentSteps      Intent = "STEPS"
	IntentForms      Intent = "FORMS"
	IntentConditions Intent = "CONDITIONS"
	IntentResult     Intent = "RESULT"
	IntentAudience   Intent = "AUDIENCE"
	IntentLegalBasis Intent = "LEGAL_BASIS"
)

var intents = &enum[Intent]{"Intent", []enumValue[Intent]{
	{IntentFees, "phí, lệ phí"},
	{IntentTimeLimit, "thời hạn giải quyết"},
	{IntentComponents, "thành phần hồ sơ"},
	{IntentWhere, "nơi nộp hồ sơ"},
	{IntentOnline, "nộp hồ sơ trực tuyến"},
	{IntentSteps, "trình tự thực hiện"},
	{IntentForms, "mẫu đơn, tờ khai"},
	{IntentConditions, "yêu cầu, điều kiện"},
	{IntentResult, "kết quả thực hiện"},
	{IntentAudience, "đối tượng thực hiện"},
	{IntentLegalBasis, "căn cứ pháp lý"},
}}

// Intents lists the values in their order.
func Intents() []Intent { return intents.list() }

// Label is the Vietnamese term.
func (i Intent) Label() string { return intents.label(i) }

// MarshalText fails on an unknown value.
func (i Intent) MarshalText() ([]byte, error) { return intents.marshal(i) }

// UnmarshalText fails on an unknown value.
func (i *Intent) UnmarshalText(b []byte) error { return intents.unmarshal(b, i) }

// MarshalGQLContext writes the GraphQL enum.
func (i Intent) MarshalGQLContext(_ context.Context, w io.Writer) error { return intents.write(w, i) }

// UnmarshalGQLContext reads the GraphQL enum.
func (i *Intent) UnmarshalGQLContext(_ context.Context, v any) error { return intents.read(v, i) }
