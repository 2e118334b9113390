package server

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"motcua"
)

// uploaded is what is told of a file that came.
type uploaded struct {
	ID        motcua.ID `json:"id"`
	MediaType string    `json:"mediaType"`
	Size      int64     `json:"size"`
	SHA256    string    `json:"sha256"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// upload takes a file at the place that was given out for it, once.
func (d *doors) upload(w http.ResponseWriter, r *http.Request, by motcua.Caller, id motcua.ID) error {
	max := int64(d.limits.allowed(BoundUpload))
	if r.ContentLength > max {
		return d.limits.exceeded(BoundUpload, tooLarge)
	}
	release, refused := d.coming.take(peerOf(r.Context()))
	if refused != nil {
		return refused
	}
	defer release()
	key, err := d.Uploads.BeginUpload(r.Context(), id, d.clock())
	if err != nil {
		return err
	}
	body := &patient{body: r.Body, connection: http.NewResponseController(w), pause: d.limits.time(BoundUploadPause), until: time.Now().Add(d.limits.time(BoundUploadTime))}
	came, err := d.Blobs.Put(r.Context(), body, max, key)
	if err != nil {
		return d.whyNot(err, came, max, body.failed)
	}
	if r.ContentLength >= 0 && came.Size != r.ContentLength {
		return noFileCame.with()
	}
	came.ID = id
	if came, err = d.Uploads.FinishUpload(r.Context(), by, came, d.clock()); err != nil {
		return err
	}
	text, err := json.Marshal(uploaded{came.ID, came.MediaType, came.Size, came.SHA256.String(), came.ExpiresAt})
	if err == nil {
		writeText(w, mediaJSON, http.StatusCreated, text)
	}
	return err
}

// whyNot says why a file was not kept.
func (d *doors) whyNot(err error, came motcua.Upload, max int64, broken bool) error {
	switch {
	case came.Size > max:
		return d.limits.exceeded(BoundUpload, tooLarge)
	case motcua.KindOf(err) == motcua.KindInvalid:
		return noFileType.with()
	case broken:
		return noFileCame.with()
	}
	return err
}

// patient reads a body that may take longer than other requests, as long as it
// goes on coming.
type patient struct {
	body       io.Reader
	connection *http.ResponseController
	pause      time.Duration
	until      time.Time
	failed     bool
}

// Read implements io.Reader.
func (p *patient) Read(b []byte) (int, error) {
	deadline := time.Now().Add(p.pause)
	if p.until.Before(deadline) {
		deadline = p.until
	}
	if err := p.connection.SetReadDeadline(deadline); err != nil {
		return 0, errors.Join(errors.New("bound the time to read"), err)
	}
	n, err := p.body.Read(b)
	p.failed = p.failed || err != nil && !errors.Is(err, io.EOF)
	return n, err
}
