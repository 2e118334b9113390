package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeCertificate writes a certificate with a number, and its key.
func writeCertificate(t *testing.T, dir string, number int64) tlsFlags {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(number), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	f := tlsFlags{filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")}
	for path, block := range map[string]*pem.Block{f.TLSCert: {Type: "CERTIFICATE", Bytes: der}, f.TLSKey: {Type: "EC PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func TestCertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	f := writeCertificate(t, dir, 1)
	c := &certificate{files: f, log: slog.New(slog.DiscardHandler)}
	serial := func() int64 {
		c.checked = time.Time{} // as if it were time to look
		pair, err := c.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(pair.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return leaf.SerialNumber.Int64()
	}
	if n := serial(); n != 1 {
		t.Errorf("certificate %d", n)
	}
	later := time.Now().Add(time.Minute)
	renew := func(number int64) {
		writeCertificate(t, dir, number)
		later = later.Add(time.Minute)
		for _, path := range []string{f.TLSCert, f.TLSKey} {
			if err := os.Chtimes(path, later, later); err != nil {
				t.Fatal(err)
			}
		}
	}
	renew(2)
	if n := serial(); n != 2 {
		t.Errorf("after the renewal: certificate %d", n)
	}
	if err := os.WriteFile(f.TLSCert, []byte("half a fi"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := serial(); n != 2 {
		t.Errorf("with a broken file: certificate %d", n)
	}
	renew(3)
	if n := serial(); n != 3 {
		t.Errorf("after it was mended: certificate %d", n)
	}
}

func TestServerSpeaksHTTP2(t *testing.T) {
	f := writeCertificate(t, t.TempDir(), 1)
	s := startServer(t, dataDir(t), "--tls-cert", f.TLSCert, "--tls-key", f.TLSKey)
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	response, err := client.Get(strings.Replace(s.url, "http:", "https:", 1) + "/version")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.ProtoMajor != 2 || response.StatusCode != http.StatusOK {
		t.Errorf("%s %s", response.Proto, response.Status)
	}
}

func TestCertificateNeedsItsKey(t *testing.T) {
	f := writeCertificate(t, t.TempDir(), 1)
	if _, err := (tlsFlags{TLSCert: f.TLSCert}).config(nil); err == nil {
		t.Error("a certificate without a key is taken")
	}
}
