package motcua

import "fmt"

// RuleSet holds the time limits for handling feedback, in working days, from a
// day on. They are what the national portal computes by (formula of Index 766,
// section 5); the statutory ones of Decree 20/2008/NĐ-CP are not taken for
// granted, so all of them are parameters.
type RuleSet struct {
	ValidFrom Date   `json:"validFrom"`
	Source    string `json:"source"` // the act or text that sets the limits

	// Refuse counts from the sending, or from the latest transfer.
	Refuse int `json:"refuse"`
	// Supplement counts from the receipt.
	Supplement int `json:"supplement"`
	// Answer counts from the sending, from the latest transfer to the body, or
	// from the supplement.
	Answer int `json:"answer"`
	// Publish counts from the answer.
	Publish int `json:"publish"`
}

// maxLimit is a limit that is surely a slip of the pen.
const maxLimit = 365

// Check says what is wrong with a rule set.
func (r RuleSet) Check() error {
	for _, stage := range DeadlineStages() {
		if n := r.Days(stage); n < 1 || n > maxLimit {
			return Invalid("ruleSet", "%s: %d working days, 1 to %d allowed", stage, n, maxLimit)
		}
	}
	if r.Source == "" {
		return Invalid("ruleSet", "the source is missing")
	}
	return nil
}

// Days is the number of working days for a step.
func (r RuleSet) Days(stage DeadlineStage) int {
	switch stage {
	case StageRefuse:
		return r.Refuse
	case StageSupplement:
		return r.Supplement
	case StageAnswer:
		return r.Answer
	case StagePublish:
		return r.Publish
	}
	panic(fmt.Sprintf("no time limit for %q", stage)) // not one of the table above
}

// RuleSets are the rule sets in the order of their first days.
type RuleSets []RuleSet

// On gives the rule set that holds on a day; the first where none does yet.
func (list RuleSets) On(day Date) RuleSet {
	held := list[0]
	for _, r := range list[1:] {
		if r.ValidFrom <= day {
			held = r
		}
	}
	return held
}
