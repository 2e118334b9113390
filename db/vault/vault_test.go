package vault_test

import (
	"os"
	"path/filepath"
	"testing"

	"motcua"
	"motcua/db/vault"
)

var (
	lan = motcua.DeriveID("sender", "lan")
	hoa = motcua.DeriveID("sender", "hoa")
)

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// What is sealed opens for its owner, in its place, and nowhere else.
func TestSealedOpensInItsPlaceOnly(t *testing.T) {
	v := must[*vault.Vault](t)(vault.New())
	key, sealed, err := v.NewKey(lan)
	if err != nil {
		t.Fatal(err)
	}
	secret := must[[]byte](t)(key.Seal("words", []byte("nội dung")))
	again := must[vault.Key](t)(v.OpenKey(lan, sealed))
	if text := must[[]byte](t)(again.Open("words", secret)); string(text) != "nội dung" {
		t.Errorf("opened %q", text)
	}
	if _, err := again.Open("event 1", secret); err == nil {
		t.Error("it opened in another place")
	}
	if _, err := v.OpenKey(hoa, sealed); err == nil {
		t.Error("the data key opened for another owner")
	}
	other := must[*vault.Vault](t)(vault.New())
	if _, err := other.OpenKey(lan, sealed); err == nil {
		t.Error("the data key opened under another master key")
	}
}

// After a rotation old data keys open; sealed anew they open without the old
// master key, and what they sealed is as it was. Digests do not change.
func TestRotation(t *testing.T) {
	v := must[*vault.Vault](t)(vault.New())
	key, sealed, err := v.NewKey(lan)
	if err != nil {
		t.Fatal(err)
	}
	secret := must[[]byte](t)(key.Seal("words", []byte("nội dung")))
	rotated := must[*vault.Vault](t)(must[*vault.Vault](t)(v.Extended()).Rotated())
	pruned := must[*vault.Vault](t)(rotated.Pruned())
	if _, err := pruned.OpenKey(lan, sealed); err == nil {
		t.Error("the old master key is still there")
	}
	anew := must[[]byte](t)(rotated.Rewrap(lan, sealed))
	opened := must[vault.Key](t)(pruned.OpenKey(lan, anew))
	if text := must[[]byte](t)(opened.Open("words", secret)); string(text) != "nội dung" {
		t.Errorf("opened %q", text)
	}
	if string(v.Digest("telephone", "+84912")) != string(pruned.Digest("telephone", "+84912")) {
		t.Error("the digest changed")
	}
	if string(v.Digest("telephone", "x")) == string(v.Digest("email", "x")) {
		t.Error("one value has one digest for two purposes")
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyset.json")
	v := must[*vault.Vault](t)(vault.LoadOrCreate(path))
	again := must[*vault.Vault](t)(vault.LoadOrCreate(path))
	if string(v.Digest("a", "b")) != string(again.Digest("a", "b")) {
		t.Error("the file was made anew")
	}
	if err := v.Create(path); err == nil {
		t.Error("the keys were overwritten")
	}
	if err := v.Replace(path); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Load(path); err == nil {
		t.Error("keys that others may read were taken")
	}
	if _, err := vault.Decode([]byte(`{"master": {}}`)); err == nil {
		t.Error("half a keyset was taken")
	}
}

func BenchmarkNewKey(b *testing.B) {
	v := must[*vault.Vault](b)(vault.New())
	for b.Loop() {
		if _, _, err := v.NewKey(lan); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenKey(b *testing.B) {
	v := must[*vault.Vault](b)(vault.New())
	_, sealed, err := v.NewKey(lan)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := v.OpenKey(lan, sealed); err != nil {
			b.Fatal(err)
		}
	}
}
