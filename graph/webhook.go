package graph

import (
	"context"

	"motcua"
	"motcua/graph/mutation"
	"motcua/graph/page"
)

// Webhooks keeps where changes are sent to, and what was sent.
type Webhooks interface {
	WebhookReader
	CreateWebhook(ctx context.Context, by motcua.Caller, w motcua.Webhook, allowPlain bool) (motcua.Webhook, string, error)
	RotateWebhookSecret(ctx context.Context, by motcua.Caller, w motcua.Webhook) (string, error)
	EnableWebhook(ctx context.Context, by motcua.Caller, w motcua.Webhook, disabled *string) error
	Redeliver(ctx context.Context, by motcua.Caller, w motcua.Webhook, delivery motcua.ID) error
}

// WebhookReader reads them.
type WebhookReader interface {
	AgencyTree(ctx context.Context) (*motcua.AgencyTree, error)
	Webhook(ctx context.Context, id motcua.ID) (*motcua.Webhook, error)
	ListWebhooks(ctx context.Context, page motcua.Page, agencies []motcua.ID, all bool) (motcua.Listed[*motcua.Webhook], error)
	ListDeliveries(ctx context.Context, page motcua.Page, webhook motcua.ID, state *motcua.DeliveryState) (motcua.Listed[*motcua.Delivery], error)
	Delivery(ctx context.Context, id motcua.ID) (*motcua.Delivery, error)
}

const (
	typeWebhook  = "Webhook"
	typeDelivery = "WebhookDelivery"
)

var errNoWebhooks = &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server sends no webhooks"}

// webhookKeeper is a caller who keeps webhooks for some agencies, or for all.
func (r *resolver) webhookKeeper(ctx context.Context) (by motcua.Caller, tree *motcua.AgencyTree, err error) {
	by = callerOf(ctx)
	switch {
	case !by.Holds(motcua.RoleAdministrator):
		return by, nil, &motcua.Error{Kind: motcua.KindForbidden, Message: "this needs the role ADMINISTRATOR"}
	case r.Config.Webhooks == nil:
		return by, nil, errNoWebhooks
	}
	tree, err = r.Config.Webhooks.AgencyTree(ctx)
	return by, tree, err
}

// keeps says whether the caller keeps webhooks of an agency; nil is all.
func keeps(by motcua.Caller, tree *motcua.AgencyTree, agency *motcua.ID) bool {
	var id motcua.ID
	if agency != nil {
		id = *agency
	}
	return by.Acts(motcua.RoleAdministrator, id, tree)
}

// webhook finds one that the caller keeps. Another's does not exist for them.
func (r *resolver) webhook(ctx context.Context, id motcua.ID) (motcua.Caller, *motcua.Webhook, error) {
	by, tree, err := r.webhookKeeper(ctx)
	if err != nil {
		return by, nil, err
	}
	w, err := r.Config.Webhooks.Webhook(ctx, id)
	if err == nil && !keeps(by, tree, w.Agency) {
		err = motcua.NotFound("webhook", string(id))
	}
	return by, w, err
}

