package db

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua"
)

// Bounds in runes. A form longer than a question's bound could never be met;
// the others only keep a mistake from filling the memory of every node.
const (
	maxFormRunes  = 100
	maxMeansRunes = 200
	maxQueryRunes = 200
	maxNoteRunes  = 1000
	maxActorRunes = 200
)

// checkAlias gives the alias in normal form, or says what is wrong with it.
func checkAlias(a motcua.Alias) (motcua.Alias, error) {
	var err error
	if a.Form, err = checkText("form", a.Form, maxFormRunes); err != nil {
		return a, err
	}
	if a.Means, err = checkText("means", a.Means, maxMeansRunes); err != nil {
		return a, err
	}
	a.Form = strings.ToLower(a.Form)
	if a.Form == strings.ToLower(a.Means) {
		return a, motcua.Invalid("means", "%q means itself", a.Form)
	}
	if _, err := a.Kind.MarshalText(); err != nil {
		return a, motcua.Invalid("kind", "%v", err)
	}
	if a.Valid.Empty() {
		return a, motcua.Invalid("valid", "no day lies in the period")
	}
	for field, text := range map[string]**string{"reason": &a.Reason, "goTo": &a.GoTo, "note": &a.Note} {
		if *text, err = checkOptional(field, *text); err != nil {
			return a, err
		}
	}
	return a, checkAliasKind(a)
}

// checkAliasKind holds an alias to what its kind asks for.
func checkAliasKind(a motcua.Alias) error {
	// Written so that NaN, which compares as false, is refused too.
	if !(a.Weight > 0 && a.Weight <= 1) {
		return motcua.Invalid("weight", "%v is not above 0 and at most 1", a.Weight)
	}
	if a.Kind == motcua.AliasRelated && a.Weight > motcua.MaxRelatedWeight {
		return motcua.Invalid("weight", "what differs in law weighs at most %v", motcua.MaxRelatedWeight)
	}
	if (a.Kind == motcua.AliasIntent) != (a.Intent != nil) {
		return motcua.Invalid("intent", "an alias of kind INTENT, and no other, names an intent")
	}
	if a.Intent != nil {
		if _, err := a.Intent.MarshalText(); err != nil {
			return motcua.Invalid("intent", "%v", err)
		}
	}
	isNone := a.Kind == motcua.AliasNotAProcedure
	if isNone != (a.Reason != nil) || isNone != (a.GoTo != nil) {
		return motcua.Invalid("reason", "an alias of kind NOT_A_PROCEDURE, and no other, says why and where to go")
	}
	return nil
}

func checkPin(p motcua.Pin) (motcua.Pin, error) {
	var err error
	if p.Query, err = checkText("query", p.Query, maxQueryRunes); err != nil {
		return p, err
	}
	p.Query = strings.ToLower(p.Query)
	if p.Procedure, err = motcua.ParseID(string(p.Procedure)); err != nil {
		return p, motcua.Invalid("procedure", "%v", err)
	}
	if p.Valid.Empty() {
		return p, motcua.Invalid("valid", "no day lies in the period")
	}
	p.Note, err = checkOptional("note", p.Note)
	return p, err
}

// checkActor refuses the name under which the shipped rows stand.
func checkActor(by string) (string, error) {
	by, err := checkText("by", by, maxActorRunes)
	if err == nil && by == motcua.SourceDefault {
		err = motcua.Invalid("by", "%q is the program itself", by)
	}
	return by, err
}

// checkText gives a text in NFC with single spaces.
func checkText(field, text string, limit int) (string, error) {
	// Before anything walks the text: normalising a hostile one costs time.
	if len(text) > limit*3*utf8.UTFMax {
		return "", motcua.Invalid(field, "more than %d characters", limit)
	}
	if !utf8.ValidString(text) {
		return "", motcua.Invalid(field, "not valid UTF-8")
	}
	text = strings.Join(strings.Fields(norm.NFC.String(text)), " ")
	switch {
	case text == "":
		return "", motcua.Invalid(field, "must not be empty")
	case utf8.RuneCountInString(text) > limit:
		return "", motcua.Invalid(field, "more than %d characters", limit)
	case strings.ContainsFunc(text, isInvisible):
		return "", motcua.Invalid(field, "holds a character that cannot be seen")
	case !strings.ContainsFunc(text, isWritten):
		return "", motcua.Invalid(field, "holds no letter and no digit")
	}
	return text, nil
}

func checkOptional(field string, text *string) (*string, error) {
	if text == nil {
		return nil, nil
	}
	checked, err := checkText(field, *text, maxNoteRunes)
	return &checked, err
}

func isInvisible(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

func isWritten(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
