// Package auth tells who sends a bearer token of OpenID Connect, and with which
// roles. It owns which issuers, algorithms and audience are accepted, the
// issuers' keys and the reading of claims; it knows nothing of HTTP requests and
// API keys.
package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"motcua"
)

// Limits of tokens and of what issuers answer.
const (
	MaxSkew         = 5 * time.Minute
	maxName         = 200 // runes of a person's name
	maxSubject      = 400 // bytes of issuer and sub
	maxRoles        = 200 // values of the roles' claim that are looked at
	maxAnswer       = 1 << 20
	fetchTimeout    = 5 * time.Second
	refreshEvery    = 15 * time.Minute // of known keys: a withdrawn one ends so soon
	refreshAtMost   = 10 * time.Second // apart: made-up key ids must not flood an issuer
	minRSABits      = 2048
	reasonMalformed = "The access token is malformed, or is not valid."
	reasonExpired   = "The access token expired."
)

// DefaultAlgorithms are those that are accepted where nothing else is said.
var DefaultAlgorithms = []string{"RS256", "PS256", "ES256", "EdDSA"}

// safeAlgorithms are all that may be configured: signatures by a private key
// that only the issuer has. With HS256 whoever checks can also sign, and a
// public key taken for its secret opens everything.
var safeAlgorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}

// Agencies gives the register by which an agency's code in a claim is read.
type Agencies interface {
	AgencyTree(ctx context.Context) (*motcua.AgencyTree, error)
}

// Issuer is a server of OpenID Connect whose tokens are accepted.
type Issuer struct {
	URL string // exactly as its tokens have it in iss
	// Citizens says that its tokens make nobody an official, whatever they claim:
	// who runs the people's sign-in does not appoint officials.
	Citizens bool
}

// Options of a verifier.
type Options struct {
	Issuers    []Issuer
	Audience   string   // that tokens must be for
	Algorithms []string // nil is DefaultAlgorithms
	Claims     Claims
	Skew       time.Duration // by which clocks may differ, MaxSkew at most
	Agencies   Agencies
	Clock      motcua.Clock
	Log        *slog.Logger
	Client     *http.Client // nil is one of its own
}

// Verifier checks tokens.
type Verifier struct {
	opts       Options
	algorithms []jose.SignatureAlgorithm
	issuers    map[string]*issuer
}

// New makes a verifier. It asks no issuer yet: one that is down must not keep
// the server from starting.
func New(opts Options) (*Verifier, error) {
	if opts.Algorithms == nil {
		opts.Algorithms = DefaultAlgorithms
	}
	opts.Claims = opts.Claims.withDefaults()
	v := &Verifier{opts: opts, issuers: map[string]*issuer{}}
	switch {
	case opts.Audience == "":
		return nil, errors.New("an audience is needed: without it a token for any other program would be accepted")
	case opts.Skew < 0 || opts.Skew > MaxSkew:
		return nil, fmt.Errorf("clocks may differ by %s at most", MaxSkew)
	}
	for _, name := range opts.Algorithms {
		if !slices.Contains(safeAlgorithms, name) {
			return nil, fmt.Errorf("the algorithm %q is not one of %v", name, safeAlgorithms)
		}
		v.algorithms = append(v.algorithms, jose.SignatureAlgorithm(name))
	}
	for _, from := range opts.Issuers {
		if err := checkURL(from.URL); err != nil {
			return nil, fmt.Errorf("the issuer %q: %w", from.URL, err)
		}
		if _, twice := v.issuers[from.URL]; twice {
			return nil, fmt.Errorf("the issuer %q is named twice", from.URL)
		}
		v.issuers[from.URL] = newIssuer(from, opts)
	}
	return v, nil
}

// Caller says who sends a token. It fails with KindUnauthenticated where the
// token is not in order, and with KindUnavailable where that cannot be told
// because its issuer does not answer. Nothing of the token is in the error.
func (v *Verifier) Caller(ctx context.Context, token string) (motcua.Caller, error) {
	if len(token) > motcua.MaxBearer {
		return motcua.Caller{}, refused(reasonMalformed, errors.New("too long"))
	}
	signed, err := jose.ParseSignedCompact(token, v.algorithms)
	if err != nil {
		return motcua.Caller{}, refused(reasonMalformed, err)
	}
	from := v.issuers[claimedIssuer(signed)]
	if from == nil {
		return motcua.Caller{}, refused(reasonMalformed, errors.New("of no known issuer"))
	}
	header := signed.Signatures[0].Header
	key, err := from.keys.find(ctx, header.KeyID, header.Algorithm)
	if err != nil {
		return motcua.Caller{}, err
	}
	claims, err := v.check(ctx, from.URL, key, token)
	if err != nil {
		return motcua.Caller{}, err
	}
	return v.callerOf(ctx, from.Issuer, claims)
}

// check verifies the signature, the issuer, the audience and the times.
func (v *Verifier) check(ctx context.Context, issuerURL string, key any, token string) (tokenClaims, error) {
	now := v.opts.Clock()
	verifier := oidc.NewVerifier(issuerURL, &oidc.StaticKeySet{PublicKeys: []publicKey{key}}, &oidc.Config{
		ClientID: v.opts.Audience, SupportedSigningAlgs: v.opts.Algorithms,
		Now: func() time.Time { return now.Add(-v.opts.Skew) },
	})
	checked, err := verifier.Verify(ctx, token)
	var expired *oidc.TokenExpiredError
	switch {
	case errors.As(err, &expired):
		return nil, refused(reasonExpired, err)
	case err != nil:
		return nil, refused(reasonMalformed, err)
	}
	claims := tokenClaims{}
	if err := checked.Claims(&claims); err != nil {
		return nil, refused(reasonMalformed, err)
	}
	// The library allows five minutes for what is not yet valid, here it is the
	// configured time, and asks nothing of a token from the future.
	for _, name := range []string{"nbf", "iat"} {
		if at, ok := claims.time(name); ok && at.After(now.Add(v.opts.Skew)) {
			return nil, refused(reasonMalformed, fmt.Errorf("%s lies ahead", name))
		}
	}
	return claims, nil
}

// claimedIssuer is what a token says of its issuer, before it is believed.
func claimedIssuer(signed *jose.JSONWebSignature) string {
	return claimsOf(signed.UnsafePayloadWithoutVerification()).text("iss")
}

// refused is an error with a reason for the caller and another for the log.
func refused(reason string, cause error) error {
	return &motcua.Error{Kind: motcua.KindUnauthenticated, Message: reason, Err: cause}
}

func unavailable(cause error) error {
	return &motcua.Error{Kind: motcua.KindUnavailable, Message: "tokens cannot be checked now", Err: cause}
}
