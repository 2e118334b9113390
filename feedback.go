package motcua

import "time"

// Feedback is what a person or a business told the state about mechanisms,
// policies, procedures or the conduct of officials (phản ánh, kiến nghị). It
// holds no word of the sender: what they wrote is personal until a redaction is
// confirmed, and is read apart (see [Sender] and [Words]).
type Feedback struct {
	ID          ID
	Code        TrackingCode
	Channel     FeedbackChannel
	Origin      FeedbackOrigin
	Procedure   *ID // it is about
	Sector      *ID // of the procedure when it was sent
	Consent     bool
	SubmittedAt time.Time
	Attachments int
	// Held are the agencies that hold or held it, in the order of their ids:
	// their officials see it.
	Held []ID

	Standing

	// Public is what everybody may read; nil where nothing is published.
	Public *Publication

	// Opened says that who asks showed the sender's secret.
	Opened bool

	// What lists show beside a row; nil where nobody has looked.
	Holder *Agency // [Standing.Agency]
	Late   *bool   // [Feedback.Overdue] on the day of the list
}

// Standing is where feedback stands: the fold of its events.
type Standing struct {
	State       FeedbackState
	Agency      ID // that holds it
	Class       *FeedbackClass
	Assignee    *string // subject of the person who handles it
	Refusal     *RefusalReason
	DuplicateOf *ID
	Rating      *int

	ReceivedAt *time.Time // by the agency that holds it; nil until it did
	AnsweredAt *time.Time // when the answer was approved
	ClosedAt   *time.Time // when there was nothing more to do; nil while there is
	ChangedAt  time.Time  // by the last event

	Clock       DeadlineClock
	DueAt       *Date
	DueAtStatus DueAtStatus

	// Events is how many there are. Who acts says which number they saw, so that
	// of two who act at once the second is told.
	Events int

	consent    bool
	erased     bool   // the sender's data key is destroyed
	classified bool   // before a supplement was asked for
	answeredBy string // subject
	redaction  FeedbackEventKind
	forwards   []Standing // as it stood before each forwarding that still counts
}

// Words are what the sender wrote. They are personal.
type Words struct {
	Title string  `json:"title"`
	Text  string  `json:"text"`
	Place *string `json:"place,omitempty"`
}

// Publication is the redacted text and answer as everybody may read them.
type Publication struct {
	Title  string    `json:"title"`
	Text   string    `json:"text"`
	Answer string    `json:"answer"`
	At     time.Time `json:"-"`
}

// WholeFeedback is feedback with all that belongs to it, as it is loaded in bulk.
type WholeFeedback struct {
	Feedback Feedback
	Words    Words
	Sender   Sender
	Events   []FeedbackEvent
	Episodes Episodes
}

// FeedbackPersonal is what is personal of feedback, as far as the reader may read it.
type FeedbackPersonal struct {
	Words    *Words // nil, like the sender, where the sender is erased
	Sender   *Sender
	ErasedAt *time.Time
	Answer   *string // the latest that was approved
	Notes    []FeedbackNote
}

// FeedbackNote is the text of an event.
type FeedbackNote struct {
	Event int // its number
	Kind  FeedbackEventKind
	Text  string
}

// Moves lists where feedback may go from here by the kinds of events that the
// state allows, for whoever acts in one of the roles.
func (s *Standing) Moves(roles ...Role) []FeedbackEventKind {
	var kinds []FeedbackEventKind
	for _, rule := range feedbackRules {
		if rule.from(s.State) && rule.by(roles...) && rule.holds(s) == nil {
			kinds = append(kinds, rule.event)
		}
	}
	return kinds
}

// Pending says whether anything is still to be done: an agency has something to
// do, the sender is waited for, or a published answer is due. What is overdue
// always is pending; the backlog counts what is.
func (s *Standing) Pending() bool {
	return s.State.Open() || s.State == StateAwaitingSupplement || s.Clock.Stage != ""
}

// Group is where the national portal's statistics count it.
func (s *Standing) Group() FeedbackGroup {
	switch s.State {
	case StateSubmitted, StateForwarded:
		return GroupWaiting
	case StateSupplemented:
		if s.classified {
			return GroupProcessing
		}
		return GroupWaiting
	case StateReceived, StateClassified, StateHandling, StateAnswered:
		return GroupProcessing
	}
	return GroupDone
}
