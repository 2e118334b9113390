package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"
)

// children are the parts of a procedure that a page about it shows.
const children = `code name levels kind onlineLevel
	sector { code name } decision { number date } promulgatedBy { code name } executingAgencies { name }
	methods { channel timeLimit { amount unit text } fees { kind amount currency text } text }
	cases { name components { code name originals copies required } }
	steps { number title text } results { name } legalBases { number title }`

// question is one of the questions that are measured.
type question struct {
	name, what string
	document   string // as the API is asked
	draws      func(w *world) []draw
	skewed     bool // drawn by Zipf's law
	changes    bool // what it asks about: a draw is another one the next time
	floor      bool // F2 has a statement for it
}

var questions = []question{
	{name: "Q1", what: "a procedure with its children", draws: byCode, skewed: true, floor: true,
		document: `query Q1($k: String!) { procedure(code: $k) { ` + children + ` } }`},
	{name: "Q2", what: "a list of 20 with their children", draws: bySector, skewed: true, floor: true,
		document: `query Q2($k: String!) { procedures(filter: {sectors: [$k]}, first: 20) { nodes { ` + children + ` } } }`},
	{name: "Q3", what: "a backlog of 50 with its exact total", draws: byFilter, floor: true,
		document: `query Q3($f: FeedbackFilter!) { feedbacks(filter: $f, orderBy: {field: DUE}, first: 50) { totalCount nodes { code state class channel dueAt submittedAt overdue agency { code name } } } }`},
	{name: "Q4", what: "counts by state", draws: byFilter, floor: true,
		document: `query Q4($f: FeedbackFilter!) { feedbacks(filter: $f, first: 0) { totalCount facets(fields: [STATE]) { values { value count } } } }`},
	{name: "Q5", what: "a search of 10 with facets", draws: byText, skewed: true,
		document: `query Q5($k: String!) { procedures(search: $k, first: 10) { totalCount facets(fields: [SECTOR, LEVEL, ONLINE_LEVEL]) { field values { value count } } nodes { code name } } }`},
	{name: "Q6", what: "completion", draws: byPrefix, skewed: true,
		document: `query Q6($k: String!) { suggestions(prefix: $k) { text kind code } }`},
	{name: "M", what: "an official's note, a mutation", draws: byFeedback, changes: true, floor: true,
		document: `mutation M($on: [FeedbackAt!]!) { noteFeedback(input: {on: $on, note: "Đã gọi điện cho người gửi, hẹn trả lời trong tuần."}) { feedback { code eventCount } userErrors { code message } } }`},
}

func (q question) deck(w *world) *deck {
	d := &deck{draws: q.draws(w)}
	if q.changes {
		d.once = func(i, round int) *draw { again := w.note(i, round); return &again }
	}
	if q.skewed {
		d.zipf = newZipf(len(d.draws))
	}
	return d
}

// object writes variables.
func object(values map[string]any) string {
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // texts and numbers
	}
	return string(text)
}

func globalID(typeName, key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(typeName + ":" + key))
}

func byOne(list []string, api func(string) string) []draw {
	draws := make([]draw, len(list))
	for i, value := range list {
		draws[i] = draw{api: object(map[string]any{"k": api(value)}), plain: object(map[string]any{"k": value})}
	}
	return draws
}

func same(value string) string { return value }

func byCode(w *world) []draw { return byOne(w.codes, same) }
func byText(w *world) []draw { return byOne(w.texts, same) }

func bySector(w *world) []draw {
	return byOne(w.sectors, func(id string) string { return globalID("Sector", id) })
}

func byPrefix(w *world) []draw {
	prefixes := make([]string, len(w.texts))
	for i, text := range w.texts {
		letters := []rune(text)
		prefixes[i] = string(letters[:min(6, len(letters))])
	}
	return byOne(prefixes, same)
}

const (
	// filters is how many are drawn: far more than are asked for twice in a run.
	filters = 20_000
	// Of the parts of a filter each is there as often as this.
	partGiven = 0.6
)

// backlogStates are those in which an agency has something to do, see
// motcua.FeedbackState.
var backlogStates = []string{"SUBMITTED", "RECEIVED", "CLASSIFIED", "SUPPLEMENTED", "FORWARDED", "HANDLING", "ANSWERED"}

// filter is a random filter of one caller's backlog, by the names of columns.
type filter struct {
	Agencies []string `json:"agencies"` // null: all that the caller sees
	Scope    []string `json:"scope"`    // the agencies for which the caller acts
	States   []string `json:"states"`
	From     string   `json:"from"` // due on that day or later
	Before   string   `json:"before"`
	Today    string   `json:"today"`
}

// byFilter draws filters of agency, state and due day, for one of the callers each.
func byFilter(w *world) []draw {
	r := rand.New(rand.NewPCG(3, 4))
	draws := make([]draw, filters)
	for i := range draws {
		caller := w.callers[r.IntN(len(w.callers))]
		plain := filter{Scope: caller.Agencies, States: backlogStates, From: "0001-01-01", Before: "9999-01-01", Today: w.today.Format(time.DateOnly)}
		api := map[string]any{"open": true}
		if r.Float64() < partGiven {
			plain.Agencies = []string{caller.Agencies[r.IntN(len(caller.Agencies))]}
			api["agencies"] = plain.Agencies
		}
		if r.Float64() < partGiven {
			plain.States = []string{backlogStates[r.IntN(len(backlogStates))]}
			api["states"] = plain.States
		}
		if r.Float64() < partGiven {
			from := w.today.AddDate(0, 0, r.IntN(60)-45)
			plain.From, plain.Before = from.Format(time.DateOnly), from.AddDate(0, 0, 7+r.IntN(30)).Format(time.DateOnly)
			api["dueFrom"], api["dueBefore"] = plain.From, plain.Before
		}
		text, err := json.Marshal(plain)
		if err != nil {
			panic(err) // texts
		}
		draws[i] = draw{api: object(map[string]any{"f": api}), plain: string(text), token: caller.Token}
	}
	return draws
}

// byFeedback draws each feedback, for a caller who handles it.
func byFeedback(w *world) []draw {
	draws := make([]draw, len(w.feedback))
	for i := range w.feedback {
		draws[i] = w.note(i, 0)
	}
	return draws
}

// note puts a note on feedback that has had one in each round before.
func (w *world) note(i, round int) draw {
	f := w.feedback[i]
	events := f.Events + round
	return draw{
		api:   object(map[string]any{"on": []map[string]any{{"id": globalID("Feedback", f.ID), "expectedEvents": events}}}),
		plain: fmt.Sprintf(`{"id":%q,"events":%d}`, f.ID, events),
		token: w.tokenFor(f.Agency),
	}
}
