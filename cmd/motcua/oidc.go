package main

import (
	"errors"
	"fmt"
	"time"

	"motcua"
	"motcua/db"
	"motcua/graph/server"
	"motcua/internal/auth"
)

// oidcFlags say whose tokens are accepted, and what their claims mean.
type oidcFlags struct {
	OIDCIssuers    []string               `name:"oidc-issuer" env:"MOTCUA_OIDC_ISSUERS" placeholder:"URL" help:"Issuers of OpenID Connect whose access tokens are accepted, exactly as the tokens name them."`
	OIDCCitizens   []string               `name:"oidc-citizen-issuer" env:"MOTCUA_OIDC_CITIZEN_ISSUERS" placeholder:"URL" help:"Issuers whose tokens are accepted and make nobody an official, whatever they claim."`
	OIDCAudience   string                 `name:"oidc-audience" env:"MOTCUA_OIDC_AUDIENCE" placeholder:"NAME" help:"The audience that tokens have to be for. Needed with an issuer."`
	OIDCAlgorithms []string               `name:"oidc-algorithms" env:"MOTCUA_OIDC_ALGORITHMS" default:"RS256,PS256,ES256,EdDSA" help:"Algorithms that may sign tokens. Default ${default}."`
	OIDCRoles      string                 `name:"oidc-roles-claim" env:"MOTCUA_OIDC_ROLES_CLAIM" default:"roles" placeholder:"CLAIM" help:"The claim of a person's roles, such as realm_access.roles; a role for an agency is handler@H15, for all handler@*. Default ${default}."`
	OIDCAgency     string                 `name:"oidc-agency-claim" env:"MOTCUA_OIDC_AGENCY_CLAIM" default:"agency" placeholder:"CLAIM" help:"The claim of the agency for roles that name none. Default ${default}."`
	OIDCName       string                 `name:"oidc-name-claim" env:"MOTCUA_OIDC_NAME_CLAIM" default:"name" placeholder:"CLAIM" help:"The claim of a person's name. Default ${default}."`
	OIDCRoleNames  map[string]motcua.Role `name:"oidc-role" env:"MOTCUA_OIDC_ROLE_NAMES" placeholder:"WORD=ROLE" help:"What an issuer's own word for a role means, such as can-bo-xu-ly=HANDLER."`
	OIDCSkew       time.Duration          `name:"oidc-skew" env:"MOTCUA_OIDC_SKEW" default:"1m" help:"By how much clocks may differ, 5m at most. Default ${default}."`
}

// verifier makes what checks tokens; nil where no issuer is named.
func (f oidcFlags) verifier(e *env, d *db.DB) (server.Tokens, error) {
	opts := auth.Options{
		Audience: f.OIDCAudience, Algorithms: f.OIDCAlgorithms, Skew: f.OIDCSkew, Agencies: d, Clock: time.Now, Log: e.log,
		Claims: auth.Claims{Roles: f.OIDCRoles, Agency: f.OIDCAgency, Name: f.OIDCName, Names: f.OIDCRoleNames},
	}
	for _, url := range f.OIDCIssuers {
		opts.Issuers = append(opts.Issuers, auth.Issuer{URL: url})
	}
	for _, url := range f.OIDCCitizens {
		opts.Issuers = append(opts.Issuers, auth.Issuer{URL: url, Citizens: true})
	}
	if len(opts.Issuers) == 0 {
		if f.OIDCAudience != "" {
			return nil, &exitError{exitUsage, errors.New("--oidc-audience says whom tokens are for: name an --oidc-issuer too")}
		}
		return nil, nil
	}
	v, err := auth.New(opts)
	if err != nil {
		return nil, &exitError{exitUsage, fmt.Errorf("tokens: %w", err)}
	}
	return v, nil
}
