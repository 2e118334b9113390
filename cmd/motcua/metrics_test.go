package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

var metricName = regexp.MustCompile(`\b(?:motcua|go|process)_[a-z_]+`)

// What the dashboard and the alerts name is what a server tells.
func TestDashboardAndAlertsNameRealMetrics(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free now
	if err != nil {
		t.Fatal(err)
	}
	addr := listener.Addr().String()
	_ = listener.Close()
	s := startServer(t, dataDir(t), "--metrics-addr", addr)
	ask[struct{}](t, s, `{ sectors(first: 1) { totalCount } }`, nil)
	var told string
	for deadline := time.Now().Add(10 * time.Second); told == "" && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		told = read(t, "http://"+addr+"/metrics")
	}
	if !strings.Contains(read(t, "http://"+addr+"/debug/pprof/"), "goroutine") {
		t.Error("no profiles beside the metrics")
	}
	if strings.Contains(read(t, s.url+"/metrics"), "motcua_") {
		t.Error("the public port tells metrics")
	}
	for _, file := range []string{"../../deploy/alerts.yml", "../../deploy/grafana/motcua.json"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		names := metricName.FindAllString(string(text), -1)
		if len(names) < 8 {
			t.Errorf("%s names %d metrics", file, len(names))
		}
		for _, name := range names {
			if !strings.Contains(told, "\n"+name+" ") && !strings.Contains(told, "\n"+name+"{") {
				t.Errorf("%s: no server tells %s", file, name)
			}
		}
	}
}

func read(t *testing.T, url string) string {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		return ""
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
