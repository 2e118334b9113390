package demo

import (
	"cmp"
	"fmt"
	"strings"

	"motcua"
)

func methods(e *entry, c *motcua.Content) error {
	ways := e.Ways
	if len(e.Via) > 0 {
		ways = append([]wayEntry{{Via: e.Via}}, ways...)
	}
	for _, way := range ways {
		if way.Time == "" && way.TimeText == "" {
			way.Time, way.TimeText = e.Time, e.TimeText
		}
		if way.Fees == nil {
			way.Fees = e.Fees
		}
		limit, err := timeLimit(way.Time, way.TimeText)
		if err != nil {
			return err
		}
		fees, err := fees(way.Fees)
		if err != nil {
			return err
		}
		via, err := each(way.Via, value[motcua.Channel])
		if err != nil {
			return err
		}
		for _, channel := range via {
			c.Methods = append(c.Methods, motcua.Method{Channel: channel, TimeLimit: limit, Fees: fees, Text: text(way.Text)})
		}
	}
	return nil
}

// timeLimit reads "3 ngày làm việc", or a number whose unit is not known.
func timeLimit(limit, words string) (motcua.TimeLimit, error) {
	l := motcua.TimeLimit{Text: text(words)}
	if limit == "" {
		return l, nil
	}
	number, unit, _ := strings.Cut(limit, " ")
	amount, err := motcua.ParseDecimal(number)
	if err != nil {
		return l, fmt.Errorf("time %q: %w", limit, err)
	}
	l.Amount = &amount
	if unit == "" {
		return l, nil
	}
	for _, u := range motcua.TimeUnits() {
		if u.Label() == unit {
			l.Unit = &u
			return l, nil
		}
	}
	return l, fmt.Errorf("time %q: unknown unit", limit)
}

func fees(entries []feeEntry) ([]motcua.Fee, error) {
	var out []motcua.Fee
	for _, e := range entries {
		kind, err := value[motcua.FeeKind](cmp.Or(e.Kind, string(motcua.FeeKindFee)))
		if err != nil {
			return nil, err
		}
		fee := motcua.Fee{Kind: kind, Text: text(e.Text)}
		if e.Amount != "" {
			amount, err := motcua.ParseDecimal(e.Amount)
			if err != nil {
				return nil, fmt.Errorf("fee %q: %w", e.Amount, err)
			}
			fee.Amount, fee.Currency = &amount, text(cmp.Or(e.Currency, "VND"))
		}
		out = append(out, fee)
	}
	return out, nil
}

func variants(e *entry, c *motcua.Content) error {
	for _, v := range e.Variants {
		limit, err := timeLimit(v.Time, "")
		if err != nil {
			return err
		}
		id, err := motcua.ParseID(v.ID)
		if err != nil {
			return err
		}
		c.ServiceVariants = append(c.ServiceVariants, motcua.ServiceVariant{
			ID: id, Code: v.Code, Name: cmp.Or(v.Name, e.Name), TimeLimit: limit,
		})
	}
	return nil
}
