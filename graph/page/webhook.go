package page

import "motcua"

// The connections of webhooks.
type (
	WebhookConnection         = Connection[*motcua.Webhook]
	WebhookEdge               = Edge[*motcua.Webhook]
	WebhookDeliveryConnection = Connection[*motcua.Delivery]
	WebhookDeliveryEdge       = Edge[*motcua.Delivery]
)
