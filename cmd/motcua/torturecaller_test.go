package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// answerWithin is when a caller that got no answer counts as forgotten: far
// more than a start with all that Postgres has to repair takes.
const answerWithin = 30 * time.Second

// caller asks, and tries again while it is told to.
type caller struct {
	url   *atomic.Pointer[string]
	token string
	http  *http.Client
	again int // how often it was told to come again
}

func (x *torture) caller(token string) *caller {
	return &caller{url: &x.url, token: token, http: &http.Client{Timeout: answerWithin, Transport: &http.Transport{}}}
}

// try asks until there is an answer without errors, and says whether it was
// asked more than once. What a client must not see is an error.
func (c *caller) try(ctx context.Context, query string, variables map[string]any, to any) (retried bool, err error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return false, err
	}
	for ctx.Err() == nil {
		done, err := c.post(ctx, body, to)
		if done || err != nil {
			return retried, err
		}
		retried = true
		c.again++
		time.Sleep(20 * time.Millisecond)
	}
	return retried, fmt.Errorf("never answered: %s", body)
}

// post asks once. Not done and no error is an answer that says to come again.
func (c *caller) post(ctx context.Context, body []byte, to any) (done bool, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, *c.url.Load()+"/graphql", bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	r.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(r)
	if err != nil {
		return false, unlessGone(err)
	}
	text, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return false, unlessGone(err)
	}
	var answer struct {
		Data   json.RawMessage
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return false, fmt.Errorf("%s: status %d: %s", body, response.StatusCode, text)
	}
	for _, e := range answer.Errors {
		if e.Extensions.Code != "UNAVAILABLE" {
			return false, fmt.Errorf("%s: status %d: %s", body, response.StatusCode, text)
		}
	}
	if len(answer.Errors) > 0 {
		return false, nil
	}
	return true, json.Unmarshal(answer.Data, to)
}

// unlessGone gives nil for what a client sees of a server that was killed:
// refused, reset, or cut off.
func unlessGone(err error) error {
	for _, gone := range []error{syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, io.EOF, io.ErrUnexpectedEOF, context.Canceled} {
		if errors.Is(err, gone) {
			return nil
		}
	}
	if strings.Contains(err.Error(), "server closed idle connection") { // net/http exports no such error
		return nil
	}
	return err
}
