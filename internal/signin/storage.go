package signin

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// storage is what the library asks of us. What a demonstration does not need is
// refused: refresh tokens, introspection, grants without a person.
type storage struct{ *Issuer }

var (
	_ op.Storage = storage{}

	errNotOffered = errors.New("not offered by the demonstration")
	errUnknown    = errors.New("unknown")
)

// CreateAuthRequest implements op.AuthStorage. Who asked for a code has to be
// proved by S256: the library would also take "plain", and none at all.
func (s storage) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	if asked.CodeChallenge == "" || asked.CodeChallengeMethod != oidc.CodeChallengeMethodS256 {
		return nil, oidc.ErrInvalidRequest().WithDescription("PKCE with the method S256 is required")
	}
	added, err := s.requests.add(*asked)
	if err != nil {
		return nil, err
	}
	return *added, nil
}

// AuthRequestByID implements op.AuthStorage.
func (s storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	if found, ok := s.requests.get(id); ok {
		return found, nil
	}
	return nil, errUnknown
}

// AuthRequestByCode implements op.AuthStorage.
func (s storage) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	if found, ok := s.requests.take(code); ok {
		return found, nil
	}
	return nil, errUnknown
}

// SaveAuthCode implements op.AuthStorage.
func (s storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.requests.saveCode(id, code)
	return nil
}

// DeleteAuthRequest implements op.AuthStorage.
func (s storage) DeleteAuthRequest(_ context.Context, id string) error {
	s.requests.delete(id)
	return nil
}

// CreateAccessToken implements op.AuthStorage. Tokens are not kept: they say
// themselves when they end.
func (s storage) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	return rand.Text(), s.opts.Clock().Add(TokenLifetime), nil
}

// CreateAccessAndRefreshTokens implements op.AuthStorage.
func (storage) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errNotOffered
}

// TokenRequestByRefreshToken implements op.AuthStorage.
func (storage) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, op.ErrInvalidRefreshToken
}

// TerminateSession implements op.AuthStorage. There is no session to end.
func (storage) TerminateSession(context.Context, string, string) error { return nil }

// RevokeToken implements op.AuthStorage.
func (storage) RevokeToken(context.Context, string, string, string) *oidc.Error {
	return oidc.ErrInvalidRequest().WithDescription("tokens end by themselves")
}

// GetRefreshTokenInfo implements op.AuthStorage.
func (storage) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}

// SigningKey implements op.AuthStorage.
func (s storage) SigningKey(context.Context) (op.SigningKey, error) { return s.key, nil }

// SignatureAlgorithms implements op.AuthStorage.
func (storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.ES256}, nil
}

// KeySet implements op.AuthStorage.
func (s storage) KeySet(context.Context) ([]op.Key, error) { return []op.Key{publicKey{s.key}}, nil }

// GetClientByClientID implements op.OPStorage.
func (s storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != ClientID {
		return nil, errUnknown
	}
	return client{s.Issuer}, nil
}

// AuthorizeClientIDSecret implements op.OPStorage. A public client has none.
func (storage) AuthorizeClientIDSecret(context.Context, string, string) error { return errNotOffered }

// SetUserinfoFromScopes implements op.OPStorage. The library asks the request
// instead.
func (storage) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

// SetUserinfoFromRequest implements op.CanSetUserinfoFromRequest.
func (s storage) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, asked op.IDTokenRequest, _ []string) error {
	return s.describe(info, asked.GetSubject())
}

// SetUserinfoFromToken implements op.OPStorage.
func (s storage) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, _, subject, _ string) error {
	return s.describe(info, subject)
}

func (s storage) describe(info *oidc.UserInfo, subject string) error {
	p, ok := s.person(subject)
	if !ok {
		return errUnknown
	}
	info.Subject, info.Name = p.ID, p.Name
	info.AppendClaims("roles", p.Roles)
	return nil
}

// SetIntrospectionFromToken implements op.OPStorage.
func (storage) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return errNotOffered
}

// GetPrivateClaimsFromScopes implements op.OPStorage: what the access token says
// of the person beside their id.
func (s storage) GetPrivateClaimsFromScopes(_ context.Context, subject, _ string, _ []string) (map[string]any, error) {
	p, ok := s.person(subject)
	if !ok {
		return nil, errUnknown
	}
	return map[string]any{"name": p.Name, "roles": p.Roles}, nil
}

// GetKeyByIDAndClientID implements op.OPStorage.
func (storage) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errNotOffered
}

// ValidateJWTProfileScopes implements op.OPStorage.
func (storage) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errNotOffered
}

// Health implements op.Storage.
func (storage) Health(context.Context) error { return nil }

// signingKey is the key that signs.
type signingKey struct {
	id      string
	private *ecdsa.PrivateKey
}

// SignatureAlgorithm implements op.SigningKey.
func (signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.ES256 }

// Key implements op.SigningKey.
func (k signingKey) Key() any { return k.private }

// ID implements op.SigningKey.
func (k signingKey) ID() string { return k.id }

// publicKey is the part of it that is told.
type publicKey struct{ signingKey }

// Algorithm implements op.Key.
func (publicKey) Algorithm() jose.SignatureAlgorithm { return jose.ES256 }

// Use implements op.Key.
func (publicKey) Use() string { return "sig" }

// Key implements op.Key.
func (k publicKey) Key() any { return k.private.Public() }
