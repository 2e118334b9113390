package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
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
	document   string
	variable   string // the one that is drawn
	floor      bool   // F2 has a statement for it
}

var questions = []question{
	{"Q1", "a procedure with its children", `query Q1($k: String!) { procedure(code: $k) { ` + children + ` } }`, "k", true},
	{"Q2", "a list of 20 with their children", `query Q2($k: String!) { procedures(filter: {sectors: [$k]}, first: 20) { nodes { ` + children + ` } } }`, "k", true},
	{"Q5", "a search of 10 with facets", `query Q5($k: String!) { procedures(search: $k, first: 10) { totalCount facets(fields: [SECTOR, LEVEL, ONLINE_LEVEL]) { field values { value count } } nodes { code name } } }`, "k", false},
	{"Q6", "completion", `query Q6($k: String!) { suggestions(prefix: $k) { text kind code } }`, "k", false},
}

// keys are what questions are drawn from: the same for all who are measured.
type keys struct {
	codes   []string
	sectors []string // as the database knows them: F2 is asked by these
	global  []string // as the API knows them
	texts   []string
}

// scopes is how many sectors lists are asked for.
const scopes = 20

func readKeys(ctx context.Context, database string) (k keys, err error) {
	pool, err := pgxpool.New(ctx, database)
	if err != nil {
		return k, err
	}
	defer pool.Close()
	column := func(sql string) (list []string) {
		rows, queryErr := pool.Query(ctx, sql)
		if queryErr == nil {
			list, queryErr = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		if queryErr != nil {
			err = queryErr
		}
		return list
	}
	k.codes = column(`select code from procedure order by md5(code)`)
	k.sectors = column(fmt.Sprintf(`select sector::text from procedure_version where sector is not null group by sector having count(*) >= 20 order by md5(sector::text) limit %d`, scopes))
	names := column(`select name from procedure_version order by md5(id::text) limit 5000`)
	for i, name := range names {
		words := []rune(name)
		from := i % max(1, len(words)/3)
		k.texts = append(k.texts, string(words[from:min(len(words), from+25)]))
	}
	return k, err
}

// requests prepares what one who is measured is asked, by place.
type requests struct {
	all  [][]byte
	zipf *zipf
}

// drawn gives a function that draws requests for one run: the same ones for
// everybody who is asked in that round.
func (q requests) drawn(round uint64) func(conn, n int) []byte {
	var draws [128]*rand.Rand
	for i := range draws {
		draws[i] = rand.New(rand.NewPCG(round, uint64(i)))
	}
	return func(conn, _ int) []byte { return q.all[q.zipf.draw(draws[conn%len(draws)])] }
}

func newRequests(values []string, make func(value string) []byte) requests {
	q := requests{zipf: newZipf(len(values))}
	for _, value := range values {
		q.all = append(q.all, make(value))
	}
	return q
}

// values gives what the variable of a question is drawn from.
func (k keys) values(q question, api bool) []string {
	switch q.name {
	case "Q1":
		return k.codes
	case "Q2":
		if api {
			return k.global
		}
		return k.sectors
	case "Q6":
		var prefixes []string
		for _, text := range k.texts {
			prefixes = append(prefixes, string([]rune(text)[:min(6, len([]rune(text)))]))
		}
		return prefixes
	}
	return k.texts
}

// post is a question as a client of the API sends it.
func (q question) post(value string) []byte {
	body, err := json.Marshal(map[string]any{"query": q.document, "variables": map[string]string{q.variable: value}})
	if err != nil {
		panic(err) // texts
	}
	return fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// byGet is a request to a floor.
func byGet(path string, parts ...string) []byte {
	for _, part := range parts {
		path += "/" + url.PathEscape(part)
	}
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: bench\r\n\r\n", path)
}
