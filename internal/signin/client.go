package signin

import (
	"net/url"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// client is the one client of the issuer: public, with a code and a proof of who
// asked for it (PKCE), and tokens that the API can read.
type client struct{ i *Issuer }

var _ op.Client = client{}

// GetID implements op.Client.
func (client) GetID() string { return ClientID }

// RedirectURIs implements op.Client.
func (c client) RedirectURIs() []string { return c.i.redirect }

// PostLogoutRedirectURIs implements op.Client.
func (client) PostLogoutRedirectURIs() []string { return nil }

// ApplicationType implements op.Client.
func (client) ApplicationType() op.ApplicationType { return op.ApplicationTypeNative }

// AuthMethod implements op.Client.
func (client) AuthMethod() oidc.AuthMethod { return oidc.AuthMethodNone }

// ResponseTypes implements op.Client.
func (client) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}

// GrantTypes implements op.Client.
func (client) GrantTypes() []oidc.GrantType { return []oidc.GrantType{oidc.GrantTypeCode} }

// LoginURL implements op.Client.
func (c client) LoginURL(id string) string {
	return c.i.url + "/people?request=" + url.QueryEscape(id)
}

// AccessTokenType implements op.Client.
func (client) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeJWT }

// IDTokenLifetime implements op.Client.
func (client) IDTokenLifetime() time.Duration { return TokenLifetime }

// DevMode implements op.Client.
func (client) DevMode() bool { return false }

// RestrictAdditionalIdTokenScopes implements op.Client.
//
//lint:ignore ST1003 the library names it so
func (client) RestrictAdditionalIdTokenScopes() func([]string) []string { return same }

// RestrictAdditionalAccessTokenScopes implements op.Client.
func (client) RestrictAdditionalAccessTokenScopes() func([]string) []string { return same }

// IsScopeAllowed implements op.Client.
func (client) IsScopeAllowed(string) bool { return false }

// IDTokenUserinfoClaimsAssertion implements op.Client.
func (client) IDTokenUserinfoClaimsAssertion() bool { return true }

// ClockSkew implements op.Client.
func (client) ClockSkew() time.Duration { return 0 }

func same(scopes []string) []string { return scopes }
