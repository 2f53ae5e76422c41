//go:build unix

package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestServe starts a server with TLS, a log in JSON and figures, looks at what
// those who run it look at, and has it end while a device listens.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name, kind string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd := exec.Command(exe(t), "serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(dir, "data"), "--metrics", "127.0.0.1:0",
		"--log", "json", "--log-level", "debug", "--tls-cert", file("cert.pem", "CERTIFICATE", der), "--tls-key", file("key.pem", "EC PRIVATE KEY", secret))
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	said := bufio.NewScanner(out)
	after := func(words string) string {
		for said.Scan() {
			if rest, ok := strings.CutPrefix(said.Text(), words); ok {
				return strings.TrimSuffix(rest, "/")
			}
		}
		t.Fatalf("it did not say %q", words)
		return ""
	}
	address, figures := after("Gloss is at "), after("Its figures are at ")
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}}
	get := func(url string) (*http.Response, string) {
		t.Helper()
		res, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res, string(b)
	}
	if res, _ := get(address + "/"); res.Header.Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to come back over TLS")
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/api/v1/projects": 200, "/metrics": 404} {
		if res, body := get(address + path); res.StatusCode != want || res.ProtoMajor != 2 {
			t.Errorf("%s: %s %s %s", path, res.Proto, res.Status, body)
		}
	}
	if _, text := get(figures); !strings.Contains(text, `gloss_request_duration_seconds_count{route="/api/v1/projects",method="GET",status="2xx"} 1`) {
		t.Errorf("figures:\n%s", text)
	}

	stream, err := client.Get(address + "/api/v1/events")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	heard, err := io.ReadAll(stream.Body) // until it ends, well
	if err != nil || !strings.Contains(string(heard), "event: change") {
		t.Errorf("the stream: %q, %v", heard, err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it did not end well: %v", err)
	}
	b, err := os.ReadFile(log.Name())
	if err != nil || !strings.Contains(string(b), `"path":"/api/v1/projects","status":200`) {
		t.Errorf("the log, %v:\n%s", err, b)
	}
}
