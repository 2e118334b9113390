package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
)

type webhookCmd struct {
	Create     webhookCreateCmd     `cmd:"" help:"Register an address, and print the secret that signs what is sent to it."`
	List       webhookListCmd       `cmd:"" help:"List the registered addresses."`
	Rotate     webhookRotateCmd     `cmd:"" help:"Make a new secret; the former one signs beside it for a day."`
	Disable    webhookDisableCmd    `cmd:"" help:"Send nothing more to an address."`
	Enable     webhookEnableCmd     `cmd:"" help:"Send to a disabled address again."`
	Deliveries webhookDeliveriesCmd `cmd:"" help:"List what was sent to an address, or waits, or was given up."`
	Redeliver  webhookRedeliverCmd  `cmd:"" help:"Send a delivery once more."`
}

type webhookCreateCmd struct {
	dataFlags
	URL        string   `arg:"" help:"The address, https."`
	Topic      []string `enum:"CATALOGUE,FEEDBACK" default:"CATALOGUE" help:"What it is told: CATALOGUE, FEEDBACK. Default ${default}."`
	Agency     string   `placeholder:"CODE" help:"The agency for which it is registered, and whose feedback it is told of. Default: all."`
	Of         []string `placeholder:"CODE" help:"Only changes of procedures of these agencies."`
	AllowPlain bool     `help:"Take a plain http address too: for tests."`
}

// Run registers the address.
func (c *webhookCreateCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		w := motcua.Webhook{URL: c.URL}
		for _, t := range c.Topic {
			w.Topics = append(w.Topics, motcua.WebhookTopic(t))
		}
		if c.Agency != "" {
			a, err := d.Agency(ctx, c.Agency)
			if err != nil {
				return err
			}
			w.Agency = &a.ID
		}
		for _, code := range c.Of {
			a, err := d.Agency(ctx, code)
			if err != nil {
				return err
			}
			w.Agencies = append(w.Agencies, a.ID)
		}
		w, secret, err := d.CreateWebhook(ctx, operatorCaller(""), w, c.AllowPlain)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.err, "Webhook %s. This is the only time that its secret is shown.\n", w.ID)
		_, err = fmt.Fprintln(e.out, secret)
		return err
	})
}

type webhookListCmd struct {
	dataFlags
}

// Run lists the webhooks.
func (c *webhookListCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		out := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(out, "ID\tURL\tTOPICS\tSINCE\tSTATE")
		first := 1000
		listed, err := d.ListWebhooks(ctx, motcua.Page{First: &first}, nil, true)
		if err != nil {
			return err
		}
		for _, w := range listed.Items {
			state := "enabled"
			if w.DisabledReason != nil {
				state = "disabled: " + *w.DisabledReason
			}
			fmt.Fprintf(out, "%s\t%s\t%v\t%s\t%s\n", w.ID, w.URL, w.Topics, w.CreatedAt.In(motcua.Zone).Format(time.DateTime), state)
		}
		return out.Flush()
	})
}

// webhookFlags name a webhook.
type webhookFlags struct {
	dataFlags
	ID string `arg:"" help:"The webhook's id, as list shows it."`
}

func (c webhookFlags) with(ctx context.Context, e *env, f func(*db.DB, motcua.Webhook) error) error {
	id, err := motcua.ParseID(c.ID)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		w, err := d.Webhook(ctx, id)
		if err != nil {
			return err
		}
		return f(d, *w)
	})
}

type webhookRotateCmd struct{ webhookFlags }

// Run prints the new secret.
func (c *webhookRotateCmd) Run(ctx context.Context, e *env) error {
	return c.with(ctx, e, func(d *db.DB, w motcua.Webhook) error {
		secret, err := d.RotateWebhookSecret(ctx, operatorCaller(""), w)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(e.out, secret)
		return err
	})
}

type webhookDisableCmd struct {
	webhookFlags
	Reason string `default:"disabled by the operator" help:"Why."`
}

// Run disables the webhook.
func (c *webhookDisableCmd) Run(ctx context.Context, e *env) error {
	return c.with(ctx, e, func(d *db.DB, w motcua.Webhook) error {
		return d.EnableWebhook(ctx, operatorCaller(""), w, &c.Reason)
	})
}

type webhookEnableCmd struct{ webhookFlags }

// Run enables the webhook.
func (c *webhookEnableCmd) Run(ctx context.Context, e *env) error {
	return c.with(ctx, e, func(d *db.DB, w motcua.Webhook) error {
		return d.EnableWebhook(ctx, operatorCaller(""), w, nil)
	})
}

type webhookDeliveriesCmd struct {
	webhookFlags
	Dead bool `help:"Only those that were given up."`
}

// Run lists the deliveries, the newest first.
func (c *webhookDeliveriesCmd) Run(ctx context.Context, e *env) error {
	return c.with(ctx, e, func(d *db.DB, w motcua.Webhook) error {
		first := 100
		var state *motcua.DeliveryState
		if c.Dead {
			state = new(motcua.DeliveryDead)
		}
		listed, err := d.ListDeliveries(ctx, motcua.Page{First: &first}, w.ID, state)
		if err != nil {
			return err
		}
		out := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(out, "ID\tTOPIC\tCREATED\tSTATE\tATTEMPTS\tLAST")
		for _, one := range listed.Items {
			last := ""
			if one.LastError != nil {
				last = *one.LastError
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%d\t%s\n", one.ID, one.Topic, one.CreatedAt.In(motcua.Zone).Format(time.DateTime), one.State(), one.Attempts, last)
		}
		return out.Flush()
	})
}

type webhookRedeliverCmd struct {
	dataFlags
	Delivery string `arg:"" help:"The delivery's id, as deliveries shows it."`
}

// Run has the delivery sent again.
func (c *webhookRedeliverCmd) Run(ctx context.Context, e *env) error {
	id, err := motcua.ParseID(c.Delivery)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		one, err := d.Delivery(ctx, id)
		if err != nil {
			return err
		}
		w, err := d.Webhook(ctx, one.Webhook)
		if err != nil {
			return err
		}
		return d.Redeliver(ctx, operatorCaller(""), *w, id)
	})
}

// outbox joins the change log with the deliveries.
type outbox struct {
	*db.DB
	log *changelog.Log
}

// Fill turns the next part of the log into deliveries.
func (o outbox) Fill(ctx context.Context) (bool, error) {
	return o.log.Outbox(ctx, func(ctx context.Context, tx pgx.Tx, f changelog.Fill) error {
		return o.FillDeliveries(ctx, tx, f.Procedures, f.Feedbacks, f.Position, f.Renewed)
	})
}
