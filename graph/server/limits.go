package server

import (
	"fmt"
	"time"

	"motcua"
	"motcua/graph"
	"motcua/graph/page"
)

// Bound is one of the bounds of the table in this file, by its place there.
type Bound int

// The bounds of requests, in the order of the table.
const (
	BoundBody Bound = iota
	BoundDocument
	BoundTokens
	BoundFields
	BoundDepth
	BoundIntrospection
	BoundAliases
	BoundDirectives
	BoundFragments
	BoundCost
	BoundFirst
	BoundText
	BoundErrors
	BoundRunning
	BoundRunningEach
	BoundTime
	BoundRevisionTime
	BoundWaiting
	BoundWaitingEach
	BoundDatabaseTime
	BoundConnections
	BoundConnectionsEach
	BoundHeaderTime
	BoundBodyTime
	BoundSubscriptions
	BoundSubscriptionsEach
	BoundSubscriptionTime
	BoundSockets
	BoundSocketsEach
	BoundInit
	BoundMessages
	BoundKeepAlive
	BoundRate
	BoundRateCost
	BoundUpload
	BoundUploads
	BoundUploadsEach
	BoundUploadPause
	BoundUploadTime
	BoundDownloads
	BoundDownloadsEach
	BoundDownloadTime
	BoundExports
	BoundExportsEach
	BoundExportTime
	boundCount
)

// BoundInfo is what is known of a bound: how clients and flags call it, what it
// is where nobody says otherwise, and why.
type BoundInfo struct {
	Name    string // in errors, in --limit and in doc/limits.md
	Unit    string // of the number: bytes, ms, or what is counted
	Default int
	What    string // is bounded
	Why     string // the default is what it is
}

// bounds is the table of all that can be bounded by a number, each checked
// before the work that it bounds. What is refused is told what was allowed.
var bounds = [boundCount]BoundInfo{
	BoundBody: {"body", "bytes", 128 << 10, "a request's body, the query of its URL, or a message of a WebSocket",
		"the longest document with as much again in variables"},
	BoundDocument: {"document", "bytes", 64 << 10, "a document",
		"comments and texts are not counted as tokens alone"},
	BoundTokens: {"tokens", "tokens", 1000, "a document, as the parser reads it",
		"three times graphql-js's introspection query"},
	BoundFields: {"fields", "fields", 500, "a document, as written",
		"whether fields of one name agree is asked of each two of them: 900 keep the validation busy for 130 ms"},
	BoundDepth: {"depth", "levels", 13, "fields within fields, fragments seen through",
		"the deepest question of sense, from a list to the parents of agencies of a decision, has 11"},
	BoundIntrospection: {"introspection-depth", "levels", 20, "fields within __schema and __type",
		"graphql-js's own query has 15"},
	BoundAliases: {"aliases", "aliases", 30, "an operation, those of fragments as often as they are spread",
		"each may stand for a whole list"},
	BoundDirectives: {"directives", "directives", 50, "a document, as written",
		"each unknown one is compared with all known ones to suggest another"},
	BoundFragments: {"fragments", "fragments", 100, "a document",
		"Relay makes one of each component of a page"},
	BoundCost: {"cost", "points", 40_000, "what an operation may cost, by the prices of the schema",
		"a hundred procedures with all their parts, which are a megabyte"},
	BoundFirst: {"first", "entries", page.Max, "one page of a list (first, last), or global ids at a time",
		"procedures with all their parts are a megabyte"},
	BoundText: {"text", "bytes", graph.MaxText, "a text that is searched for or completed",
		"far more than anybody types"},
	BoundErrors: {"errors", "errors", 20, "what is told of one document",
		"whoever mends a document reads no more at a time"},
	BoundRunning: {"running", "operations", 256, "operations of everybody at one time",
		"past what two cores answer in a second, waiting helps nobody"},
	BoundRunningEach: {"running-each", "operations", 64, "operations of one caller at one time",
		"a page asks for a handful; an office behind one address for some dozens"},
	BoundTime: {"time", "ms", 10_000, "an operation",
		"the slowest question takes a hundredth of it"},
	BoundRevisionTime: {"revision-time", "ms", 3000, "the time that a query waits for the revision it asks for",
		"a change is searchable within one second; who waits longer asks again"},
	BoundWaiting: {"waiting", "operations", 1024, "operations of everybody that wait for a revision at one time",
		"they hold no connection to the database, and about 20 KB each"},
	BoundWaitingEach: {"waiting-each", "operations", 64, "operations of one caller that wait for a revision at one time",
		"as many as it may run"},
	BoundDatabaseTime: {"database-time", "ms", 2000, "the time that an operation waits for a free connection to the database, half of what it has left at the most",
		"statements take some milliseconds, so hundreds are before who waits so long; UNAVAILABLE then says when to come again"},
	BoundConnections: {"connections", "connections", 10_000, "open connections of everybody",
		"each holds about 10 KB"},
	BoundConnectionsEach: {"connections-each", "connections", 1000, "open connections of one address; another is closed at once",
		"an office behind one; where a proxy stands before the server, set it to that of all"},
	BoundHeaderTime: {"header-time", "ms", 5000, "the time in which a request's headers have to come",
		"they are one packet"},
	BoundBodyTime: {"body-time", "ms", 10_000, "the time in which a request has to come whole",
		"128 KB in it are 100 kbit/s, a telephone at the edge of its network"},
	BoundSubscriptions: {"subscriptions", "subscriptions", 5000, "subscriptions of everybody at one time",
		"each holds about 20 KB"},
	BoundSubscriptionsEach: {"subscriptions-each", "subscriptions", 50, "subscriptions of one caller at one time",
		"a page follows a handful of things"},
	BoundSubscriptionTime: {"subscription-time", "ms", 3_600_000, "a subscription or socket, after which the client comes again",
		"so long may rights that were taken away still serve"},
	BoundSockets: {"sockets", "sockets", 2000, "WebSockets of everybody at one time",
		"each holds about 40 KB"},
	BoundSocketsEach: {"sockets-each", "sockets", 20, "WebSockets of one caller at one time",
		"one for each open page of a person"},
	BoundInit: {"init", "ms", 5000, "the time for connection_init on a WebSocket",
		"clients send it at once"},
	BoundMessages: {"messages", "messages a second", 20, "what one WebSocket may send, with five times as many at once",
		"nobody clicks so fast"},
	BoundKeepAlive: {"keep-alive", "ms", 20_000, "the time between signs of life on a stream or socket",
		"proxies close what is silent for 30 or 60 s"},
	BoundRate: {"rate", "requests a second", 50, "requests of one caller, with ten times as many at once",
		"an office behind one address asks less; a script that asks more should use pages"},
	BoundRateCost: {"rate-cost", "cost a second", 5000, "the cost of one caller's operations, with ten times as much at once; kept answers cost nothing",
		"a caller then keeps about half a core busy"},
	BoundUpload: {"upload", "bytes", motcua.MaxUploadBytes, "a file that is sent to go with feedback",
		"a scanned document of forty pages"},
	BoundUploads: {"uploads", "files", 64, "files of everybody that are coming at one time",
		"each holds a file that is half written"},
	BoundUploadsEach: {"uploads-each", "files", 4, "files of one caller that are coming at one time",
		"feedback has five at the most"},
	BoundUploadPause: {"upload-pause", "ms", 15_000, "the time within which more of a file has to come",
		"a telephone between two masts is silent for some seconds"},
	BoundUploadTime: {"upload-time", "ms", 900_000, "the time in which a file has to come whole",
		"20 MB in it are 190 kbit/s"},
	BoundDownloads: {"downloads", "files", 128, "files of everybody that go out at one time",
		"each holds an open file"},
	BoundDownloadsEach: {"downloads-each", "files", 8, "files of one caller that go out at one time",
		"a browser asks for six at once"},
	BoundDownloadTime: {"download-time", "ms", 900_000, "the time in which a file has to be taken",
		"as long as it may take to send it"},
	BoundExports: {"exports", "exports", 4, "exports of everybody that are written at one time",
		"each keeps a connection to the database busy, of ten"},
	BoundExportsEach: {"exports-each", "exports", 1, "exports of one caller that are written at one time",
		"nobody reads two at once"},
	BoundExportTime: {"export-time", "ms", 600_000, "the time in which an export has to be taken",
		"a million rows at 10 Mbit/s"},
}

