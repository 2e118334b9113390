package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The floors are what nobody would call a server yet: F1 writes a body that is
// there already, F2 runs one statement and sends what the database made of it.

// floorStatements are the best single statements for the questions. Both send
// the stored documents as they are, without reading them: the limit comes
// before the join, and nothing is built in the database.
var floorStatements = map[string]string{
	"Q1": `
		select v.content::text
		from procedure p
		join publication u on u.procedure = p.id and upper_inf(u.published)
		join procedure_validity h on h.procedure = p.id and upper_inf(h.recorded) and h.legal @> current_date
		join procedure_version v on v.id = h.version
		where p.code = $1 limit 1`,
	"Q2": `
		select v.content::text
		from (
			select v.id from procedure_version v
			where v.sector = $1 order by v.sort_key, v.id limit 20
		) first
		join procedure_version v using (id)
		order by v.sort_key, v.id`,
}

// floorConns is as many as motcua has by default.
const floorConns = 10

// serveFloors serves the floors over a database and says where, until the
// context ends.
func serveFloors(ctx context.Context, database string) error {
	cfg, err := pgxpool.ParseConfig(database)
	if err != nil {
		return err
	}
	cfg.MaxConns = floorConns
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return err
	}
	defer pool.Close()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /f1/{size}", fixed())
	for name, statement := range floorStatements {
		mux.HandleFunc("GET /f2/"+name+"/{key}", func(w http.ResponseWriter, r *http.Request) {
			floor(w, r, pool, statement)
		})
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, listener.Addr())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: startTimeout}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	_ = server.Serve(listener) // ends with the context
	return nil
}

// fixed writes bodies of the size that is asked for.
func fixed() http.HandlerFunc {
	body := []byte(strings.Repeat("x", 1<<20))
	return func(w http.ResponseWriter, r *http.Request) {
		size, err := strconv.Atoi(r.PathValue("size"))
		if err != nil || size > len(body) {
			http.Error(w, "size", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(size))
		_, _ = w.Write(body[:size]) // the client is gone
	}
}

func floor(w http.ResponseWriter, r *http.Request, pool *pgxpool.Pool, statement string) {
	rows, err := pool.Query(r.Context(), statement, r.PathValue("key"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	documents, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(documents) == 0 {
		http.Error(w, fmt.Sprint("nothing found ", err), http.StatusInternalServerError)
		return
	}
	body := "[" + strings.Join(documents, ",") + "]"
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write([]byte(body)) // as above
}
