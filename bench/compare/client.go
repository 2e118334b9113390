package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// result is what came of one run.
type result struct {
	requests int
	took     time.Duration
	p50, p99 time.Duration
	bytes    int // of all bodies
	hits     int // answers that the server had kept
	// What the server and the database worked meanwhile, on all cores.
	server, database time.Duration
}

func (r result) rate() float64 { return float64(r.requests) / r.took.Seconds() }

// drive sends requests over so many connections, each the next as soon as the
// one before is answered, for as long as is said. The client writes bytes and
// looks no further than the length of the body, because it shares the machine
// with what it measures.
func drive(ctx context.Context, address string, conns int, length time.Duration, next func(conn int, b []byte) []byte) (result, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	begin := time.Now()
	var mu sync.Mutex
	var all result
	var times []time.Duration
	var errs []error
	var clients sync.WaitGroup
	for conn := range conns {
		clients.Go(func() {
			r, took, err := client(ctx, address, func(b []byte) []byte { return next(conn, b) })
			mu.Lock()
			defer mu.Unlock()
			all.requests, all.bytes, all.hits = all.requests+r.requests, all.bytes+r.bytes, all.hits+r.hits
			times = append(times, took...)
			errs = append(errs, err)
		})
	}
	clients.Wait()
	all.took = time.Since(begin)
	if err := errors.Join(errs...); err != nil {
		return all, err
	}
	if len(times) == 0 {
		return all, errors.New("no request was answered")
	}
	slices.Sort(times)
	all.p50, all.p99 = times[len(times)/2], times[len(times)*99/100]
	return all, nil
}

func client(ctx context.Context, address string, next func(b []byte) []byte) (r result, times []time.Duration, err error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return r, nil, err
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReaderSize(conn, 64<<10)
	var request []byte
	for ctx.Err() == nil {
		request = next(request[:0])
		begin := time.Now()
		if _, err := conn.Write(request); err != nil {
			return r, times, err
		}
		a, err := readAnswer(in)
		if err != nil {
			return r, times, err
		}
		times = append(times, time.Since(begin))
		r.requests++
		r.bytes += a.size
		if a.hit {
			r.hits++
		}
	}
	return r, times, nil
}

type answer struct {
	size int
	hit  bool
}

var (
	lengthHeader = []byte("content-length:")
	hitHeader    = []byte("Cache-Status: motcua; hit")
	// An answer that holds one of these at its beginning is none.
	wrongAnswers = [][]byte{[]byte(`"errors":[`), []byte(`"userErrors":[{`)}
)

// readAnswer reads one answer of a known length; another status than 200, and an
// answer that begins with errors, end the run: they are fast for the wrong reason.
func readAnswer(in *bufio.Reader) (a answer, err error) {
	status, err := in.ReadSlice('\n')
	if err != nil {
		return a, err
	}
	ok := bytes.HasPrefix(status, []byte("HTTP/1.1 200"))
	said := string(status)
	a.size = -1
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return a, err
		}
		if len(line) <= 2 {
			break
		}
		if len(line) > len(lengthHeader) && bytes.EqualFold(line[:len(lengthHeader)], lengthHeader) {
			if a.size, err = strconv.Atoi(string(bytes.TrimSpace(line[len(lengthHeader):]))); err != nil {
				return a, err
			}
		}
		a.hit = a.hit || bytes.HasPrefix(line, hitHeader)
	}
	if a.size < 0 {
		return a, errors.New("an answer without a length")
	}
	head, err := in.Peek(min(a.size, 300))
	if err != nil {
		return a, err
	}
	if !ok || wrong(head) {
		return a, fmt.Errorf("%s %s", said, head)
	}
	_, err = in.Discard(a.size)
	return a, err
}

func wrong(head []byte) bool {
	return slices.ContainsFunc(wrongAnswers, func(sign []byte) bool { return bytes.Contains(head, sign) })
}

// get asks once, over a connection of its own.
func get(ctx context.Context, address string, request []byte) ([]byte, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write(request); err != nil {
		return nil, err
	}
	in := bufio.NewReader(conn)
	size := 0
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		if len(line) <= 2 {
			break
		}
		if name, value, ok := bytes.Cut([]byte(line), []byte(":")); ok && bytes.EqualFold(name, []byte("content-length")) {
			size, _ = strconv.Atoi(string(bytes.TrimSpace(value)))
		}
	}
	body := make([]byte, size)
	_, err = io.ReadFull(in, body)
	return body, err
}
