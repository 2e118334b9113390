package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"motcua"
)

// attachment gives a file of feedback out, to be kept and never to be shown by
// the browser within our origin.
func (d *doors) attachment(w http.ResponseWriter, r *http.Request, by motcua.Caller, id motcua.ID) error {
	release, refused := d.going.take(peerOf(r.Context()))
	if refused != nil {
		return refused
	}
	defer release()
	code, err := motcua.ParseTrackingCode(r.Header.Get(codeHeader))
	if err != nil {
		code = ""
	}
	a, err := d.Attachments.OpenAttachment(r.Context(), by, code, r.Header.Get(secretHeader), id)
	if err != nil {
		return err
	}
	file, err := d.Blobs.Get(a.Blob, a.Key)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(d.limits.time(BoundDownloadTime)))
	h := w.Header()
	h.Set("Content-Type", a.MediaType)
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s"`, a.Name))
	h.Set("Cache-Control", "private, no-store")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Add("Vary", "Authorization, "+codeHeader+", "+secretHeader)
	h.Set("Content-Length", strconv.FormatInt(a.Size, 10))
	if n, err := io.CopyN(w, file, a.Size); err != nil {
		// Half a file must not look like a whole one: the connection is cut.
		d.log.WarnContext(r.Context(), "a file went out in part", "attachment", a.ID, "bytes", n, "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// export writes a list for whom it was asked for, once. The link is the right:
// a browser follows it without the header that made it.
func (d *doors) export(w http.ResponseWriter, r *http.Request, _ motcua.Caller, id motcua.ID) error {
	release, refused := d.listsWritten.take(peerOf(r.Context()))
	if refused != nil {
		return refused
	}
	defer release()
	x, err := d.Exports.BeginExport(r.Context(), id, d.clock())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), d.limits.time(BoundExportTime))
	defer cancel()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(d.limits.time(BoundExportTime)))
	out := &late{w: w, begin: func() { exportHeaders(w, x, d.clock.Today()) }}
	buffered := bufio.NewWriterSize(out, 64<<10)
	rows, err := d.Exporter.Export(ctx, x, buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if made := d.Exports.ExportMade(context.WithoutCancel(ctx), x, rows); made != nil {
		d.log.ErrorContext(ctx, "an export is not in the audit log", "export", x.ID, "error", made)
	}
	switch {
	case err == nil:
		w.Header().Set(http.TrailerPrefix+"Row-Count", strconv.Itoa(rows))
		return nil
	case out.begun:
		// Half a file must not look like a whole one: the connection is cut.
		d.log.WarnContext(ctx, "an export ended early", "export", x.ID, "rows", rows, "error", err)
		panic(http.ErrAbortHandler)
	case motcua.KindOf(err) == motcua.KindInvalid:
		return noExport.with()
	}
	return err
}

func exportHeaders(w http.ResponseWriter, x motcua.Export, today motcua.Date) {
	what := "procedures"
	if x.Feedback != nil {
		what = "feedback"
	}
	h := w.Header()
	h.Set("Content-Type", x.Format.MediaType())
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s%s"`, what, today, x.Format.Ending()))
	h.Set("Cache-Control", "no-store")
}

// late begins an answer with its first byte, so that what fails before can
// still be told.
type late struct {
	w     http.ResponseWriter
	begin func()
	begun bool
}

// Write implements io.Writer.
func (l *late) Write(b []byte) (int, error) {
	if !l.begun {
		l.begun = true
		l.begin()
	}
	return l.w.Write(b)
}
