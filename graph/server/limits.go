package server

import "time"

// The bounds of a request, each checked before the work that it bounds. What
// is refused is told what was allowed. The sizes of pages, texts and filters
// stand in packages page and graph, whose arguments they bound.
const (
	MaxBody     = 128 << 10 // bytes of a request's body
	MaxDocument = 64 << 10  // bytes of a document: comments and texts are not counted as tokens alone
	MaxTokens   = 1000      // of a document
	// MaxFields is as written. Whether fields of one name agree is asked of each
	// two of them: 900 keep the validation busy for 130 ms.
	MaxFields = 500
	MaxDepth  = 13 // fields within fields, fragments seen through
	// MaxIntrospectionDepth is for __schema and __type: graphql-js's own query
	// has 15.
	MaxIntrospectionDepth = 20
	MaxAliases            = 30 // with those of fragments counted as often as they are spread
	// MaxRows is how many rows the connections of an operation may ask for,
	// nested ones multiplied. A full procedure takes about 10 KB.
	MaxRows   = 5000
	MaxErrors = 20 // told of one document

	// MaxHeader is for a request's line and headers; a GET has the document there.
	MaxHeader = MaxBody + 32<<10

	maxKeyAge    = 5 * time.Second        // of the known keys: a revoked one ends so soon
	maxNoKeyAge  = 500 * time.Millisecond // where the key is unknown: it may be new
	keysTimeout  = 2 * time.Second        // to look keys up; without an answer they are refused
	keyUseEvery  = time.Minute            // for each key and node
	maxNotedKeys = 10000                  // as many as may live

	MaxRunning       = 256 // operations at one time; the next is refused at once
	OperationTimeout = 10 * time.Second

	maxCachedDocument = 8 << 10 // bytes; longer ones are parsed each time
	maxCachedTotal    = 4 << 20 // bytes of all cached documents
	maxPersistedTotal = 8 << 20 // bytes of all documents kept by their hash
	cachedOverhead    = 128     // bytes that an entry of a cache takes beside its contents
	maxOperationName  = 64      // bytes of it in the log
	maxRequestID      = 64      // bytes of one that the client sends
)
