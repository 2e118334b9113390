package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"motcua"
)

// The headers of the Standard Webhooks specification.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

const maxErrorText = 300

// Sign gives the signature of a message: HMAC-SHA256 of its id, the time and
// the body, with points between.
func Sign(secret []byte, id string, at time.Time, body string) string {
	mac := hmac.New(sha256.New, secret)
	_, _ = fmt.Fprintf(mac, "%s.%d.%s", id, at.Unix(), body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// send makes one attempt.
func (s *Sender) send(ctx context.Context, o motcua.Outgoing) (sent motcua.Sent) {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, o.URL, strings.NewReader(o.Body))
	if err != nil {
		return motcua.Sent{Error: "the address cannot be asked"}
	}
	now := s.opts.Clock()
	signatures := make([]string, len(o.Secrets))
	for i, secret := range o.Secrets {
		signatures[i] = Sign(secret, string(o.ID), now, o.Body)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "motcua-webhook")
	request.Header.Set(HeaderID, string(o.ID))
	request.Header.Set(HeaderTimestamp, strconv.FormatInt(now.Unix(), 10))
	request.Header.Set(HeaderSignature, strings.Join(signatures, " "))
	response, err := s.client.Do(request)
	if err != nil {
		return motcua.Sent{Error: cut(err.Error())}
	}
	defer func() { _ = response.Body.Close() }() // only its status counts
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10)
	sent.Status = &response.StatusCode
	switch {
	case response.StatusCode >= 200 && response.StatusCode < 300:
		sent.OK = true
	case response.StatusCode == http.StatusGone:
		sent.Gone, sent.Error = true, "the receiver wants no more"
	default:
		sent.Error = "the receiver answered " + response.Status
	}
	sent.Error = cut(sent.Error)
	return sent
}

func cut(text string) string {
	text = strings.ToValidUTF8(text, "�")
	if r := []rune(text); len(r) > maxErrorText {
		return string(r[:maxErrorText]) + "…"
	}
	return text
}