func (q query) Webhooks(ctx context.Context, first *int, after *string, last *int, before *string) (*page.WebhookConnection, error) {
	by, tree, err := q.webhookKeeper(ctx)
	if err != nil {
		return nil, err
	}
	asked, err := pageOf(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	agencies, all := by.Reach(tree, motcua.RoleAdministrator)
	listed, err := q.Config.Webhooks.ListWebhooks(ctx, asked, agencies, all)
	return page.NewConnection(listed), err
}

type webhookType struct{ *resolver }

func (webhookType) ID(_ context.Context, w *motcua.Webhook) (string, error) {
	return globalID(typeWebhook, w.ID), nil
}

func (webhookType) Agency(ctx context.Context, w *motcua.Webhook) (*motcua.Agency, error) {
	if w.Agency == nil {
		return nil, nil
	}
	return register(ctx, *w.Agency)
}

func (r webhookType) Deliveries(ctx context.Context, w *motcua.Webhook, state *motcua.DeliveryState, first *int, after *string, last *int, before *string) (*page.WebhookDeliveryConnection, error) {
	asked, err := pageOf(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	listed, err := r.Config.Webhooks.ListDeliveries(ctx, asked, w.ID, state)
	return page.NewConnection(listed), err
}

type webhookDelivery struct{}

func (webhookDelivery) ID(_ context.Context, d *motcua.Delivery) (string, error) {
	return globalID(typeDelivery, d.ID), nil
}

func (m mutations) CreateWebhook(ctx context.Context, in mutation.CreateWebhookInput) (*mutation.WebhookPayload, error) {
	by, tree, err := m.webhookKeeper(ctx)
	if err != nil {
		return nil, err
	}
	p := &mutation.WebhookPayload{}
	w := motcua.Webhook{URL: in.URL, Topics: in.Topics}
	if in.Filter != nil {
		w.CatalogFilter = *in.Filter
	}
	if w.Agency, err = optionalID(typeAgency, in.AgencyID); err == nil {
		if !keeps(by, tree, w.Agency) {
			return nil, &motcua.Error{Kind: motcua.KindForbidden, Message: "this needs the role ADMINISTRATOR for the agency"}
		}
		var secret string
		if w, secret, err = m.Config.Webhooks.CreateWebhook(ctx, by, w, m.PlainWebhooks); err == nil {
			p.Webhook, p.Secret = &w, &secret
		}
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

// onWebhook does something with a webhook that the caller keeps.
func (m mutations) onWebhook(ctx context.Context, id string, clientID *string, do func(motcua.Caller, motcua.Webhook, *mutation.WebhookPayload) error) (*mutation.WebhookPayload, error) {
	p := &mutation.WebhookPayload{}
	_, key, err := parseIDOf([]string{typeWebhook}, id)
	if err == nil {
		var by motcua.Caller
		var w *motcua.Webhook
		if by, w, err = m.webhook(ctx, key); err == nil {
			if err = do(by, *w, p); err == nil {
				p.Webhook, err = m.Config.Webhooks.Webhook(ctx, key)
			}
		}
	}
	p.Result, err = resultOf(ctx, clientID, err)
	return p, err
}

func (m mutations) RotateWebhookSecret(ctx context.Context, in mutation.RotateWebhookSecretInput) (*mutation.WebhookPayload, error) {
	return m.onWebhook(ctx, in.ID, in.ClientMutationID, func(by motcua.Caller, w motcua.Webhook, p *mutation.WebhookPayload) error {
		secret, err := m.Config.Webhooks.RotateWebhookSecret(ctx, by, w)
		p.Secret = published(secret)
		return err
	})
}

func (m mutations) DisableWebhook(ctx context.Context, in mutation.DisableWebhookInput) (*mutation.WebhookPayload, error) {
	return m.onWebhook(ctx, in.ID, in.ClientMutationID, func(by motcua.Caller, w motcua.Webhook, _ *mutation.WebhookPayload) error {
		if err := checkText(ctx, "reason", in.Reason); err != nil {
			return err
		}
		return m.Config.Webhooks.EnableWebhook(ctx, by, w, &in.Reason)
	})
}

func (m mutations) EnableWebhook(ctx context.Context, in mutation.EnableWebhookInput) (*mutation.WebhookPayload, error) {
	return m.onWebhook(ctx, in.ID, in.ClientMutationID, func(by motcua.Caller, w motcua.Webhook, _ *mutation.WebhookPayload) error {
		return m.Config.Webhooks.EnableWebhook(ctx, by, w, nil)
	})
}

func (m mutations) RedeliverWebhook(ctx context.Context, in mutation.RedeliverWebhookInput) (*mutation.RedeliverWebhookPayload, error) {
	p := &mutation.RedeliverWebhookPayload{}
	if _, _, err := m.webhookKeeper(ctx); err != nil {
		return nil, err
	}
	_, id, err := parseIDOf([]string{typeDelivery}, in.DeliveryID)
	if err == nil {
		p.Delivery, err = m.redeliver(ctx, id)
	}
	p.Result, err = resultOf(ctx, in.ClientMutationID, err)
	return p, err
}

func (m mutations) redeliver(ctx context.Context, id motcua.ID) (*motcua.Delivery, error) {
	d, err := m.Config.Webhooks.Delivery(ctx, id)
	if err != nil {
		return nil, err
	}
	by, w, err := m.webhook(ctx, d.Webhook)
	if err != nil {
		return nil, motcua.NotFound("delivery", string(id)) // another agency's
	}
	if err := m.Config.Webhooks.Redeliver(ctx, by, *w, id); err != nil {
		return nil, err
	}
	return m.Config.Webhooks.Delivery(ctx, id)
}
