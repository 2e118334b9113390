package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/user"
	"strings"
	"text/tabwriter"
	"time"

	"motcua"
	"motcua/db"
)

// keyCmd holds the commands for API keys.
type keyCmd struct {
	Create keyCreateCmd `cmd:"" help:"Make a key and print it once."`
	List   keyListCmd   `cmd:"" help:"List keys, without their secrets."`
	Rotate keyRotateCmd `cmd:"" help:"Make the key that follows a live one and print it once."`
	Revoke keyRevokeCmd `cmd:"" help:"End a key at once."`
}

type keyCreateCmd struct {
	dataFlags
	Name    string         `arg:"" help:"Who has the key. What is changed with it is logged under this name."`
	Scope   []motcua.Scope `help:"What the key allows: CURATE, INSIGHTS. May be given more than once."`
	Role    []motcua.Role  `help:"What the key acts as: RECEIVER, HANDLER, APPROVER, PUBLISHER, AUDITOR, ADMINISTRATOR or CITIZEN. May be given more than once."`
	Agency  []string       `placeholder:"CODE" help:"For which agencies, with those under them, it acts so. May be given more than once; without it for all."`
	Expires *motcua.Date   `placeholder:"DATE" help:"First day on which the key no longer serves, as YYYY-MM-DD. Without it the key does not end by itself."`
}

// Run prints the key.
func (c *keyCreateCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		grants, err := c.grants(ctx, d)
		if err != nil {
			return err
		}
		k := motcua.Key{Name: c.Name, Scopes: c.Scope, Grants: grants, CreatedBy: operator(), ExpiresAt: startOf(c.Expires)}
		token, err := d.CreateKey(ctx, k, time.Now())
		return printToken(e, token, err)
	})
}

// grants gives each role for each agency.
func (c *keyCreateCmd) grants(ctx context.Context, d *db.DB) (grants []motcua.Grant, err error) {
	if len(c.Role) == 0 && len(c.Agency) > 0 {
		return nil, &exitError{exitUsage, errors.New("--agency says where a --role counts: give one")}
	}
	ids := []motcua.ID{""}
	if len(c.Agency) > 0 {
		ids = nil
	}
	for _, code := range c.Agency {
		agency, err := d.Agency(ctx, code)
		if err != nil {
			return nil, err
		}
		ids = append(ids, agency.ID)
	}
	for _, role := range c.Role {
		for _, id := range ids {
			grants = append(grants, motcua.Grant{Role: role, Agency: id})
		}
	}
	return grants, nil
}

type keyRotateCmd struct {
	dataFlags
	Name    string        `arg:"" help:"Name of the key."`
	Expires *motcua.Date  `placeholder:"DATE" help:"First day on which the new key no longer serves. Without it the key has as long as the one before."`
	Overlap time.Duration `default:"24h" help:"How long the old key serves beside the new one. Default ${default}."`
}

// Run prints the new key.
func (c *keyRotateCmd) Run(ctx context.Context, e *env) error {
	if c.Overlap < 0 {
		return &exitError{exitUsage, errors.New("--overlap cannot be negative")}
	}
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		token, err := d.RotateKey(ctx, c.Name, operator(), startOf(c.Expires), c.Overlap, time.Now())
		return printToken(e, token, err)
	})
}

type keyRevokeCmd struct {
	dataFlags
	Key string `arg:"" help:"Name of the key, or the prefix of one of several with the name."`
}

// Run ends the key.
func (c *keyRevokeCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		n, err := d.RevokeKey(ctx, c.Key, operator(), time.Now())
		if err == nil {
			fmt.Fprintf(e.out, "revoked: %d; servers refuse it within seconds\n", n)
		}
		return err
	})
}

type keyListCmd struct {
	dataFlags
	JSON bool `help:"Write JSON."`
}

