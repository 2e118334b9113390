package mutation

import "motcua"

// CreateWebhookInput is an address to be registered.
type CreateWebhookInput struct {
	ClientMutationID *string
	URL              string
	Topics           []motcua.WebhookTopic
	AgencyID         *string
	Filter           *motcua.CatalogFilter
}

// WebhookPayload has the webhook, and its secret where that is new.
type WebhookPayload struct {
	Result
	Webhook *motcua.Webhook
	Secret  *string
}

// RotateWebhookSecretInput names a webhook.
type RotateWebhookSecretInput struct {
	ClientMutationID *string
	ID               string
}

// DisableWebhookInput names a webhook that is to be sent nothing more.
type DisableWebhookInput struct {
	ClientMutationID *string
	ID               string
	Reason           string
}

// EnableWebhookInput names a webhook that is to be sent to again.
type EnableWebhookInput struct {
	ClientMutationID *string
	ID               string
}

// RedeliverWebhookInput names a delivery.
type RedeliverWebhookInput struct {
	ClientMutationID *string
	DeliveryID       string
}

// RedeliverWebhookPayload has the delivery as it waits to be sent.
type RedeliverWebhookPayload struct {
	Result
	Delivery *motcua.Delivery
}
