package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"motcua"
)

// sent is an answer as it is written to clients, to one or to many.
type sent struct {
	answer
	body []byte // as it is; nil of a kept one that is packed or zipped
	left bool   // the client left while it was made

	// Of an answer that may be kept, and only of one:
	kept     bool // the same for everybody while the revision holds
	held     bool // as it is kept
	revision motcua.Revision
	told     [headersTold]string // what its headers say
	maxAge   time.Duration       // for which others may keep it
	day      motcua.Date         // on which it was begun

	packed packed
	zipped []byte // the body for clients that take gzip; nil for others
}

// What the headers of an answer say that may be kept is written once; each answer
// that is sent shares it.
const (
	toldTag       = iota // names the body, in quotation marks
	toldZippedTag        // names it compressed
	toldRevision
	toldAge // for how long it may be kept, where that is no shorter for the end of the day
	toldCost
	toldCostLimit
	headersTold
)

// says gives a header's value. Who changes a header sets another value in its
// place.
func (s *sent) says(what int) []string { return s.told[what : what+1 : what+1] }

// encode writes an answer as JSON. The data is JSON already, and may be long:
// to write it through encoding/json would read every byte of it again.
func (a answer) encode() ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(a.Data) + 256) // for the cost too: to grow would copy it all
	open := "{"
	for _, part := range []struct {
		name    string
		value   any
		present bool
	}{{"errors", a.Errors, len(a.Errors) > 0}, {"data", a.Data, !a.refused && len(a.Data) > 0}, {"extensions", a.Extensions, len(a.Extensions) > 0}} {
		if !part.present {
			continue
		}
		doc, ok := part.value.(json.RawMessage)
		if !ok {
			var err error
			if doc, err = json.Marshal(part.value); err != nil {
				return nil, fmt.Errorf("an answer's %s cannot be written as JSON: %w", part.name, err)
			}
		}
		out.WriteString(open + `"` + part.name + `":`)
		out.Write(doc)
		open = ","
	}
	if open == "{" {
		out.WriteString(open)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// keepAs makes an answer one that may be kept, of the revision and the day on
// which it was begun, for clients that take gzip or for others.
func (s *sent) keepAs(p policy, revision motcua.Revision, day motcua.Date, zipped bool) {
	sum := sha256.Sum256(s.body)
	s.kept, s.revision = true, revision.Of(p.areas)
	s.maxAge, s.day = time.Duration(p.maxAge)*time.Second, day
	s.told[toldTag] = `"` + hex.EncodeToString(sum[:16]) + `"`
	s.told[toldRevision], s.told[toldAge] = revision.Position.Revision(), keptFor(s.maxAge)
	if s.cost != nil {
		s.told[toldCost], s.told[toldCostLimit] = strconv.Itoa(s.cost.Requested), strconv.Itoa(s.cost.Limit)
	}
	if zipped {
		s.zip()
	}
}

// zip compresses the body of an answer that may be kept, where that is worth it.
func (s *sent) zip() {
	if s.zipped = zip(s.body); s.zipped != nil {
		s.told[toldZippedTag] = strings.TrimSuffix(s.told[toldTag], `"`) + gzipSuffix + `"`
	}
}

// size is what it takes in memory as it is kept.
func (s *sent) size() int {
	n := len(s.body) + len(s.packed.bytes) + len(s.zipped)
	for _, value := range s.told {
		n += len(value)
	}
	return n
}

// gzipSuffix ends the tag of a compressed body: a strong tag names bytes.
const gzipSuffix = "-gzip"

// prepare sets what is told of an answer that may be kept, and gives the bytes
// to send, in the buffer where they have to be unpacked.
func (s *sent) prepare(h http.Header, buffer *bytes.Buffer, now time.Time) []byte {
	text := s.zipped
	if text != nil {
		h["Content-Encoding"], h["Etag"] = gzipCoding, s.says(toldZippedTag)
	} else {
		text, h["Etag"] = s.text(buffer), s.says(toldTag)
	}
	h[revisionHeader], h["Cache-Control"] = s.says(toldRevision), s.says(toldAge)
	if age := s.ageAt(now); age < s.maxAge {
		h["Cache-Control"] = []string{keptFor(age)}
	}
	if s.cost != nil {
		h[costHeader], h[costLimitHeader] = s.says(toldCost), s.says(toldCostLimit)
	}
	return text
}

// text is the body as it is, in the buffer where it has to be unpacked.
func (s *sent) text(buffer *bytes.Buffer) []byte {
	switch {
	case s.body != nil:
		return s.body
	case s.zipped != nil:
		return unzip(s.zipped)
	default:
		return s.packed.unpack(buffer)
	}
}

func keptFor(age time.Duration) string { return "public, max-age=" + strconv.Itoa(int(age.Seconds())) }

var gzipCoding = []string{"gzip"}

// header sets what is told of an answer that may be kept, and gives the bytes
// to send; none where the client has them.
func (s *sent) header(h http.Header, r *http.Request, now time.Time) []byte {
	text := s.prepare(h, &bytes.Buffer{}, now)
	if r.Method != http.MethodPost && hasTag(r.Header.Values("If-None-Match"), strings.Trim(s.told[toldTag], `"`)) {
		h.Del("Content-Encoding")
		h["Etag"] = s.says(toldTag)
		return nil
	}
	return text
}

// ageAt is for how long others may keep the answer from now on: not beyond the
// day, on which what is in force and what is overdue depends. One that was begun
// before midnight and is sent after it is of a day that is gone.
func (s *sent) ageAt(now time.Time) time.Duration {
	return max(0, min(s.maxAge, s.day.AddDays(1).Start().Sub(now)))
}

// hasTag says whether If-None-Match names a body. The endings of compressed
// bodies were taken off before.
func hasTag(headers []string, tag string) bool {
	for _, header := range headers {
		for one := range strings.SplitSeq(header, ",") {
			one = strings.Trim(strings.TrimPrefix(strings.TrimSpace(one), "W/"), `"`)
			if one == "*" || one == tag {
				return true
			}
		}
	}
	return false
}

// acceptsGzip says whether a client named gzip and did not refuse it.
func acceptsGzip(h http.Header) bool {
	for _, header := range h.Values("Accept-Encoding") {
		for offer := range strings.SplitSeq(header, ",") {
			name, q, _ := strings.Cut(strings.TrimSpace(offer), ";")
			if strings.TrimSpace(name) == "gzip" {
				q = strings.ReplaceAll(q, " ", "")
				return q != "q=0" && !strings.HasPrefix(q, "q=0.0")
			}
		}
	}
	return false
}

// write sends an answer.
func (s *sent) write(w http.ResponseWriter, r *http.Request, media string, now time.Time) {
	status, text := s.httpStatus(media), s.body
	h := w.Header()
	s.cost.header(h)
	if len(s.Errors) > 0 {
		if seconds, ok := s.Errors[0].Extensions[retryAfter].(int); ok {
			h.Set("Retry-After", strconv.Itoa(seconds))
		}
	}
	if s.kept {
		if text = s.header(h, r, now); text == nil {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	} else if status == http.StatusMethodNotAllowed {
		h.Set("Allow", http.MethodPost)
	}
	writeText(w, media, status, text)
}
