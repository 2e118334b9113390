package db_test

import (
	"testing"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
	"motcua/db/vault"
)

// Once all data keys are sealed anew, what they seal opens without the old
// master key: of webhooks as well as of senders.
func TestRewrappedKeysOpenWithoutTheOldMasterKey(t *testing.T) {
	url := pgtest.New(t).URL
	open := func(v *vault.Vault) *db.DB {
		d, err := db.Open(t.Context(), url, db.Options{Vault: v})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(d.Close)
		return d
	}
	old, err := vault.New()
	if err != nil {
		t.Fatal(err)
	}
	w, before, err := open(old).CreateWebhook(t.Context(), motcua.Caller{Name: "admin"}, motcua.Webhook{
		URL: "https://example.vn/hook", Topics: []motcua.WebhookTopic{motcua.TopicCatalogue},
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	extended, err := old.Extended()
	if err != nil {
		t.Fatal(err)
	}
	rotated, err := extended.Rotated()
	if err != nil {
		t.Fatal(err)
	}
	if n, err := open(rotated).RewrapKeys(t.Context(), rotated); err != nil || n != 1 {
		t.Fatalf("sealed %d keys anew, want 1: %v", n, err)
	}
	pruned, err := rotated.Pruned()
	if err != nil {
		t.Fatal(err)
	}
	// Another secret is sealed with the webhook's key, which has to open for it.
	after, err := open(pruned).RotateWebhookSecret(t.Context(), motcua.Caller{Name: "admin"}, w)
	if err != nil {
		t.Fatalf("the key does not open any more: %v", err)
	}
	if before == after {
		t.Error("the secret is the same")
	}
}