// listedKey is a key as it is printed. There is no field for its hash.
type listedKey struct {
	Prefix     string         `json:"prefix"`
	Name       string         `json:"name"`
	State      string         `json:"state"` // live, expired, revoked
	Scopes     []motcua.Scope `json:"scopes"`
	Roles      []string       `json:"roles"` // such as HANDLER@H15
	CreatedAt  time.Time      `json:"createdAt"`
	CreatedBy  string         `json:"createdBy"`
	ExpiresAt  *time.Time     `json:"expiresAt"`
	RevokedAt  *time.Time     `json:"revokedAt"`
	LastUsedAt *time.Time     `json:"lastUsedAt"`
}

// Run prints the keys.
func (c *keyListCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		keys, err := d.Keys(ctx)
		if err != nil {
			return err
		}
		now := time.Now()
		roles, err := roleNames(ctx, d, keys)
		if err != nil {
			return err
		}
		list := make([]listedKey, len(keys))
		for i, k := range keys {
			list[i] = listedKey{k.Prefix, k.Name, keyState(k, now), k.Scopes, roles[i], k.CreatedAt, k.CreatedBy, k.ExpiresAt, k.RevokedAt, k.LastUsedAt}
		}
		if c.JSON {
			enc := json.NewEncoder(e.out)
			enc.SetIndent("", "  ")
			return enc.Encode(list)
		}
		return printKeys(e, list)
	})
}

// roleNames writes the grants of each key as they are asked for: HANDLER@H15,
// or HANDLER for all.
func roleNames(ctx context.Context, d *db.DB, keys []motcua.Key) ([][]string, error) {
	var ids []motcua.ID
	for _, k := range keys {
		for _, g := range k.Grants {
			if g.Agency != "" {
				ids = append(ids, g.Agency)
			}
		}
	}
	agencies, err := d.Agencies(ctx, ids)
	names := make([][]string, len(keys))
	for i, k := range keys {
		names[i] = make([]string, len(k.Grants))
		for j, g := range k.Grants {
			names[i][j] = roleName(g, agencies[g.Agency])
		}
	}
	return names, err
}

func roleName(g motcua.Grant, a *motcua.Agency) string {
	switch {
	case g.Agency == "":
		return string(g.Role)
	case a != nil && a.Code != nil:
		return string(g.Role) + "@" + *a.Code
	}
	return string(g.Role) + "@" + string(g.Agency)
}

func printKeys(e *env, list []listedKey) error {
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PREFIX\tNAME\tSTATE\tSCOPES\tROLES\tCREATED\tEXPIRES\tLAST USED")
	for _, k := range list {
		scopes := make([]string, len(k.Scopes))
		for i, s := range k.Scopes {
			scopes[i] = string(s)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.Prefix, k.Name, k.State, strings.Join(scopes, " "), strings.Join(k.Roles, " "),
			shortTime(&k.CreatedAt), shortTime(k.ExpiresAt), shortTime(k.LastUsedAt))
	}
	return w.Flush()
}

func keyState(k motcua.Key, now time.Time) string {
	switch {
	case k.RevokedAt != nil:
		return "revoked"
	case k.ExpiresAt != nil && !now.Before(*k.ExpiresAt):
		return "expired"
	}
	return "live"
}

func shortTime(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return t.In(motcua.Zone).Format("2006-01-02 15:04")
}

func startOf(day *motcua.Date) *time.Time {
	if day == nil {
		return nil
	}
	t := day.Start()
	return &t
}

// printToken writes the key to the output and all else beside it, so that the
// output can be sent to where secrets are kept.
func printToken(e *env, token string, err error) error {
	if err != nil {
		return err
	}
	fmt.Fprintln(e.err, "This is the only time that the key is shown. Send it as: Authorization: Bearer …")
	_, err = fmt.Fprintln(e.out, token)
	return err
}

// operator is who runs the command, for the log of keys.
func operator() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "unknown"
}

// withDatabase runs f with the database of the flags.
func (f dataFlags) withDatabase(ctx context.Context, e *env, run func(*db.DB) error) (err error) {
	d, err := f.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return run(d.DB)
}
