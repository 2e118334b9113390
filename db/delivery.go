package db

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// Limits of deliveries.
const (
	maxDeliveryChanges = 100                // of one message
	deliveryLease      = 2 * time.Minute    // far more than an attempt may take
	deliveredKept      = 7 * 24 * time.Hour // to look at
	deadKept           = 90 * 24 * time.Hour
)

const deliveryColumns = `r.id::text, r.webhook::text, r.topic, r.body, r.created_at, r.attempts, r.next_at, r.delivered_at, r.dead_at, r.last_status, r.last_error`

func deliveryDest(d *motcua.Delivery) []any {
	return []any{&d.ID, &d.Webhook, &d.Topic, &d.Body, &d.CreatedAt, &d.Attempts, &d.NextAt, &d.DeliveredAt, &d.DeadAt, &d.LastStatus, &d.LastError}
}

func scanDelivery(row pgx.CollectableRow) (*motcua.Delivery, error) {
	var d motcua.Delivery
	err := row.Scan(deliveryDest(&d)...)
	return &d, err
}

// ListDeliveries gives a page of a webhook's deliveries, the newest first; state
// restricts it.
func (d *DB) ListDeliveries(ctx context.Context, page motcua.Page, webhook motcua.ID, state *motcua.DeliveryState) (motcua.Listed[*motcua.Delivery], error) {
	return keyset[*motcua.Delivery]{
		name: "deliveries", from: "webhook_delivery r", columns: deliveryColumns, sort: "-r.seq", scan: scanDelivery,
		where: `r.webhook = $1 and ($2::text is null or $2 = case when r.delivered_at is not null then 'DELIVERED' when r.dead_at is not null then 'DEAD' else 'PENDING' end)`,
		id:    func(d *motcua.Delivery) motcua.ID { return d.ID },
	}.page(ctx, d, page, webhook, (*string)(state))
}

// Delivery gives the delivery with an id.
func (d *DB) Delivery(ctx context.Context, id motcua.ID) (*motcua.Delivery, error) {
	rows, err := d.pool.Query(ctx, `select `+deliveryColumns+` from webhook_delivery r where r.id = $1 order by r.id`, id)
	if err != nil {
		return nil, wrap("look up a delivery", err)
	}
	one, err := pgx.CollectExactlyOneRow(rows, scanDelivery)
	if noRows(err) {
		return nil, motcua.NotFound("delivery", string(id))
	}
	return one, wrap("look up a delivery", err)
}

// Redeliver has a delivery sent once more, from its first attempt on.
func (d *DB) Redeliver(ctx context.Context, by motcua.Caller, w motcua.Webhook, delivery motcua.ID) error {
	return d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `
			update webhook_delivery set attempts = 0, next_at = clock_timestamp(), delivered_at = null, dead_at = null, leased_until = null
			where id = $1 and webhook = $2 and (delivered_at is not null or dead_at is not null)`, delivery, w.ID)
		if err != nil {
			return wrap("send again", err)
		}
		if done.RowsAffected() == 0 {
			return &motcua.Error{Kind: motcua.KindConflict, Message: "the delivery waits to be sent already"}
		}
		return audit(ctx, tx, by, webhookEntry(w, "REDELIVERED"))
	})
}

// message is the body of a delivery.
type message struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      any       `json:"data"`
}

type catalogueData struct {
	Cursor  string            `json:"cursor"`
	Changes []catalogueChange `json:"changes"`
}

type catalogueChange struct {
	Procedure motcua.ID `json:"portalId"`
	Code      string    `json:"code"`
	Name      string    `json:"name"`
	Removed   bool      `json:"removed"`
}

type feedbackData struct {
	Changes []feedbackChange `json:"changes"`
}

// feedbackChange holds nothing personal: who is told asks for the rest, with
// their own rights.
type feedbackChange struct {
	Code  string `json:"code"`
	State string `json:"state"`
}

