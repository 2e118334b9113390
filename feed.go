package motcua

import (
	"context"
	"errors"
	"io"
	"sync"
)

// FeedEnd says why a feed ended.
type FeedEnd string

// The values of FeedEnd.
const (
	FeedTooSlow FeedEnd = "TOO_SLOW"        // the reader did not keep up
	FeedResync  FeedEnd = "RESYNC_REQUIRED" // the change log began anew: the reader's copy may miss something
	FeedClosing FeedEnd = "CLOSING"         // the server stops
)

var feedEnds = &enum[FeedEnd]{"FeedEnd", []enumValue[FeedEnd]{
	{FeedTooSlow, "đọc quá chậm"},
	{FeedResync, "phải đồng bộ lại"},
	{FeedClosing, "máy chủ dừng"},
}}

// FeedEnds lists the values in their order.
func FeedEnds() []FeedEnd { return feedEnds.list() }

// Label is the Vietnamese term.
func (e FeedEnd) Label() string { return feedEnds.label(e) }

// MarshalText fails on an unknown value.
func (e FeedEnd) MarshalText() ([]byte, error) { return feedEnds.marshal(e) }

// UnmarshalText fails on an unknown value.
func (e *FeedEnd) UnmarshalText(b []byte) error { return feedEnds.unmarshal(b, e) }

// MarshalGQLContext writes the GraphQL enum.
func (e FeedEnd) MarshalGQLContext(_ context.Context, w io.Writer) error { return feedEnds.write(w, e) }

// UnmarshalGQLContext reads the GraphQL enum.
func (e *FeedEnd) UnmarshalGQLContext(_ context.Context, v any) error { return feedEnds.read(v, e) }

// Notice is what a feed tells at once: what changed up to a position, or why
// the feed ends.
type Notice struct {
	Catalogue []CatalogChange
	Feedbacks []ID
	Position  Position // complete up to here, as far as the reader asked for it
	End       *FeedEnd // the last notice; Position is that of the last one that was read
}

func (n Notice) size() int { return len(n.Catalogue) + len(n.Feedbacks) }

// Interest says what a feed is about; nil is nothing of that sort.
type Interest struct {
	Catalogue func(*CatalogChange) bool
	Feedback  func(*Feedback) bool
}

// MaxFeedPending is how many changes may wait in a feed. A transaction of an
// import holds 200, a batch of the log at the most 2,000.
const MaxFeedPending = 5000

// ErrFeedEnded says that a feed has told its last notice.
var ErrFeedEnded = errors.New("the feed has ended")

// Feed is the bounded queue between the change log and one who follows it. Put
// never waits: a reader who falls behind loses the queue, is told so, and is
// told no more.
type Feed struct {
	Interest

	mu      sync.Mutex
	queue   []Notice
	pending int
	read    Position // of the last notice that was taken
	end     *FeedEnd
	told    bool          // of the end
	wake    chan struct{} // holds one token while there may be something to take
	onClose func()
}

// NewFeed begins a feed at a position, which is its first notice. Closing it
// calls onClose.
func NewFeed(interest Interest, at Position, onClose func()) *Feed {
	f := &Feed{Interest: interest, wake: make(chan struct{}, 1), read: at, onClose: onClose}
	f.Put(Notice{Position: at})
	return f
}

// Put appends a notice and says whether the feed still goes on.
func (f *Feed) Put(n Notice) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.end != nil {
		return false
	}
	if f.pending += n.size(); f.pending > MaxFeedPending {
		f.endWith(FeedTooSlow)
		return false
	}
	f.queue = append(f.queue, n)
	f.signal()
	return true
}

// End ends the feed with a reason. What waits in it is still told, unless the
// reader was too slow.
func (f *Feed) End(why FeedEnd) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.end == nil {
		f.endWith(why)
	}
}

func (f *Feed) endWith(why FeedEnd) {
	f.end = &why
	if why == FeedTooSlow {
		f.queue, f.pending = nil, 0
	}
	f.signal()
}

func (f *Feed) signal() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Next waits for the next notice. After the one with the end it gives
// [ErrFeedEnded].
func (f *Feed) Next(ctx context.Context) (Notice, error) {
	for {
		if n, err := f.take(); err != nil || n != nil {
			if err != nil {
				return Notice{}, err
			}
			return *n, nil
		}
		select {
		case <-f.wake:
		case <-ctx.Done():
			return Notice{}, ctx.Err()
		}
	}
}

func (f *Feed) take() (*Notice, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case len(f.queue) > 0:
		n := f.queue[0]
		f.queue[0] = Notice{} // for the collector
		f.queue = f.queue[1:]
		f.pending -= n.size()
		f.read = n.Position
		return &n, nil
	case f.end == nil:
		return nil, nil
	case f.told:
		return nil, ErrFeedEnded
	}
	f.told = true
	return &Notice{Position: f.read, End: f.end}, nil
}

// Close ends the feed for a reader who wants no more.
func (f *Feed) Close() {
	f.End(FeedClosing)
	if f.onClose != nil {
		f.onClose()
	}
}
