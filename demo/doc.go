// Package demo holds a catalogue of administrative procedures written by hand,
// so that the system can be tried without the national catalogue.
//
// Codes, names, decisions, agencies, time limits, fees and legal bases are
// facts of the national catalogue as of 18 July 2026; lists of agencies and of
// legal documents are shortened, and so are the titles of these documents.
// Steps, requirements and papers are told in our own words: they are no
// official text, and every record says so in its note.
//
// To add a procedure, append an entry to the file of its theme in catalogue/.
// What most entries of a file share stands once under defaults; agencies,
// sectors, audiences, decisions and legal documents stand in tables.yaml and
// are named by key. See [entry] for the keys.
package demo