// FillDeliveries writes what changed for the webhooks that asked for it, in the
// transaction that moves their position in the log.
func (d *DB) FillDeliveries(ctx context.Context, tx pgx.Tx, procedures, feedbacks []motcua.ID, at motcua.Position, renewed bool) error {
	rows, err := tx.Query(ctx, `select `+webhookColumns+` from webhook r where r.disabled_at is null order by r.id`)
	if err != nil {
		return wrap("list webhooks", err)
	}
	hooks, err := pgx.CollectRows(rows, scanWebhook)
	if err != nil || len(hooks) == 0 {
		return wrap("list webhooks", err)
	}
	f := filling{ctx: ctx, d: d, tx: tx, at: at, now: time.Now().UTC()}
	if renewed {
		for _, w := range hooks {
			f.add(w, "RESYNC", "resync.required", catalogueData{Cursor: at.Revision(), Changes: []catalogueChange{}})
		}
		return f.err
	}
	changes := f.catalogue(procedures)
	for _, w := range hooks {
		f.tellCatalogue(w, changes)
	}
	f.tellFeedback(hooks, feedbacks)
	return f.err
}

// filling writes deliveries until the first error.
type filling struct {
	ctx context.Context
	d   *DB
	tx  pgx.Tx
	at  motcua.Position
	now time.Time
	err error
}

func (f *filling) add(w *motcua.Webhook, topic, kind string, data any) {
	if f.err != nil {
		return
	}
	body, err := json.Marshal(message{Type: kind, Timestamp: f.now, Data: data})
	if err == nil {
		_, err = f.tx.Exec(f.ctx, `insert into webhook_delivery (webhook, topic, body) values ($1, $2, $3)`, w.ID, topic, string(body))
	}
	f.err = wrap("write a delivery", err)
}

// markedChange is a change with what the filters ask of it.
type markedChange struct {
	catalogueChange
	told motcua.CatalogChange
}

func (f *filling) catalogue(procedures []motcua.ID) (out []markedChange) {
	if f.err != nil || len(procedures) == 0 {
		return nil
	}
	marks, err := Marks(f.ctx, f.tx, procedures)
	if err != nil {
		f.err = err
		return nil
	}
	rows, err := f.tx.Query(f.ctx, `
		select p.id::text, p.code, v.name, not exists (select from public_procedure u where u.id = p.id)
		from procedure p join lateral (select name from procedure_version where procedure = p.id order by created_at desc, id limit 1) v on true
		where p.id = any($1) order by p.id`, procedures)
	if err != nil {
		f.err = wrap("read what changed", err)
		return nil
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[catalogueChange])
	f.err = wrap("read what changed", err)
	for _, c := range list {
		out = append(out, markedChange{c, motcua.CatalogChange{Procedure: c.Procedure, Marks: marks[c.Procedure]}})
	}
	return out
}

func (f *filling) tellCatalogue(w *motcua.Webhook, changes []markedChange) {
	if !hasTopic(w, motcua.TopicCatalogue) {
		return
	}
	data := catalogueData{Cursor: f.at.Revision()}
	for i := range changes {
		if w.Wants(&changes[i].told) {
			data.Changes = append(data.Changes, changes[i].catalogueChange)
		}
	}
	for len(data.Changes) > 0 {
		n := min(len(data.Changes), maxDeliveryChanges)
		f.add(w, string(motcua.TopicCatalogue), "catalogue.changed", catalogueData{Cursor: data.Cursor, Changes: data.Changes[:n]})
		data.Changes = data.Changes[n:]
	}
}

// tellFeedback tells a webhook of the feedback that its agency, or one under it,
// holds or held.
func (f *filling) tellFeedback(hooks []*motcua.Webhook, feedbacks []motcua.ID) {
	if f.err != nil || len(feedbacks) == 0 {
		return
	}
	tree, err := f.d.AgencyTree(f.ctx)
	if err != nil {
		f.err = err
		return
	}
	var list []*motcua.Feedback
	f.err = PublishedFeedback(f.ctx, f.tx, feedbacks, func(one *motcua.IndexedFeedback) error {
		list = append(list, one.Feedback)
		return nil
	})
	for _, w := range hooks {
		if !hasTopic(w, motcua.TopicFeedback) {
			continue
		}
		reader := motcua.FeedbackReader{All: w.Agency == nil}
		if w.Agency != nil {
			reader.Agencies = sorted(tree.WithUnits([]motcua.ID{*w.Agency}))
		}
		var data feedbackData
		for _, one := range list {
			if reader.SeesAsOfficial(one) {
				data.Changes = append(data.Changes, feedbackChange{string(one.Code), string(one.State)})
			}
		}
		for len(data.Changes) > 0 {
			n := min(len(data.Changes), maxDeliveryChanges)
			f.add(w, string(motcua.TopicFeedback), "feedback.changed", feedbackData{data.Changes[:n]})
			data.Changes = data.Changes[n:]
		}
	}
}
