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
	Expires *motcua.Date   `placeholder:"DATE" help:"First day on which the key no longer serves, as YYYY-MM-DD. Without it the key does not end by itself."`
}

// Run prints the key.
func (c *keyCreateCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		k := motcua.Key{Name: c.Name, Scopes: c.Scope, CreatedBy: operator(), ExpiresAt: startOf(c.Expires)}
		token, err := d.CreateKey(ctx, k, time.Now())
		return printToken(e, token, err)
	})
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
		list := make([]listedKey, len(keys))
		for i, k := range keys {
			list[i] = listedKey{k.Prefix, k.Name, keyState(k, now), k.Scopes, k.CreatedAt, k.CreatedBy, k.ExpiresAt, k.RevokedAt, k.LastUsedAt}
		}
		if c.JSON {
			enc := json.NewEncoder(e.out)
			enc.SetIndent("", "  ")
			return enc.Encode(list)
		}
		return printKeys(e, list)
	})
}

func printKeys(e *env, list []listedKey) error {
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PREFIX\tNAME\tSTATE\tSCOPES\tCREATED\tEXPIRES\tLAST USED")
	for _, k := range list {
		scopes := make([]string, len(k.Scopes))
		for i, s := range k.Scopes {
			scopes[i] = string(s)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.Prefix, k.Name, k.State, strings.Join(scopes, " "),
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
