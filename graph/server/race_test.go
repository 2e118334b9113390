//go:build race

package server

// raceFactor is how much more the race detector takes of time and memory.
const raceFactor = 10
