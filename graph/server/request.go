package server

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// requestText reads what a request asks for, as it came: a GET's query, or a
// POST's body. A POST has to say that it is JSON: a browser sends that to
// another origin only after asking whether it may.
func requestText(limits *Limits, w http.ResponseWriter, r *http.Request) (string, error) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if len(r.URL.RawQuery) > limits.allowed(BoundBody) {
			return "", limits.exceeded(BoundBody, tooLarge)
		}
		return r.URL.RawQuery, nil
	case http.MethodPost:
		return bodyText(limits, w, r)
	}
	return "", noMethod.with()
}

func bodyText(limits *Limits, w http.ResponseWriter, r *http.Request) (string, error) {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	if err != nil || media != "application/json" || charset != "" && charset != "utf-8" {
		return "", noMedia.with()
	}
	bound := int64(limits.allowed(BoundBody))
	// Of the length that is announced, and what a read wants to be free behind it:
	// io.Copy would make a buffer of 32 KB for each request.
	text := bytes.NewBuffer(make([]byte, 0, min(max(r.ContentLength, 0), bound)+bytes.MinRead))
	_, err = text.ReadFrom(http.MaxBytesReader(w, r.Body, bound))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return "", limits.exceeded(BoundBody, tooLarge)
	case err != nil:
		return "", noBody.with()
	}
	return text.String(), nil
}

// parameters reads the text of a request.
func parameters(r *http.Request, text string) (p *graphql.RawParams, err error) {
	if r.Method == http.MethodPost {
		p, err = fromBody(text)
	} else {
		p, err = fromURL(text)
	}
	if err != nil {
		return nil, err
	}
	if name, _ := documentName(p.Extensions); p.Query == "" && name == "" && p.Extensions[persistedQuery] == nil {
		return nil, noQuery.with()
	}
	p.Headers = r.Header
	return p, nil
}

func fromURL(text string) (*graphql.RawParams, error) {
	values, err := url.ParseQuery(text)
	if err != nil {
		return nil, noURL.with()
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
			return nil, noObject.with(object.name)
		}
	}
	nameDocument(p, cmp.Or(values.Get(documentID), values.Get("doc_id")))
	return p, nil
}

func fromBody(text string) (*graphql.RawParams, error) {
	p, err := decodeParams(strings.NewReader(text))
	var shape *json.UnmarshalTypeError
	switch {
	case errors.As(err, &shape) && shape.Field != "":
		return nil, noParameter.with(shape.Field, shape.Value)
	case err != nil:
		return nil, noBody.with()
	}
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

// decodeParams reads what is asked for as JSON; null is left out.
func decodeParams(from io.Reader) (*graphql.RawParams, error) {
	var body struct {
		Query         string         `json:"query"`
		OperationName string         `json:"operationName"`
		Variables     map[string]any `json:"variables"`
		Extensions    map[string]any `json:"extensions"`
		DocumentID    string         `json:"documentId"`
		RelayID       string         `json:"doc_id"`
	}
	if err := decodeJSON(from, &body); err != nil {
		return nil, err
	}
	p := &graphql.RawParams{Query: body.Query, OperationName: body.OperationName, Variables: body.Variables, Extensions: body.Extensions}
	nameDocument(p, cmp.Or(body.DocumentID, body.RelayID))
	return p, nil
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
