package server

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// httpError is a request that does not come as far as GraphQL.
type httpError struct {
	status  int
	code    string
	message string
}

func (e *httpError) Error() string { return e.message }

func badRequest(format string, args ...any) error {
	return &httpError{http.StatusBadRequest, "BAD_REQUEST", fmt.Sprintf(format, args...)}
}

// parameters reads what a request asks for. A POST has to say that it is JSON:
// a browser sends that to another origin only after asking whether it may.
func parameters(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, error) {
	var p *graphql.RawParams
	var err error
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		p, err = fromURL(r.URL)
	case http.MethodPost:
		p, err = fromBody(w, r)
	default:
		return nil, &httpError{http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Ask by GET or POST."}
	}
	if err != nil {
		return nil, err
	}
	if name, _ := documentName(p.Extensions); p.Query == "" && name == "" && p.Extensions[persistedQuery] == nil {
		return nil, badRequest("The parameter query is missing.")
	}
	p.Headers = r.Header
	return p, nil
}

func fromURL(u *url.URL) (*graphql.RawParams, error) {
	if len(u.RawQuery) > MaxBody {
		return nil, tooLarge()
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, badRequest("The URL's parameters cannot be read.")
	}
	p := &graphql.RawParams{Query: values.Get("query"), OperationName: values.Get("operationName")}
	for _, object := range []struct {
		name string
		to   *map[string]any
	}{{"variables", &p.Variables}, {"extensions", &p.Extensions}} {
		text := values.Get(object.name)
		if text == "" {
			continue
		}
		if err := decodeJSON(strings.NewReader(text), object.to); err != nil {
			return nil, badRequest("The parameter %s is not a JSON object.", object.name)
		}
	}
	nameDocument(p, cmp.Or(values.Get(documentID), values.Get("doc_id")))
	return p, nil
}

func fromBody(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, error) {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	if err != nil || media != "application/json" || charset != "" && charset != "utf-8" {
		return nil, &httpError{http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "A POST has to be application/json in UTF-8."}
	}
	var body struct {
		Query         *string        `json:"query"`
		OperationName *string        `json:"operationName"`
		Variables     map[string]any `json:"variables"`
		Extensions    map[string]any `json:"extensions"`
		DocumentID    string         `json:"documentId"`
		RelayID       string         `json:"doc_id"`
	}
	if err := decodeJSON(http.MaxBytesReader(w, r.Body, MaxBody), &body); err != nil {
		var large *http.MaxBytesError
		var shape *json.UnmarshalTypeError
		switch {
		case errors.As(err, &large):
			return nil, tooLarge()
		case errors.As(err, &shape) && shape.Field != "":
			return nil, badRequest("The parameter %s cannot be a JSON %s.", shape.Field, shape.Value)
		}
		return nil, badRequest("The body is not a JSON object with query, operationName, variables and extensions.")
	}
	p := &graphql.RawParams{Variables: body.Variables, Extensions: body.Extensions}
	if body.Query != nil {
		p.Query = *body.Query
	}
	if body.OperationName != nil {
		p.OperationName = *body.OperationName
	}
	nameDocument(p, cmp.Or(body.DocumentID, body.RelayID))
	return p, nil
}

// nameDocument notes by which id a request asks for a document.
func nameDocument(p *graphql.RawParams, id string) {
	if id == "" {
		return
	}
	if p.Extensions == nil {
		p.Extensions = map[string]any{}
	}
	p.Extensions[documentID] = id
}

func tooLarge() error {
	return &httpError{http.StatusRequestEntityTooLarge, codeLimit, fmt.Sprintf("A request may have at most %d bytes.", MaxBody)}
}

// decodeJSON reads one JSON value and nothing after it.
func decodeJSON(from io.Reader, to any) error {
	d := json.NewDecoder(from)
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.Join(errors.New("more than one JSON value"), err)
	}
	return nil
}
