package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// tick is the kernel's unit of a process's time, on every Linux that matters.
const tick = 10 * time.Millisecond

// stat is what the kernel says of a process.
type stat struct {
	parent        int
	own, children time.Duration // on all cores; of children that have ended
}

func readStat(pid int) (s stat, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return s, err
	}
	// The name in brackets may hold anything.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 15 {
		return s, fmt.Errorf("/proc/%d/stat has %d fields", pid, len(fields))
	}
	number := func(i int) time.Duration { n, _ := strconv.Atoi(fields[i]); return time.Duration(n) } // digits
	return stat{int(number(1)), (number(11) + number(12)) * tick, (number(13) + number(14)) * tick}, nil
}

// worked is how long a process has worked.
func worked(pid int) time.Duration {
	s, _ := readStat(pid) // of one that has ended nothing is known
	return s.own
}

// workedBelow is how long a process and those that it started have worked, as a
// database with a process for each connection does.
func workedBelow(pid int) time.Duration {
	s, _ := readStat(pid) // as above
	sum := s.own + s.children
	files, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is one
	for _, file := range files {
		child, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			continue
		}
		if c, err := readStat(child); err == nil && c.parent == pid {
			sum += c.own
		}
	}
	return sum
}

var rssAnon = regexp.MustCompile(`RssAnon:\s*(\d+) kB`)

// memory is what a process holds by itself, in MB.
func memory(pid int) (int, error) {
	doc, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	m := rssAnon.FindSubmatch(doc)
	if m == nil {
		return 0, fmt.Errorf("process %d tells no RssAnon", pid)
	}
	kb, err := strconv.Atoi(string(m[1]))
	return kb >> 10, err
}
