package motcua

import (
	"encoding/json"
	"math/big"
	"strings"
	"time"
)

// Language is one in which people are told something.
type Language string

// The languages.
const (
	Vietnamese Language = "vi"
	English    Language = "en"
)

// Trend says whether a number rose or fell; "" where either is no number, or
// their units differ.
func (c ContentChange) Trend() ChangeTrend {
	before, unit, ok := c.amount(c.Before)
	after, unitAfter, okAfter := c.amount(c.After)
	if !ok || !okAfter || unit != unitAfter {
		return ""
	}
	return map[int]ChangeTrend{1: TrendIncreased, -1: TrendDecreased}[after.Cmp(before)]
}

func (c ContentChange) amount(doc json.RawMessage) (n *big.Rat, unit TimeUnit, ok bool) {
	var text Decimal
	switch c.Path.field() {
	case "amount":
		ok = json.Unmarshal(doc, &text) == nil
	case "timeLimit":
		var limit TimeLimit
		if json.Unmarshal(doc, &limit) == nil && limit.Amount != nil && limit.Unit != nil {
			text, unit, ok = *limit.Amount, *limit.Unit, true
		}
	}
	if !ok {
		return nil, "", false
	}
	n, ok = new(big.Rat).SetString(string(text))
	return n, unit, ok
}

// BeforeText is what stood there, for people; "" is nothing.
func (c ContentChange) BeforeText(l Language) string { return c.text(l, c.Before) }

// AfterText is what stands there now, for people; "" is nothing.
func (c ContentChange) AfterText(l Language) string { return c.text(l, c.After) }

// Words are the texts before and after with the words that changed marked.
func (c ContentChange) Words(l Language) []MarkedText {
	return MarkWords(c.BeforeText(l), c.AfterText(l))
}

// Sentence tells the change.
func (c ContentChange) Sentence(l Language) string {
	what, before, after := c.subject(l), c.BeforeText(l), c.AfterText(l)
	trend := c.Trend()
	if trend == "" { // amounts need no marks
		before, after = quote(before), quote(after)
	}
	if l == Vietnamese {
		switch {
		case c.Kind == ChangeAdded:
			return "Thêm " + what + ": " + after + "."
		case c.Kind == ChangeRemoved:
			return "Bỏ " + what + ": " + before + "."
		case c.Kind == ChangeMoved:
			return "Chuyển vị trí " + what + ": " + after + "."
		case trend == TrendIncreased:
			return upper(what) + " tăng từ " + before + " lên " + after + "."
		case trend == TrendDecreased:
			return upper(what) + " giảm từ " + before + " xuống " + after + "."
		case c.Kind == ChangeReplaced:
			return "Thay " + what + " " + before + " bằng " + after + "."
		}
		return "Sửa " + what + " từ " + before + " thành " + after + "."
	}
	switch {
	case c.Kind == ChangeAdded:
		return upper(what) + " added: " + after + "."
	case c.Kind == ChangeRemoved:
		return upper(what) + " removed: " + before + "."
	case c.Kind == ChangeMoved:
		return upper(what) + " moved: " + after + "."
	case trend == TrendIncreased:
		return upper(what) + " raised from " + before + " to " + after + "."
	case trend == TrendDecreased:
		return upper(what) + " cut from " + before + " to " + after + "."
	case c.Kind == ChangeReplaced:
		return upper(what) + " " + before + " replaced by " + after + "."
	}
	return upper(what) + " changed from " + before + " to " + after + "."
}

// maxQuoted is how much of a text a sentence quotes, in characters; Words has
// all of it.
const maxQuoted = 120

func quote(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxQuoted {
		s = strings.TrimSpace(string(r[:maxQuoted])) + "…"
	}
	return "“" + s + "”"
}

