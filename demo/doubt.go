package demo

import (
	"fmt"
	"time"

	"motcua"
)

// asOf is the day of the catalogue from which the facts were taken.
var asOf = motcua.NewDate(2026, time.July, 18)

// doubts says what is doubtful in the facts themselves.
func doubts(c *motcua.Content) []motcua.Doubt {
	var out []motcua.Doubt
	if d := c.Decision.Date; d != nil && *d > asOf {
		out = append(out, motcua.Doubt{
			Kind: motcua.DoubtDecisionDateFuture, Field: "decision.date", Value: d.String(),
			Reason: "after " + asOf.String() + ", the day of the catalogue",
		})
	}
	seen := map[motcua.Channel]bool{}
	for i, m := range c.Methods {
		field := fmt.Sprintf("methods[%d]", i)
		if seen[m.Channel] {
			out = append(out, motcua.Doubt{Kind: motcua.DoubtChannelRepeated, Field: field + ".channel", Value: string(m.Channel), Reason: "the channel stands in several rows"})
		}
		seen[m.Channel] = true
		limit := m.TimeLimit
		switch {
		case limit.Amount != nil && limit.Unit == nil:
			out = append(out, motcua.Doubt{Kind: motcua.DoubtTimeUnitUnknown, Field: field + ".timeLimit", Value: string(*limit.Amount), Reason: "a number without a unit"})
		case limit.Amount == nil && limit.Text != nil:
			out = append(out, motcua.Doubt{Kind: motcua.DoubtTimeLimitText, Field: field + ".timeLimit", Value: *limit.Text, Reason: "the time limit is a text, not a number"})
		}
	}
	return out
}
