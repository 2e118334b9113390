package motcua

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"io"
	"net/url"
	"slices"
	"time"
)

// WebhookTopic is what a webhook tells of.
type WebhookTopic string

// The values of WebhookTopic.
const (
	TopicCatalogue WebhookTopic = "CATALOGUE"
	TopicFeedback  WebhookTopic = "FEEDBACK"
)

var webhookTopics = &enum[WebhookTopic]{"WebhookTopic", []enumValue[WebhookTopic]{
	{TopicCatalogue, "thay đổi danh mục thủ tục"},
	{TopicFeedback, "thay đổi phản ánh, kiến nghị"},
}}

// WebhookTopics lists the values in their order.
func WebhookTopics() []WebhookTopic { return webhookTopics.list() }

// Label is the Vietnamese term.
func (t WebhookTopic) Label() string { return webhookTopics.label(t) }

// MarshalText fails on an unknown value.
func (t WebhookTopic) MarshalText() ([]byte, error) { return webhookTopics.marshal(t) }

// UnmarshalText fails on an unknown value.
func (t *WebhookTopic) UnmarshalText(b []byte) error { return webhookTopics.unmarshal(b, t) }

// MarshalGQLContext writes the GraphQL enum.
func (t WebhookTopic) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return webhookTopics.write(w, t)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (t *WebhookTopic) UnmarshalGQLContext(_ context.Context, v any) error {
	return webhookTopics.read(v, t)
}

// Webhook is where changes are sent to. Its secret is told once, to who made
// it.
type Webhook struct {
	ID     ID
	Agency *ID // for which it is registered, and whose feedback it tells of; nil is all
	URL    string
	Topics []WebhookTopic
	CatalogFilter
	CreatedBy      string
	CreatedAt      time.Time
	DisabledAt     *time.Time // nil while it is sent to
	DisabledReason *string
}

// Delivery is a message to a webhook, and what came of sending it.
type Delivery struct {
	ID          ID
	Webhook     ID
	Topic       string // of [WebhookTopic], or RESYNC
	Body        string // JSON
	CreatedAt   time.Time
	Attempts    int
	NextAt      time.Time  // when it is tried next
	DeliveredAt *time.Time // nil while it was not taken
	DeadAt      *time.Time // when it was given up; it can be sent again
	LastStatus  *int       // of the last answer; nil where there was none
	LastError   *string
}

// DeliveryState is where a delivery stands.
type DeliveryState string

// The values of DeliveryState.
const (
	DeliveryPending   DeliveryState = "PENDING"
	DeliveryDelivered DeliveryState = "DELIVERED"
	DeliveryDead      DeliveryState = "DEAD"
)

var deliveryStates = &enum[DeliveryState]{"DeliveryState", []enumValue[DeliveryState]{
	{DeliveryPending, "chờ gửi"},
	{DeliveryDelivered, "đã gửi"},
	{DeliveryDead, "gửi không thành công"},
}}

// DeliveryStates lists the values in their order.
func DeliveryStates() []DeliveryState { return deliveryStates.list() }

// Label is the Vietnamese term.
func (s DeliveryState) Label() string { return deliveryStates.label(s) }

// MarshalText fails on an unknown value.
func (s DeliveryState) MarshalText() ([]byte, error) { return deliveryStates.marshal(s) }

// UnmarshalText fails on an unknown value.
func (s *DeliveryState) UnmarshalText(b []byte) error { return deliveryStates.unmarshal(b, s) }

// MarshalGQLContext writes the GraphQL enum.
func (s DeliveryState) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return deliveryStates.write(w, s)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (s *DeliveryState) UnmarshalGQLContext(_ context.Context, v any) error {
	return deliveryStates.read(v, s)
}

// State is where the delivery stands.
func (d *Delivery) State() DeliveryState {
	switch {
	case d.DeliveredAt != nil:
		return DeliveryDelivered
	case d.DeadAt != nil:
		return DeliveryDead
	}
	return DeliveryPending
}

// Outgoing is a delivery that is leased to be sent, with where to and the
// secrets that sign it, the present one first.
type Outgoing struct {
	Delivery
	URL     string
	Secrets [][]byte
}

// Sent is what came of one attempt.
type Sent struct {
	OK     bool
	Status *int // of the answer; nil where there was none
	Error  string
	Gone   bool       // the receiver wants no more, ever
	NextAt *time.Time // when it is tried again; nil: given up
}

// The secret of a webhook in the form of the Standard Webhooks specification.
const (
	webhookSecretPrefix = "whsec_"
	webhookSecretBytes  = 32
	maxWebhookURL       = 2000
)

// NewWebhookSecret makes a secret, and the text of it that is told once.
func NewWebhookSecret() (secret []byte, text string) {
	secret = make([]byte, webhookSecretBytes)
	_, _ = rand.Read(secret) // it never fails
	return secret, webhookSecretPrefix + base64.StdEncoding.EncodeToString(secret)
}

// Check says what is wrong with a webhook that is to be made. Plain HTTP is only
// for tests and demonstrations.
func (w *Webhook) Check(allowPlain bool) error {
	u, err := url.Parse(w.URL)
	switch {
	case err != nil || u.Host == "" || u.User != nil || len(w.URL) > maxWebhookURL || u.Fragment != "":
		return Invalid("url", "expected an address such as https://example.vn/hook, without a password")
	case u.Scheme != "https" && !(allowPlain && u.Scheme == "http"):
		return Invalid("url", "only https is sent to")
	case len(w.Topics) == 0:
		return Invalid("topics", "expected at least one topic")
	}
	slices.Sort(w.Topics)
	w.Topics = slices.Compact(w.Topics)
	return nil
}
