package motcua_test

import (
	"strings"
	"testing"
	"time"

	"motcua"
)

func TestToken(t *testing.T) {
	token, prefix, hash := motcua.NewToken()
	if other, _, _ := motcua.NewToken(); other == token || len(token) != 68 {
		t.Errorf("%d bytes", len(token))
	}
	got, gotHash, ok := motcua.ParseToken(token)
	if !ok || got != prefix || gotHash != hash || !strings.HasPrefix(token, "motcua_"+prefix+"_") {
		t.Errorf("%q is read as %q %v", token, got, ok)
	}
	for name, s := range map[string]string{
		"nothing": "", "no brand": strings.TrimPrefix(token, "motcua_"), "cut": token[:len(token)-1], "longer": token + "a",
		"no secret": "motcua_" + prefix, "only underscores": "motcua___", "another brand": "github" + token[6:],
	} {
		if _, _, ok := motcua.ParseToken(s); ok {
			t.Errorf("%s is a token: %q", name, s)
		}
	}
}

func TestKeyAdmits(t *testing.T) {
	_, prefix, hash := motcua.NewToken()
	_, _, other := motcua.NewToken()
	now := time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)
	before, after := now.Add(-time.Second), now.Add(time.Second)
	for _, c := range []struct {
		name string
		key  motcua.Key
		hash motcua.KeyHash
		want bool
	}{
		{"its secret", motcua.Key{}, hash, true},
		{"another secret", motcua.Key{}, other, false},
		{"before it ends", motcua.Key{ExpiresAt: &after}, hash, true},
		{"when it ends", motcua.Key{ExpiresAt: &now}, hash, false},
		{"after it ended", motcua.Key{ExpiresAt: &before}, hash, false},
		{"revoked", motcua.Key{RevokedAt: &before}, hash, false},
	} {
		c.key.Prefix, c.key.Hash = prefix, hash
		if got := c.key.Admits(c.hash, now); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}

func TestCallerMay(t *testing.T) {
	curator := motcua.Caller{Subject: "key:an", Name: "an", Scopes: []motcua.Scope{motcua.ScopeCurate}}
	nameless := motcua.Caller{Scopes: motcua.Scopes()}
	for _, c := range []struct {
		caller motcua.Caller
		scope  motcua.Scope
		want   bool
	}{
		{curator, motcua.ScopeCurate, true}, {curator, motcua.ScopeInsights, false},
		{motcua.Caller{}, motcua.ScopeCurate, false}, {nameless, motcua.ScopeCurate, false},
	} {
		err := c.caller.May(c.scope)
		if (err == nil) != c.want || err != nil && motcua.KindOf(err) != motcua.KindForbidden {
			t.Errorf("%+v %s: %v", c.caller, c.scope, err)
		}
	}
}
