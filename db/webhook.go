package db

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// FormerSecretKept is how long the former secret of a webhook signs beside the
// new one, so that the receiver can change over.
const FormerSecretKept = 24 * time.Hour

// maxWebhooks bounds how many may be sent to.
const maxWebhooks = 1000

const placeWebhook = "webhook secret"

const webhookColumns = `r.id::text, r.agency::text, r.url, r.topics, r.agencies::text[], r.sectors::text[], r.created_by, r.created_at, r.disabled_at, r.disabled_reason`

func scanWebhook(row pgx.CollectableRow) (*motcua.Webhook, error) {
	var w motcua.Webhook
	err := row.Scan(&w.ID, &w.Agency, &w.URL, &w.Topics, &w.Agencies, &w.Sectors, &w.CreatedBy, &w.CreatedAt, &w.DisabledAt, &w.DisabledReason)
	return &w, err
}

// CreateWebhook registers a webhook and gives its secret, which cannot be had
// again.
func (d *DB) CreateWebhook(ctx context.Context, by motcua.Caller, w motcua.Webhook, allowPlain bool) (motcua.Webhook, string, error) {
	if err := errors.Join(d.needVault(), w.Check(allowPlain)); err != nil {
		return w, "", err
	}
	secret, text := motcua.NewWebhookSecret()
	err := d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		var n int
		err := tx.QueryRow(ctx, `select gen_random_uuid()::text, clock_timestamp(), (select count(*) from webhook where disabled_at is null)`).Scan(&w.ID, &w.CreatedAt, &n)
		if err != nil {
			return wrap("make a webhook", err)
		}
		if n >= maxWebhooks {
			return motcua.Invalid("url", "there are %d webhooks already: disable some", n)
		}
		key, wrapped, err := d.Vault().NewKey(w.ID)
		if err != nil {
			return err
		}
		sealed, err := key.Seal(placeWebhook, secret)
		if err != nil {
			return err
		}
		w.CreatedBy = by.Name
		if _, err := tx.Exec(ctx, `
			insert into webhook (id, agency, url, topics, agencies, sectors, key, secret, created_by, created_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			w.ID, w.Agency, w.URL, w.Topics, ids(w.Agencies), ids(w.Sectors), wrapped, sealed, by.Name, w.CreatedAt); err != nil {
			return wrap("store the webhook", err)
		}
		return audit(ctx, tx, by, webhookEntry(w, "CREATED"))
	})
	return w, text, err
}

func ids(list []motcua.ID) []motcua.ID {
	if list == nil {
		return []motcua.ID{}
	}
	return list
}

func webhookEntry(w motcua.Webhook, what string) motcua.AuditEntry {
	return motcua.AuditEntry{Action: motcua.AuditChange, Entity: "WEBHOOK", EntityID: &w.ID, Agency: w.Agency, What: what}
}

// Webhook gives the webhook with an id.
func (d *DB) Webhook(ctx context.Context, id motcua.ID) (*motcua.Webhook, error) {
	rows, err := d.pool.Query(ctx, `select `+webhookColumns+` from webhook r where r.id = $1 order by r.id`, id)
	if err != nil {
		return nil, wrap("look up a webhook", err)
	}
	w, err := pgx.CollectExactlyOneRow(rows, scanWebhook)
	if noRows(err) {
		return nil, motcua.NotFound("webhook", string(id))
	}
	return w, wrap("look up a webhook", err)
}

// ListWebhooks gives a page of the webhooks that are registered for the
// agencies, or of all, in the order of their making.
func (d *DB) ListWebhooks(ctx context.Context, page motcua.Page, agencies []motcua.ID, all bool) (motcua.Listed[*motcua.Webhook], error) {
	return keyset[*motcua.Webhook]{
		name: "webhooks", from: "webhook r", columns: webhookColumns, sort: "r.created_at", scan: scanWebhook,
		where: "$1 or r.agency = any($2)", id: func(w *motcua.Webhook) motcua.ID { return w.ID },
	}.page(ctx, d, page, all, agencies)
}

// RotateWebhookSecret gives a new secret. The former one signs beside it for
// [FormerSecretKept].
func (d *DB) RotateWebhookSecret(ctx context.Context, by motcua.Caller, w motcua.Webhook) (string, error) {
	if err := d.needVault(); err != nil {
		return "", err
	}
	secret, text := motcua.NewWebhookSecret()
	return text, d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		var wrapped []byte
		if err := tx.QueryRow(ctx, `select key from webhook where id = $1 for update`, w.ID).Scan(&wrapped); err != nil {
			return wrap("read the webhook's key", err)
		}
		key, err := d.Vault().OpenKey(w.ID, wrapped)
		if err != nil {
			return err
		}
		sealed, err := key.Seal(placeWebhook, secret)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			update webhook set secret = $2, former_secret = secret, former_until = clock_timestamp() + $3::interval where id = $1`,
			w.ID, sealed, FormerSecretKept); err != nil {
			return wrap("store the secret", err)
		}
		return audit(ctx, tx, by, webhookEntry(w, "ROTATED"))
	})
}

// EnableWebhook sends to it again, or, with a reason, no more.
func (d *DB) EnableWebhook(ctx context.Context, by motcua.Caller, w motcua.Webhook, disabled *string) error {
	what := "ENABLED"
	if disabled != nil {
		what = "DISABLED"
	}
	return d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `
			update webhook set disabled_reason = $2, disabled_at = case when $2::text is null then null else clock_timestamp() end where id = $1`, w.ID, disabled); err != nil {
			return wrap("change the webhook", err)
		}
		return audit(ctx, tx, by, webhookEntry(w, what))
	})
}
