package db

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// maxLiveKeys bounds what a server holds in memory; creating more is refused.
const maxLiveKeys = 10000

const keyColumns = `id::text, name, prefix, hash, scopes, created_by, created_at, expires_at, revoked_at, last_used_at, (
	select coalesce(json_agg(json_build_object('Role', g.role, 'Agency', coalesce(g.agency::text, '')) order by g.role, g.agency), '[]')
	from api_key_grant g where g.key = api_key.id)`

// keyLives takes the moment as $1.
const keyLives = `revoked_at is null and (expires_at is null or expires_at > $1)`

func scanKey(row pgx.CollectableRow) (k motcua.Key, err error) {
	var hash []byte
	var scopes []string
	err = row.Scan(&k.ID, &k.Name, &k.Prefix, &hash, &scopes, &k.CreatedBy, &k.CreatedAt, &k.ExpiresAt, &k.RevokedAt, &k.LastUsedAt, &k.Grants)
	if err != nil {
		return k, err
	}
	copy(k.Hash[:], hash) // the table holds no other length
	k.Scopes = make([]motcua.Scope, len(scopes))
	for i, s := range scopes {
		if err := k.Scopes[i].UnmarshalText([]byte(s)); err != nil {
			return k, err
		}
	}
	return k, nil
}

// Keys lists all keys that were ever made, by name, the newest of each first.
func (d *DB) Keys(ctx context.Context) ([]motcua.Key, error) {
	rows, err := d.pool.Query(ctx, `select `+keyColumns+` from api_key order by name, created_at desc, id`)
	if err != nil {
		return nil, wrap("list keys", err)
	}
	list, err := pgx.CollectRows(rows, scanKey)
	return list, wrap("list keys", err)
}

// LiveKeys lists the keys that open something at a moment.
func (d *DB) LiveKeys(ctx context.Context, now time.Time) ([]motcua.Key, error) {
	rows, err := d.pool.Query(ctx, `select `+keyColumns+` from api_key where `+keyLives+` order by id limit $2`, now, maxLiveKeys)
	if err != nil {
		return nil, wrap("list live keys", err)
	}
	list, err := pgx.CollectRows(rows, scanKey)
	return list, wrap("list live keys", err)
}

// KeyUsed notes that a key was used at a moment.
func (d *DB) KeyUsed(ctx context.Context, id motcua.ID, at time.Time) error {
	_, err := d.pool.Exec(ctx, `
		update api_key set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $2)`, id, at)
	return wrap("note the use of a key", err)
}

// CreateKey stores a new key under a name that no live key has, and gives its
// token, which cannot be had again.
func (d *DB) CreateKey(ctx context.Context, k motcua.Key, now time.Time) (token string, err error) {
	if k, err = checkKey(k, now); err != nil {
		return "", err
	}
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		live, err := lockKeys(ctx, tx, now)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(live, func(held motcua.Key) bool { return held.Name == k.Name }) {
			return &motcua.Error{Kind: motcua.KindConflict, Field: "name", Message: fmt.Sprintf("a live key has the name %q already: rotate or revoke it", k.Name)}
		}
		if token, err = insertKey(ctx, tx, k, now); err != nil {
			return err
		}
		return auditKey(ctx, tx, k.CreatedBy, "CREATED")
	})
	return token, err
}

// auditKey notes who changed the keys. Which key it was stands in the register of
// keys, with who made and revoked it.
func auditKey(ctx context.Context, tx pgx.Tx, by, what string) error {
	who := motcua.Caller{Subject: "operator:" + by, Name: by}
	return audit(ctx, tx, who, motcua.AuditEntry{Action: motcua.AuditChange, Entity: "API_KEY", What: what})
}

