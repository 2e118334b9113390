package graph

import "motcua"

// Bounds of what a list is asked for by.
const (
	// MaxText is in bytes: far more than anybody types, little enough to be
	// taken apart for every request. The search reads its first words only.
	MaxText = 2000
	// MaxFilterValues is for each field of a filter.
	MaxFilterValues = 200
	// retrySeconds is after how long it is worth asking again for what cannot be
	// answered now: a database that is back is noticed within a second.
	retrySeconds = 2
)

// checkText bounds what a person types.
func checkText(argument, text string) error {
	if len(text) > MaxText {
		return motcua.Invalid(argument, "%d bytes, at most %d allowed", len(text), MaxText)
	}
	return nil
}

// checkFilter bounds the number of values.
func checkFilter(f *motcua.ProcedureFilter) error {
	for field, n := range map[string]int{
		"codes": len(f.Codes), "sectors": len(f.Sectors), "levels": len(f.Levels), "promulgatedBy": len(f.PromulgatedBy),
		"executedBy": len(f.ExecutedBy), "audiences": len(f.Audiences), "onlineLevels": len(f.OnlineLevels), "kinds": len(f.Kinds),
		"regulatedBy": len(f.RegulatedBy), "serviceGroups": len(f.ServiceGroups), "statuses": len(f.Statuses),
	} {
		if n > MaxFilterValues {
			return motcua.Invalid("filter."+field, "%d values, at most %d allowed", n, MaxFilterValues)
		}
	}
	return nil
}
