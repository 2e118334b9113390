package signin

import (
	"crypto/rand"
	"fmt"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Mint makes a token without the page, for a person with the words of roles
// that are given.
func (i *Issuer) Mint(p Person) (string, error) {
	opts := (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", i.key.id)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: i.key.private}, opts)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	now := i.opts.Clock()
	token, err := jwt.Signed(signer).Claims(jwt.Claims{
		Issuer: i.url, Subject: p.ID, Audience: jwt.Audience{Audience}, ID: rand.Text(),
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(TokenLifetime)),
	}).Claims(map[string]any{"name": p.Name, "roles": p.Roles}).Serialize()
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return token, nil
}
