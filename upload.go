package motcua

import (
	"encoding/hex"
	"io"
	"time"
)

// Bounds of files that come with feedback.
const (
	MaxUploadBytes  = 20 << 20
	UploadLifetime  = 30 * time.Minute // to send the file once a place for it was asked for
	UploadKept      = 24 * time.Hour   // to send the feedback that it belongs to
	MaxOpenUploads  = 20               // of one caller within UploadLifetime
	MaxUploadsInAll = 5000             // within UploadLifetime, of all callers
	// Of an address on the net, by callers that nobody knows: as many as the
	// submissions of an address may have.
	MaxUploadsPerAddressHour = MaxPerAddressHour * MaxUploads
	MaxUploadsPerAddressDay  = MaxPerAddressDay * MaxUploads
)

// Upload is a place for a file that is to come, and then the file. Its id is
// the right to send the file, once: nobody else knows it. The name that a file
// had is not kept: it often tells who sent it.
type Upload struct {
	ID        ID
	CreatedAt time.Time
	ExpiresAt time.Time // until then it may be sent, or belong to feedback
	MediaType string    // told by the content; "" before the file has come
	Size      int64
	SHA256    Digest // of what was sent
	Blob      Digest // of its sealed form, by which a store of files knows it
}

// FileKey seals a file and opens it. The reader fails where the sealed form was
// cut or changed.
type FileKey interface {
	Seal(to io.Writer) (io.WriteCloser, error)
	Open(from io.Reader) (io.Reader, error)
}

// Digest is the SHA-256 of a file.
type Digest [32]byte

// String gives it in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// uploadTypes are the types of files that are taken, with the ending under
// which they are given out. None of them is run by a browser: no HTML, no SVG.
var uploadTypes = []struct{ media, ending string }{
	{"image/jpeg", ".jpg"},
	{"image/png", ".png"},
	{"image/gif", ".gif"},
	{"image/webp", ".webp"},
	{"image/heic", ".heic"},
	{"image/tiff", ".tiff"},
	{"application/pdf", ".pdf"},
	{"application/msword", ".doc"},
	{"application/vnd.ms-excel", ".xls"},
	{"application/vnd.ms-powerpoint", ".ppt"},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
	{"application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"},
	{"application/vnd.oasis.opendocument.text", ".odt"},
	{"application/vnd.oasis.opendocument.spreadsheet", ".ods"},
	{"application/vnd.oasis.opendocument.presentation", ".odp"},
}

// UploadEnding gives the ending of files of a type; ok is false where files of
// the type are not taken.
func UploadEnding(mediaType string) (ending string, ok bool) {
	for _, t := range uploadTypes {
		if t.media == mediaType {
			return t.ending, true
		}
	}
	return "", false
}

// UploadTypes lists the types of files that are taken.
func UploadTypes() []string {
	list := make([]string, len(uploadTypes))
	for i, t := range uploadTypes {
		list[i] = t.media
	}
	return list
}

// FeedbackAttachment is a file that came with an event of feedback.
type FeedbackAttachment struct {
	ID        ID
	Feedback  ID
	Event     int    // number of the event that it came with
	Name      string // made from its place and type: tep-1.pdf
	MediaType string
	Size      int64
	SHA256    Digest
	Blob      Digest  // of the sealed form
	Key       FileKey // nil of a file that is not sealed, or where it was not asked for
	Public    bool    // a publisher decided that everybody may have it once the feedback is published
	AddedAt   time.Time
}

// ReadsAttachment says whether the reader may have a file of the feedback: who
// reads the words may, and everybody once the feedback is published and the
// file was found fit for it. Nobody looks through a picture for personal data
// but a person, so publishing feedback publishes no file by itself.
func (r FeedbackReader) ReadsAttachment(f *Feedback, a *FeedbackAttachment) bool {
	return r.ReadsPersonal(f) || a.Public && f.Public != nil
}
