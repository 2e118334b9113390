package motcua

import (
	"context"
	"io"
)

// What people search for and choose is counted by day and text, and by nothing
// that says who it was.

// UsageRules say what may be known of what people look for.
type UsageRules struct {
	// Threshold is how often a text has to be counted before anybody is shown
	// it: what one person types once or twice may be about that person.
	Threshold int
	RareDays  int // how long texts below the threshold are kept
	KeptDays  int // how long the others are
	// RareTexts is how many texts below the threshold are kept: made-up ones
	// must not fill the disk.
	RareTexts int
}

// DefaultUsageRules are those of a server that is told no others.
var DefaultUsageRules = UsageRules{Threshold: 5, RareDays: 30, KeptDays: 400, RareTexts: 200_000}

// SearchCount is how often a text was searched for on a day.
type SearchCount struct {
	Day   Date
	Text  string // NFC, lower case, single spaces
	Found bool   // whether there were results
	Count int
}

// ClickCount is how often a result of a search was chosen on a day.
type ClickCount struct {
	Day       Date
	Text      string
	Procedure ID
	Place     ClickPlace
	Count     int
}

// UsageCounts are counts to be added to those that are kept.
type UsageCounts struct {
	Searches []SearchCount
	Clicks   []ClickCount
}

// Empty says that nothing was counted.
func (c UsageCounts) Empty() bool { return len(c.Searches) == 0 && len(c.Clicks) == 0 }

// ClickPlace is where among the results the chosen one stood.
type ClickPlace string

// The values of ClickPlace.
const (
	PlaceFirst   ClickPlace = "FIRST"
	PlaceTop     ClickPlace = "TOP"     // second or third
	PlacePage    ClickPlace = "PAGE"    // fourth to tenth
	PlaceBeyond  ClickPlace = "BEYOND"  // further down
	PlaceUnknown ClickPlace = "UNKNOWN" // the client did not say
)

// PlaceOf gives the place of a rank, which counts from 0.
func PlaceOf(rank int) ClickPlace {
	switch {
	case rank < 0:
		return PlaceUnknown
	case rank == 0:
		return PlaceFirst
	case rank < 3:
		return PlaceTop
	case rank < 10:
		return PlacePage
	}
	return PlaceBeyond
}

// InsightQuery asks what people look for.
type InsightQuery struct {
	Kind      InsightKind
	Since     Date
	First     int
	Threshold int
}

// SearchInsight is a text that people search for, and how often.
type SearchInsight struct {
	Text    string
	Count   int  // of searches, or of choices
	LastDay Date // on which it was counted

	// Of choices only.
	Procedure *ID
	Code      *string // of the procedure, as it is today
	Buried    *int    // how often it stood below the third place
}

// InsightKind says what is asked about searches.
type InsightKind string

// The values of InsightKind.
const (
	InsightNotFound InsightKind = "NOT_FOUND"
	InsightPopular  InsightKind = "POPULAR"
	InsightClicked  InsightKind = "CLICKED"
)

var insightKinds = &enum[InsightKind]{"InsightKind", []enumValue[InsightKind]{
	{InsightNotFound, "tìm không thấy"},
	{InsightPopular, "tìm nhiều"},
	{InsightClicked, "kết quả được chọn"},
}}

// InsightKinds lists the values in their order.
func InsightKinds() []InsightKind { return insightKinds.list() }

// Label is the Vietnamese term.
func (k InsightKind) Label() string { return insightKinds.label(k) }

// MarshalText fails on an unknown value.
func (k InsightKind) MarshalText() ([]byte, error) { return insightKinds.marshal(k) }

// UnmarshalText fails on an unknown value.
func (k *InsightKind) UnmarshalText(b []byte) error { return insightKinds.unmarshal(b, k) }

// MarshalGQLContext writes the GraphQL enum.
func (k InsightKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return insightKinds.write(w, k)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (k *InsightKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return insightKinds.read(v, k)
}
