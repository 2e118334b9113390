package portal

import (
	"regexp"

	"motcua"
)

func (p *parse) fees(method object, methodText *string) []motcua.Fee {
	var out []motcua.Fee
	for f := range method.objects("fees") {
		fee := motcua.Fee{
			Kind:       requiredEnum[motcua.FeeKind](f, "type"),
			Text:       f.optional("description"),
			Attachment: p.feeAttachment(f),
		}
		fee.Amount = p.feeAmount(f, fee.Text, methodText)
		fee.Currency = p.currency(f, fee.Amount)
		out = append(out, fee)
	}
	return out
}

// feeAmount reads an amount. The portal's form fills in 0, and the real amount
// often stands in the text: a 0 counts only where the fee's text says "free",
// or the method's where the fee has none.
func (p *parse) feeAmount(f object, text, methodText *string) *motcua.Decimal {
	at := f.field("value", kindNumber)
	if at == absent {
		return nil
	}
	amount := p.amount(at)
	if amount == nil || !amount.IsZero() || saysFree(text) || blank(text) && saysNoFee(methodText) {
		return amount
	}
	value := "0"
	if text != nil {
		value = "0, " + *text
	}
	p.doubt(motcua.DoubtFeeZero, p.tree.path(at), value, "no text calls it free: treated as not published")
	return nil
}

// The portal names a currency by its id, its name or its code.
const (
	idVND, nameVND = "019b3fb2-b5b8-70ac-85e2-9409ec1eaffa", "Việt Nam Đồng"
	idUSD, nameUSD = "019b3fb2-dee2-76ab-aa53-22d4d903a2bb", "USD"
)

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

func (p *parse) currency(f object, amount *motcua.Decimal) *string {
	c := f.object("currency")
	id, name := f.text("currencyId"), f.text("currencyName")
	for _, s := range []string{c.text("code"), name, id, c.text("name"), c.text("id")} {
		switch {
		case s == idVND || s == nameVND:
			return new("VND")
		case s == idUSD || s == nameUSD:
			return new("USD")
		case currencyCode.MatchString(s):
			return new(s)
		}
	}
	if amount != nil && !amount.IsZero() {
		value := string(*amount)
		if name != "" {
			value += " " + name
		}
		p.doubt(motcua.DoubtFeeCurrencyMissing, f.path("currencyId"), value, "an amount without a currency that is known")
	}
	return nil
}

func (p *parse) feeAttachment(f object) *motcua.Attachment {
	a := f.object("attachment")
	if !a.exists() {
		return nil
	}
	return &motcua.Attachment{ID: a.id("fileId"), Name: a.text("fileName")}
}
