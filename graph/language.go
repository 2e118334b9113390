package graph

import (
	"context"

	"golang.org/x/text/language"

	"motcua"
)

// languages are those in which errors are told; the first serves where a client
// says nothing, because then a developer is reading.
var languages = language.NewMatcher([]language.Tag{language.English, language.Vietnamese})

// maxAcceptLanguage is more than any browser sends.
const maxAcceptLanguage = 256

type vietnameseKey struct{}

// WithLanguage notes the language that an Accept-Language header prefers.
func WithLanguage(ctx context.Context, acceptLanguage string) context.Context {
	if acceptLanguage == "" {
		return ctx
	}
	return context.WithValue(ctx, vietnameseKey{}, PrefersVietnamese(acceptLanguage))
}

// PrefersVietnamese says whether an Accept-Language header prefers Vietnamese to
// English.
func PrefersVietnamese(acceptLanguage string) bool {
	if acceptLanguage == "" || len(acceptLanguage) > maxAcceptLanguage {
		return false
	}
	_, index := language.MatchStrings(languages, acceptLanguage)
	return index == 1
}

// Vietnamese says whether the client prefers Vietnamese to English.
func Vietnamese(ctx context.Context) bool {
	vi, _ := ctx.Value(vietnameseKey{}).(bool)
	return vi
}

// languageOf is the language in which a client is told something.
func languageOf(ctx context.Context) motcua.Language {
	if Vietnamese(ctx) {
		return motcua.Vietnamese
	}
	return motcua.English
}

// message tells an error: what sort it is in the client's language, and the
// detail as the domain tells it.
func message(ctx context.Context, kind motcua.ErrorKind, detail string) string {
	shown := kinds[kind]
	text := shown.english
	if Vietnamese(ctx) {
		text = shown.vietnamese
	}
	if detail == "" {
		return text
	}
	return text + ": " + detail
}

// Tell chooses a text by the language that the client prefers.
func Tell(ctx context.Context, english, vietnamese string) string {
	if Vietnamese(ctx) {
		return vietnamese
	}
	return english
}
