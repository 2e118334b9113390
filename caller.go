package motcua

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"slices"
	"strings"
	"time"
)

// Scope is something that a caller may do beyond reading what is public.
type Scope string

// The values of Scope.
const (
	ScopeCurate   Scope = "CURATE"   // add and retire aliases and pins
	ScopeInsights Scope = "INSIGHTS" // read what people look for
)

var scopes = &enum[Scope]{"Scope", []enumValue[Scope]{
	{ScopeCurate, "biên tập từ đồng nghĩa và kết quả ghim"},
	{ScopeInsights, "xem thống kê tìm kiếm"},
}}

// Scopes lists the values in their order.
func Scopes() []Scope { return scopes.list() }

// Label is the Vietnamese term.
func (s Scope) Label() string { return scopes.label(s) }

// MarshalText fails on an unknown value.
func (s Scope) MarshalText() ([]byte, error) { return scopes.marshal(s) }

// UnmarshalText fails on an unknown value.
func (s *Scope) UnmarshalText(b []byte) error { return scopes.unmarshal(b, s) }

// MarshalGQLContext writes the GraphQL enum.
func (s Scope) MarshalGQLContext(_ context.Context, w io.Writer) error { return scopes.write(w, s) }

// UnmarshalGQLContext reads the GraphQL enum.
func (s *Scope) UnmarshalGQLContext(_ context.Context, v any) error { return scopes.read(v, s) }

// Caller is who asks. The zero value is anonymous: anybody, who may read what
// is public and nothing else.
type Caller struct {
	// Subject names the person or machine for good: "<issuer>|<sub>" of a token,
	// "key:<prefix>" of an API key; "" is anonymous. Logs keep it.
	Subject string
	Name    string // under which the logs of what was changed show the caller
	Scopes  []Scope
	Grants  []Grant
	// StandsInFor are the handlers who are absent and whose part the caller takes.
	StandsInFor []string
	// RequestID names the request by which the caller asks, in the logs.
	RequestID string
}

// What stands in logs for those who have no subject.
const (
	SubjectSender = "sender" // who sends feedback, or proved by its secret to have sent it
	SubjectSystem = "system" // the program itself
)

// Anonymous says that nobody knows who asks.
func (c Caller) Anonymous() bool { return c.Subject == "" }

// May fails with KindForbidden unless the caller has the scope.
func (c Caller) May(s Scope) error {
	if !c.Anonymous() && slices.Contains(c.Scopes, s) {
		return nil
	}
	return &Error{Kind: KindForbidden, Message: "this needs the scope " + string(s)}
}

// Key is an API key as it is stored: what it is known by and allows, and the
// hash of its secret. The secret itself is only told to who made the key.
type Key struct {
	ID         ID
	Name       string // of the caller; a rotated key and its follower share it
	Prefix     string // the public part of the token, by which the key is found
	Hash       KeyHash
	Scopes     []Scope
	Grants     []Grant // so that machines can act
	CreatedBy  string
	CreatedAt  time.Time
	ExpiresAt  *time.Time // nil is never
	RevokedAt  *time.Time
	LastUsedAt *time.Time // within about a minute
}

// KeyHash is the SHA-256 of a key's secret. The secret is 256 random bits, so
// nothing slower is needed: there is no dictionary to try.
type KeyHash [sha256.Size]byte

// A token is motcua_<prefix>_<secret>. The first part lets scanners of source
// code know a leaked key for what it is.
const (
	tokenBrand   = "motcua_"
	prefixLength = 8
	secretLength = 52 // 256 bits and more in base 32

	// MaxBearer is how long a token of an issuer may be, in bytes. Longer ones are
	// refused before anything in them is read.
	MaxBearer = 8 << 10
)

// NewToken makes the token of a new key and what is stored of it.
func NewToken() (token, prefix string, hash KeyHash) {
	prefix = strings.ToLower(rand.Text())[:prefixLength]
	secret := strings.ToLower(rand.Text() + rand.Text())[:secretLength] // 26 characters of 5 bits each
	return tokenBrand + prefix + "_" + secret, prefix, sha256.Sum256([]byte(secret))
}

// IsKey says whether a text claims to be a token of ours.
func IsKey(token string) bool { return strings.HasPrefix(token, tokenBrand) }

// ParseToken takes a token apart; ok is false where it cannot be one.
func ParseToken(token string) (prefix string, hash KeyHash, ok bool) {
	rest, branded := strings.CutPrefix(token, tokenBrand)
	prefix, secret, found := strings.Cut(rest, "_")
	if !branded || !found || len(prefix) != prefixLength || len(secret) != secretLength {
		return "", KeyHash{}, false
	}
	return prefix, sha256.Sum256([]byte(secret)), true
}

// Admits says whether a secret with this hash opens the key now. The time it
// takes does not depend on how much of the hash agrees.
func (k *Key) Admits(hash KeyHash, now time.Time) bool {
	same := subtle.ConstantTimeCompare(k.Hash[:], hash[:]) == 1
	return same && k.RevokedAt == nil && (k.ExpiresAt == nil || now.Before(*k.ExpiresAt))
}

// Caller is who asks with the key.
func (k *Key) Caller() Caller {
	return Caller{Subject: "key:" + k.Prefix, Name: k.Name, Scopes: k.Scopes, Grants: k.Grants}
}