// Bounds gives the table.
func Bounds() []BoundInfo { return bounds[:] }

// Limits are the bounds in force; 0 is the default of the table.
type Limits [boundCount]int

// Set bounds what has a name in the table.
func (l *Limits) Set(name string, n int) error {
	for b, info := range bounds {
		if info.Name == name {
			if n < 1 {
				return fmt.Errorf("the limit %q has to be at least 1, not %d", name, n)
			}
			l[b] = n
			return nil
		}
	}
	return fmt.Errorf("there is no limit %q", name)
}

// allowed is the bound in force.
func (l *Limits) allowed(b Bound) int {
	if l[b] > 0 {
		return l[b]
	}
	return bounds[b].Default
}

// Time gives a bound in force that is counted in milliseconds, for those outside
// who keep to it.
func (l *Limits) Time(b Bound) time.Duration { return l.time(b) }

// time is a bound in force that is counted in milliseconds.
func (l *Limits) time(b Bound) time.Duration {
	return time.Duration(l.allowed(b)) * time.Millisecond
}

// maxHeader is for a request's line and headers: a GET has the document there.
func (l *Limits) maxHeader() int { return l.allowed(BoundBody) + 32<<10 }

// Numbers that no request meets.
const (
	maxKeyAge    = 5 * time.Second        // of the known keys: a revoked one ends so soon
	maxNoKeyAge  = 500 * time.Millisecond // where the key is unknown: it may be new
	keysTimeout  = 2 * time.Second        // to look keys up; without an answer they are refused
	keyUseEvery  = time.Minute            // for each key and node
	maxNotedKeys = 10000                  // as many as may live

	maxCachedDocument = 8 << 10          // bytes; longer ones are parsed each time
	maxCachedTotal    = 4 << 20          // bytes of all cached documents
	maxPersistedTotal = 8 << 20          // bytes of all documents kept by their hash
	maxCachedAnswer   = 1 << 20          // bytes; a longer answer is made each time
	answerOverhead    = 800              // bytes that a kept answer takes beside its body and its headers
	cachedOverhead    = 128              // bytes that an entry of a cache takes beside its contents
	maxOperationName  = 64               // bytes of it in the log
	maxRequestID      = 64               // bytes of one that the client sends
	writeTimeout      = 10 * time.Second // for an answer or an event to be taken
)