// RotateKey stores a key that follows the live one of a name, with its scopes
// and grants.
// The old one ends after the overlap, if it does not end before. Without an
// expiry the new one has as long as the old one had.
func (d *DB) RotateKey(ctx context.Context, name, by string, expires *time.Time, overlap time.Duration, now time.Time) (token string, err error) {
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		live, err := lockKeys(ctx, tx, now)
		if err != nil {
			return err
		}
		live = slices.DeleteFunc(live, func(k motcua.Key) bool { return k.Name != name })
		if len(live) == 0 {
			return motcua.NotFound("live key", name)
		}
		old := slices.MaxFunc(live, func(a, b motcua.Key) int { return a.CreatedAt.Compare(b.CreatedAt) })
		if expires == nil && old.ExpiresAt != nil {
			end := now.Add(old.ExpiresAt.Sub(old.CreatedAt))
			expires = &end
		}
		next, err := checkKey(motcua.Key{Name: old.Name, Scopes: old.Scopes, Grants: old.Grants, CreatedBy: by, ExpiresAt: expires}, now)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			update api_key set expires_at = least(expires_at, $3) where name = $2 and `+keyLives, now, name, now.Add(overlap))
		if err != nil {
			return wrap("end the old key", err)
		}
		if token, err = insertKey(ctx, tx, next, now); err != nil {
			return err
		}
		return auditKey(ctx, tx, by, "ROTATED")
	})
	return token, err
}

// RevokeKey ends the live keys of a name, or the one of a prefix, at once, and
// says how many these were.
func (d *DB) RevokeKey(ctx context.Context, nameOrPrefix, by string, now time.Time) (int, error) {
	by, err := checkText("by", by, maxActorRunes)
	if err != nil {
		return 0, err
	}
	n := 0
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `
			update api_key set revoked_at = $1, revoked_by = $3 where (name = $2 or prefix = $2) and `+keyLives, now, nameOrPrefix, by)
		if err != nil {
			return wrap("revoke the key", err)
		}
		if n = int(done.RowsAffected()); n == 0 {
			return motcua.NotFound("live key", nameOrPrefix)
		}
		return auditKey(ctx, tx, by, "REVOKED")
	})
	return n, err
}

// lockKeys gives the live keys and keeps others from changing them meanwhile,
// so that of two keys made together under one name the second is refused.
func lockKeys(ctx context.Context, tx pgx.Tx, now time.Time) ([]motcua.Key, error) {
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('motcua.api_key', 0))`); err != nil {
		return nil, wrap("lock the keys", err)
	}
	rows, err := tx.Query(ctx, `select `+keyColumns+` from api_key where `+keyLives+` order by id`, now)
	if err != nil {
		return nil, wrap("list live keys", err)
	}
	live, err := pgx.CollectRows(rows, scanKey)
	if err == nil && len(live) >= maxLiveKeys {
		return nil, motcua.Invalid("name", "there are %d live keys already: revoke some", len(live))
	}
	return live, wrap("list live keys", err)
}

func insertKey(ctx context.Context, tx pgx.Tx, k motcua.Key, now time.Time) (string, error) {
	token, prefix, hash := motcua.NewToken()
	scopes := make([]string, len(k.Scopes))
	for i, s := range k.Scopes {
		scopes[i] = string(s)
	}
	roles, agencies := make([]string, len(k.Grants)), make([]*motcua.ID, len(k.Grants))
	for i, g := range k.Grants {
		roles[i] = string(g.Role)
		if g.Agency != "" {
			agencies[i] = &g.Agency
		}
	}
	_, err := tx.Exec(ctx, `
		with k as (
			insert into api_key (id, name, prefix, hash, scopes, created_by, created_at, expires_at)
			values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7) returning id
		)
		insert into api_key_grant (key, role, agency)
		select k.id, g.role, g.agency from k, unnest($8::text[], $9::uuid[]) as g (role, agency)`,
		k.Name, prefix, hash[:], scopes, k.CreatedBy, now, k.ExpiresAt, roles, agencies)
	return token, wrap("store the key", err)
}

// checkKey holds the name to the rules for who curates: it stands in the log of
// what the key's holder changes.
func checkKey(k motcua.Key, now time.Time) (motcua.Key, error) {
	var err error
	if k.Name, err = checkActor(k.Name); err != nil {
		return k, motcua.Invalid("name", "%v", err)
	}
	if k.CreatedBy, err = checkText("by", k.CreatedBy, maxActorRunes); err != nil {
		return k, err
	}
	if k.ExpiresAt != nil && !k.ExpiresAt.After(now) {
		return k, motcua.Invalid("expires", "%s has passed", k.ExpiresAt.In(motcua.Zone).Format(time.RFC3339))
	}
	for _, s := range k.Scopes {
		if _, err := s.MarshalText(); err != nil {
			return k, motcua.Invalid("scope", "%v", err)
		}
	}
	k.Scopes = slices.Compact(slices.Sorted(slices.Values(k.Scopes)))
	for _, g := range k.Grants {
		if _, err := g.Role.MarshalText(); err != nil {
			return k, motcua.Invalid("role", "%v", err)
		}
	}
	k.Grants = slices.Clone(k.Grants)
	slices.SortFunc(k.Grants, func(a, b motcua.Grant) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Agency, b.Agency))
	})
	k.Grants = slices.Compact(k.Grants)
	return k, nil
}
