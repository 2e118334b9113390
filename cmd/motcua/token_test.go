package main

import (
	"net/http"
	"strings"
	"testing"
)

// A token of the demonstration says who asks; without the demonstration there
// is neither a token nor a page to sign in.
func TestDemoToken(t *testing.T) {
	dir := dataDir(t)
	s := startServer(t, dir, "--demo")
	token := strings.TrimSpace(command(t, "", "token", "--role", "handler", "--agency", "H41", "--data", dir).must(t, exitDone).out)
	const ask = `{ viewer { name grants { role agency { code } } } }`
	got := askAs(t, s, token, ask)
	if !strings.Contains(got, `"grants":[{"role":"HANDLER","agency":{"code":"H41"}}]`) {
		t.Error(got)
	}
	everywhere := strings.TrimSpace(command(t, "", "token", "--role", "auditor", "--role", "citizen", "--name", "Lê Kiểm", "--data", dir).must(t, exitDone).out)
	if got := askAs(t, s, everywhere, ask); !strings.Contains(got, `"name":"Lê Kiểm","grants":[{"role":"AUDITOR","agency":null},{"role":"CITIZEN","agency":null}]`) {
		t.Error(got)
	}
	for _, args := range [][]string{{"--role", "king"}, {"--role", "handler", "--agency", "H99"}} {
		command(t, "", append([]string{"token", "--data", dir}, args...)...).must(t, exitFailed)
	}
	s.stop()
	command(t, "", "serve", "--demo", "--oidc-issuer", "https://id.example.vn", "--oidc-audience", "x", "--data", dir, "--addr", "127.0.0.1:0").must(t, exitUsage)

	real := startServer(t, dir)
	if got := command(t, "", "token", "--role", "handler", "--data", dir).must(t, exitFailed); !strings.Contains(got.err, "does not run the demonstration") {
		t.Error(got.err)
	}
	if got := askAs(t, real, token, ask); !strings.HasPrefix(got, "401 ") {
		t.Errorf("a token of the demonstration serves on: %s", got)
	}
	answer, err := http.Get(real.url + "/sign-in/")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("the page to sign in: %d", answer.StatusCode)
	}
	real.stop()
	command(t, "", "token", "--role", "handler", "--data", dir).must(t, exitFailed)
}
