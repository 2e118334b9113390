package db_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/db"
)

var keyNow = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// opens says which stored key a token opens at a moment, by its prefix.
func opens(t *testing.T, d *db.DB, token string, now time.Time) string {
	t.Helper()
	prefix, hash, ok := motcua.ParseToken(token)
	if !ok {
		t.Fatalf("%q is no token", token)
	}
	live, err := d.LiveKeys(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range live {
		if k.Prefix == prefix && k.Admits(hash, now) {
			return k.Name
		}
	}
	return ""
}

func TestKeyLifecycle(t *testing.T) {
	d := open(t)
	end := keyNow.Add(24 * time.Hour)
	wanted := motcua.Key{Name: "Sở  Tư pháp", Scopes: []motcua.Scope{motcua.ScopeInsights, motcua.ScopeCurate, motcua.ScopeCurate}, CreatedBy: "root", ExpiresAt: &end}
	first, err := d.CreateKey(t.Context(), wanted, keyNow)
	if err != nil {
		t.Fatal(err)
	}
	const name = "Sở Tư pháp"
	if got := opens(t, d, first, keyNow); got != name {
		t.Errorf("the token opens %q", got)
	}
	if got := opens(t, d, first, end); got != "" {
		t.Errorf("the token opens %q after its end", got)
	}
	if _, err := d.CreateKey(t.Context(), wanted, keyNow); motcua.KindOf(err) != motcua.KindConflict {
		t.Errorf("two live keys of one name: %v", err)
	}
	second, err := d.RotateKey(t.Context(), name, "an", nil, time.Hour, keyNow.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after         time.Duration
		first, second string
	}{{90 * time.Minute, name, name}, {2 * time.Hour, "", name}, {24 * time.Hour, "", name}, {25 * time.Hour, "", ""}} {
		if one, two := opens(t, d, first, keyNow.Add(c.after)), opens(t, d, second, keyNow.Add(c.after)); one != c.first || two != c.second {
			t.Errorf("after %s the old token opens %q, the new one %q", c.after, one, two)
		}
	}
	if n, err := d.RevokeKey(t.Context(), name, "an", keyNow.Add(90*time.Minute)); err != nil || n != 2 {
		t.Errorf("revoked %d: %v", n, err)
	}
	if _, err := d.RevokeKey(t.Context(), name, "an", keyNow.Add(90*time.Minute)); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("revoked twice: %v", err)
	}
	if _, err := d.RotateKey(t.Context(), name, "an", nil, 0, keyNow.Add(2*time.Hour)); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("rotated what is revoked: %v", err)
	}
	if got := opens(t, d, second, keyNow.Add(2*time.Hour)); got != "" {
		t.Errorf("a revoked token opens %q", got)
	}
}

func TestKeyUse(t *testing.T) {
	d := open(t)
	if _, err := d.CreateKey(t.Context(), motcua.Key{Name: "an", CreatedBy: "root"}, keyNow); err != nil {
		t.Fatal(err)
	}
	keys, err := d.Keys(t.Context())
	if err != nil || len(keys) != 1 || keys[0].LastUsedAt != nil || len(keys[0].Scopes) != 0 {
		t.Fatalf("%+v %v", keys, err)
	}
	for _, at := range []time.Time{keyNow.Add(time.Minute), keyNow} { // two nodes may be late
		if err := d.KeyUsed(t.Context(), keys[0].ID, at); err != nil {
			t.Fatal(err)
		}
	}
	if keys, err = d.Keys(t.Context()); err != nil || !keys[0].LastUsedAt.Equal(keyNow.Add(time.Minute)) {
		t.Errorf("%+v %v", keys, err)
	}
}

func TestKeyIsRefused(t *testing.T) {
	d := open(t)
	for _, c := range []struct {
		field string
		key   motcua.Key
	}{
		{"name", motcua.Key{CreatedBy: "root"}},
		{"name", motcua.Key{Name: motcua.SourceDefault, CreatedBy: "root"}},
		{"name", motcua.Key{Name: strings.Repeat("x", 201), CreatedBy: "root"}},
		{"by", motcua.Key{Name: "an"}},
		{"scope", motcua.Key{Name: "an", CreatedBy: "root", Scopes: []motcua.Scope{"ALL"}}},
		{"expires", motcua.Key{Name: "an", CreatedBy: "root", ExpiresAt: &keyNow}},
	} {
		_, err := d.CreateKey(t.Context(), c.key, keyNow)
		wantInvalid(t, c.key.Name, c.field, err)
	}
}

// The role that serves can end a key, never widen it, and the secret is nowhere.
func TestKeysAreNotRewritten(t *testing.T) {
	d := open(t)
	token, err := d.CreateKey(t.Context(), motcua.Key{Name: "an", CreatedBy: "root"}, keyNow)
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{`update api_key set scopes = '{CURATE}'`, `update api_key set hash = sha256('x')`, `update api_key set name = 'x'`, `delete from api_key`} {
		if _, err := d.Pool().Exec(t.Context(), sql); err == nil {
			t.Errorf("%s: was allowed", sql)
		}
	}
	for _, row := range strs(t, d.Pool(), `select row_to_json(k)::text from api_key k`) {
		if strings.Contains(row, token[len(token)-52:]) {
			t.Error("the secret is stored")
		}
	}
}

// What a key acts as is kept with it and goes on to the key that follows.
func TestKeyGrants(t *testing.T) {
	d := open(t)
	publish(t, d, clockAt("2026-07-18"), record("a", "1.000001", "Đăng ký", "1/QĐ", day("2026-01-01")))
	grants := []motcua.Grant{{Role: motcua.RoleReceiver, Agency: unit.ID}, {Role: motcua.RoleAuditor}, {Role: motcua.RoleAuditor}}
	if _, err := d.CreateKey(t.Context(), motcua.Key{Name: "an", CreatedBy: "root", Grants: grants}, keyNow); err != nil {
		t.Fatal(err)
	}
	if _, err := d.RotateKey(t.Context(), "an", "root", nil, time.Hour, keyNow); err != nil {
		t.Fatal(err)
	}
	keys, err := d.LiveKeys(t.Context(), keyNow)
	if err != nil || len(keys) != 2 {
		t.Fatalf("%+v %v", keys, err)
	}
	tree, err := d.AgencyTree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if diff := cmp.Diff([]motcua.Grant{{Role: motcua.RoleAuditor}, {Role: motcua.RoleReceiver, Agency: unit.ID}}, k.Grants); diff != "" {
			t.Error(diff)
		}
		c := k.Caller()
		if !c.Acts(motcua.RoleReceiver, unit.ID, tree) || c.Acts(motcua.RoleReceiver, province.ID, tree) || c.Subject != "key:"+k.Prefix {
			t.Errorf("%+v", c)
		}
	}
	if above := tree.Above(unit.ID); len(above) != 1 || above[0] != province.ID {
		t.Errorf("above %s is %v", unit.Name, above)
	}
}
