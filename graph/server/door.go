package server

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/rs/cors"

	"motcua"
	"motcua/graph"
)

// Files is what the doors of bytes are made of. Files never pass through
// GraphQL: it gives out a place, and the bytes come and go beside it.
type Files struct {
	Uploads     UploadStore
	Blobs       Blobs
	Attachments AttachmentStore
	Exports     ExportStore
	Exporter    Exporter
}

// UploadStore knows the places for files that are to come.
type UploadStore interface {
	// BeginUpload gives the key with which the file is sealed.
	BeginUpload(ctx context.Context, id motcua.ID, now time.Time) (motcua.FileKey, error)
	FinishUpload(ctx context.Context, by motcua.Caller, u motcua.Upload, now time.Time) (motcua.Upload, error)
}

// Blobs keeps files.
type Blobs interface {
	Put(ctx context.Context, from io.Reader, max int64, key motcua.FileKey) (motcua.Upload, error)
	Get(sum motcua.Digest, key motcua.FileKey) (io.ReadCloser, error)
}

// AttachmentStore knows the files of feedback with their keys, and who may have
// them.
type AttachmentStore interface {
	OpenAttachment(ctx context.Context, by motcua.Caller, code motcua.TrackingCode, secret string, id motcua.ID) (*motcua.FeedbackAttachment, error)
}

// ExportStore knows the lists that wait to be fetched.
type ExportStore interface {
	BeginExport(ctx context.Context, id motcua.ID, now time.Time) (motcua.Export, error)
	ExportMade(ctx context.Context, x motcua.Export, rows int) error
}

// Exporter writes a list and says how many rows it has.
type Exporter interface {
	Export(ctx context.Context, x motcua.Export, to io.Writer) (rows int, err error)
}

// doors answer for files.
type doors struct {
	*Files
	gate                        *gate
	limits                      *Limits
	clock                       motcua.Clock
	log                         *slog.Logger
	coming, going, listsWritten *slots
}

// The headers with which a sender shows whose feedback they ask a file of.
const (
	codeHeader   = "Feedback-Code"
	secretHeader = "Feedback-Secret"
)

func mountDoors(mux *http.ServeMux, cfg Config, gate *gate, limits *Limits) error {
	d := &doors{
		Files: cfg.Files, gate: gate, limits: limits, clock: cfg.Clock, log: cfg.Log,
		coming:       newSlots(limits, BoundUploads, BoundUploadsEach),
		going:        newSlots(limits, BoundDownloads, BoundDownloadsEach),
		listsWritten: newSlots(limits, BoundExports, BoundExportsEach),
	}
	for path, door := range map[string]door{"PUT /uploads/{id}": d.upload, "GET /attachments/{id}": d.attachment, "GET /exports/{id}": d.export} {
		mux.Handle(path, d.open(door))
	}
	if len(cfg.Origins) == 0 {
		return nil
	}
	// A page of another origin asks first whether it may send.
	allow := cors.New(cors.Options{AllowedOrigins: cfg.Origins, AllowedMethods: []string{http.MethodPut, http.MethodGet},
		AllowedHeaders: []string{"Accept-Language", "Authorization", "Content-Type", requestIDHeader, codeHeader, secretHeader}})
	for _, path := range []string{"OPTIONS /uploads/{id}", "OPTIONS /attachments/{id}"} {
		mux.Handle(path, allow.Handler(http.NotFoundHandler()))
	}
	return nil
}

// door answers a request for the file with an id, or says why not.
type door func(w http.ResponseWriter, r *http.Request, by motcua.Caller, id motcua.ID) error

// open tells who asks and for what. What is no id is no file.
func (d *doors) open(next door) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := graph.WithLanguage(r.Context(), r.Header.Get("Accept-Language"))
		by, err := d.gate.admit(r)
		if err == nil {
			ctx = withPeer(ctx, by, r.RemoteAddr)
			var id motcua.ID
			if id, err = motcua.ParseID(r.PathValue("id")); err == nil {
				err = next(w, r.WithContext(ctx), by, id)
			} else {
				err = noFile.with()
			}
		}
		if err != nil {
			d.refuse(ctx, w, err)
		}
	})
}

// refuse tells what is in order to be told.
func (d *doors) refuse(ctx context.Context, w http.ResponseWriter, err error) {
	var refused *refusal
	if !errors.As(err, &refused) {
		switch motcua.KindOf(err) {
		case motcua.KindNotFound, motcua.KindForbidden:
			refused = noFile.with()
		case motcua.KindUnavailable:
			refused = noAnswerNow.with()
		default:
			d.log.ErrorContext(ctx, "a file cannot be given or taken", "error", err)
			refused = failed.with()
		}
	}
	refused.write(ctx, w, mediaJSON, d.log)
}
