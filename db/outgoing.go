package db

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"motcua"
)

func hasTopic(w *motcua.Webhook, t motcua.WebhookTopic) bool { return slices.Contains(w.Topics, t) }

func sorted(list []motcua.ID) []motcua.ID {
	slices.Sort(list)
	return list
}

// LeaseDeliveries takes deliveries that are due, so that no other node sends
// them before the lease ends. Of a webhook only the oldest are taken, and none
// while one of them is being sent, so that they come in order as long as nothing
// fails.
func (d *DB) LeaseDeliveries(ctx context.Context, limit int) ([]motcua.Outgoing, error) {
	if d.Vault() == nil {
		return nil, nil
	}
	rows, err := d.pool.Query(ctx, `
		with due as (
			select r.id from webhook_delivery r join webhook w on w.id = r.webhook
			where r.delivered_at is null and r.dead_at is null and r.next_at <= clock_timestamp() and w.disabled_at is null
			  and (r.leased_until is null or r.leased_until < clock_timestamp())
			  and not exists (select from webhook_delivery o where o.webhook = r.webhook and o.delivered_at is null and o.dead_at is null
			                  and o.leased_until >= clock_timestamp())
			order by r.next_at, r.seq limit $1
			for update of r skip locked
		), leased as (
			update webhook_delivery r set leased_until = clock_timestamp() + $2::interval, attempts = attempts + 1
			from due where r.id = due.id returning r.*
		)
		select `+deliveryColumns+`, w.url, w.key, w.secret, case when w.former_until > clock_timestamp() then w.former_secret end
		from leased r join webhook w on w.id = r.webhook order by r.seq`, limit, deliveryLease)
	if err != nil {
		return nil, wrap("lease deliveries", err)
	}
	list, err := pgx.CollectRows(rows, d.scanOutgoing)
	return list, wrap("lease deliveries", err)
}

func (d *DB) scanOutgoing(row pgx.CollectableRow) (o motcua.Outgoing, err error) {
	var wrapped, secret, former []byte
	if err := row.Scan(append(deliveryDest(&o.Delivery), &o.URL, &wrapped, &secret, &former)...); err != nil {
		return o, err
	}
	key, err := d.Vault().OpenKey(o.Webhook, wrapped)
	if err != nil {
		return o, err
	}
	for _, sealed := range [][]byte{secret, former} {
		if sealed == nil {
			continue
		}
		open, err := key.Open(placeWebhook, sealed)
		if err != nil {
			return o, err
		}
		o.Secrets = append(o.Secrets, open)
	}
	return o, nil
}

// FinishDelivery writes down what came of an attempt. A receiver that is gone
// gets nothing more.
func (d *DB) FinishDelivery(ctx context.Context, o motcua.Outgoing, s motcua.Sent) error {
	return d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		var text *string
		if s.Error != "" {
			text = &s.Error
		}
		if _, err := tx.Exec(ctx, `
			update webhook_delivery set leased_until = null, last_status = $2, last_error = $3,
				delivered_at = case when $4 then clock_timestamp() end,
				dead_at = case when not $4 and $5::timestamptz is null then clock_timestamp() end,
				next_at = coalesce($5, next_at)
			where id = $1`, o.ID, s.Status, text, s.OK, s.NextAt); err != nil {
			return wrap("write what came of a delivery", err)
		}
		if !s.Gone {
			return nil
		}
		_, err := tx.Exec(ctx, `
			update webhook set disabled_at = clock_timestamp(), disabled_reason = 'the receiver answered 410: it wants no more'
			where id = $1 and disabled_at is null`, o.Webhook)
		return wrap("disable the webhook", err)
	})
}

// TrimDeliveries drops what was delivered or given up long ago.
func (d *DB) TrimDeliveries(ctx context.Context) error {
	_, err := d.pool.Exec(ctx, `
		delete from webhook_delivery where delivered_at < clock_timestamp() - $1::interval or dead_at < clock_timestamp() - $2::interval`,
		deliveredKept, deadKept)
	return wrap("trim deliveries", err)
}
