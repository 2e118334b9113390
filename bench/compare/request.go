package main

import (
	"encoding/json"
	"strconv"
)

// asking is how one who is measured is asked a question.
type asking struct {
	path          string
	before, after string             // of the body, around the variables
	variables     func(*draw) string // JSON; nil is a GET without any
	headers       string             // whole lines
}

// toAPI asks the API, or whoever else takes a document with variables.
func toAPI(document string, variables func(*draw) string) asking {
	text, err := json.Marshal(document)
	if err != nil {
		panic(err) // a text
	}
	return asking{path: "/graphql", before: `{"query":` + string(text) + `,"variables":`, after: "}", variables: variables}
}

func apiVariables(d *draw) string   { return d.api }
func plainVariables(d *draw) string { return d.plain }

// toFloor asks a floor, which reads the variables alone.
func toFloor(path string) asking { return asking{path: path, variables: plainVariables} }

// appendTo writes a request.
func (a *asking) appendTo(b []byte, d *draw) []byte {
	if a.variables == nil {
		return append(append(append(b, "GET "...), a.path...), " HTTP/1.1\r\nHost: bench\r\n\r\n"...)
	}
	variables := a.variables(d)
	b = append(append(append(b, "POST "...), a.path...), " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"...)
	b = append(b, a.headers...)
	if d.token != "" {
		b = append(append(append(b, "Authorization: Bearer "...), d.token...), "\r\n"...)
	}
	b = append(b, "Content-Length: "...)
	b = strconv.AppendInt(b, int64(len(a.before)+len(variables)+len(a.after)), 10)
	return append(append(append(append(b, "\r\n\r\n"...), a.before...), variables...), a.after...)
}