func upper(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// innerFields are those below the fields of a content.
var innerFields = map[string][2]string{
	"amount":           {"mức", "amount"},
	"currency":         {"loại tiền", "currency"},
	"text":             {"nội dung", "text"},
	"name":             {"tên", "name"},
	"title":            {"tên", "title"},
	"code":             {"mã", "code"},
	"number":           {"số", "number"},
	"kind":             {"loại", "kind"},
	"channel":          {"hình thức nộp", "channel"},
	"originals":        {"số bản chính", "number of originals"},
	"copies":           {"số bản sao", "number of copies"},
	"required":         {"tính bắt buộc", "requiredness"},
	"electronicForm":   {"biểu mẫu điện tử", "electronic form"},
	"processingResult": {"là kết quả giải quyết", "being a result"},
	"forms":            {"biểu mẫu", "form"},
	"attachment":       {"tệp đính kèm", "attachment"},
	"purpose":          {"mục đích", "purpose"},
	"places":           {"nơi trả kết quả", "place of return"},
	"mode":             {"hình thức", "mode"},
	"issuer":           {"cơ quan ban hành", "issuer"},
	"date":             {"ngày ký", "day of signing"},
	"id":               {"mã bản ghi", "record id"},
	"path":             {"đường dẫn", "path"},
	"level":            {"cấp", "level"},
	"parent":           {"cơ quan cấp trên", "superior agency"},
}

// subject names what the change is about: the field, of what, where.
func (c ContentChange) subject(l Language) string {
	pick := func(vi, en string) string {
		if l == Vietnamese {
			return vi
		}
		return en
	}
	field := c.Path.field()
	named, known := contentFieldOf(field)
	what := pick(named.vietnamese, named.english)
	if inner, ok := innerFields[field]; ok && (len(c.Path) > 1 || !known) {
		what = pick(inner[0], inner[1])
	} else if !known {
		what = field
	}
	of := c.About
	if of.FeeKind != nil {
		kind := pick(of.FeeKind.Label(), feeKindEnglish[*of.FeeKind])
		if field == "amount" || field == "fees" {
			what = kind
		} else {
			what = pick(what+" "+kind, kind+" "+what)
		}
	}
	element := c.From != nil || c.To != nil
	if of.Name != "" && !element && len(c.Path) > 1 && field != "name" && field != "title" {
		what += " " + pick("của ", "of ") + quote(of.Name)
	}
	if of.Channel != nil && field != "methods" {
		what += " (" + pick(of.Channel.Label(), channelEnglish[*of.Channel]) + ")"
	}
	return what
}

var channelEnglish = map[Channel]string{
	ChannelDirect: "in person", ChannelOnline: "online", ChannelPostal: "by post", ChannelDirectAndOnline: "in person and online",
}

var feeKindEnglish = map[FeeKind]string{FeeKindFee: "fee", FeeKindServiceFee: "charge", FeeKindPriceLevel: "price"}

var timeUnitEnglish = map[TimeUnit]string{
	UnitWorkingDay: "working day", UnitDay: "day", UnitHour: "hour", UnitMonth: "month", UnitYear: "year",
}

func (c ContentChange) text(l Language, doc json.RawMessage) string {
	if doc == nil {
		return ""
	}
	var v any
	if decodeTree(doc, &v) != nil {
		return ""
	}
	return valueText(l, c.Path.field(), c.About.Currency, v)
}

// valueText tells a value of the stored form.
func valueText(l Language, field, currency string, v any) string {
	switch v := v.(type) {
	case string:
		if field == "amount" {
			return money(l, v, currency)
		}
		return enumText(l, field, v)
	case bool:
		return map[Language][2]string{Vietnamese: {"không", "có"}, English: {"no", "yes"}}[l][index(v)]
	case json.Number:
		return v.String()
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, valueText(l, field, currency, one))
		}
		return strings.Join(all, ", ")
	case map[string]any:
		return objectText(l, field, v)
	}
	return ""
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

func objectText(l Language, field string, o map[string]any) string {
	text := func(key string) string {
		s, _ := o[key].(string)
		return s
	}
	switch field {
	case "timeLimit":
		return limitText(l, text("amount"), TimeUnit(text("unit")), text("text"))
	case "decision":
		return strings.TrimSpace(text("number") + " " + dayText(text("date")))
	case "fees":
		if text("amount") != "" {
			return money(l, text("amount"), text("currency"))
		}
		return text("text")
	case "methods":
		out := enumText(l, "channel", text("channel"))
		if limit, ok := o["timeLimit"].(map[string]any); ok {
			out += ", " + objectText(l, "timeLimit", limit)
		}
		return out
	case "returnMethods":
		return enumText(l, "mode", text("mode"))
	case "legalBases":
		return strings.TrimSpace(text("number") + " " + text("title"))
	case "cases":
		out := []string{text("name")}
		list, _ := o["components"].([]any)
		for _, c := range list {
			out = append(out, objectText(l, "components", c.(map[string]any)))
		}
		return strings.TrimPrefix(strings.Join(out, "; "), "; ")
	case "steps":
		return strings.TrimSpace(text("title") + " " + text("text"))
	}
	return text("name")
}

// money tells an amount with its digits in groups of three.
func money(l Language, amount, currency string) string {
	whole, fraction, _ := strings.Cut(amount, ".")
	group, point := ",", "."
	if l == Vietnamese {
		group, point = ".", ","
	}
	var out string
	for len(whole) > 3 {
		out = group + whole[len(whole)-3:] + out
		whole = whole[:len(whole)-3]
	}
	out = whole + out
	if fraction != "" {
		out += point + fraction
	}
	return strings.TrimSpace(out + " " + currency)
}

func limitText(l Language, amount string, unit TimeUnit, text string) string {
	if amount == "" {
		return text
	}
	if l == Vietnamese {
		return strings.TrimSpace(strings.Replace(amount, ".", ",", 1) + " " + unit.Label())
	}
	out := timeUnitEnglish[unit]
	if out != "" && amount != "1" {
		out += "s"
	}
	return strings.TrimSpace(amount + " " + out)
}

// dayText tells a day as people write it in Vietnam.
func dayText(s string) string {
	d, err := ParseDate(s)
	if err != nil {
		return ""
	}
	return time.Unix(int64(d)*secondsPerDay, 0).UTC().Format("02/01/2006")
}

// enumText tells a value of an enum by its term, and any other text as it is.
func enumText(l Language, field, s string) string {
	label := map[string]func() string{
		"channel": Channel(s).Label, "decisionKind": DecisionKind(s).Label, "proposalType": ProposalType(s).Label,
		"portalState": PortalState(s).Label, "levels": Level(s).Label, "level": Level(s).Label, "regulatedBy": Regulation(s).Label,
		"onlineLevel": OnlineLevel(s).Label, "purpose": CasePurpose(s).Label, "mode": ReturnMode(s).Label, "places": ReturnPlace(s).Label,
		"kind": func() string {
			for _, t := range []string{Kind(s).Label(), FeeKind(s).Label(), ComponentKind(s).Label(), AgencyKind(s).Label(), ServiceGroupKind(s).Label()} {
				if t != "" {
					return t
				}
			}
			return ""
		},
	}[field]
	if label == nil || label() == "" {
		return s
	}
	if l == Vietnamese {
		return label()
	}
	return strings.ToLower(strings.ReplaceAll(s, "_", " "))
}
