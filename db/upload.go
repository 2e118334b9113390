package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// CreateUpload makes a place for a file. Whoever has its id may fill it, once.
func (d *DB) CreateUpload(ctx context.Context, by motcua.Caller, now time.Time) (u motcua.Upload, err error) {
	u = motcua.Upload{ID: newID(), CreatedAt: now, ExpiresAt: now.Add(motcua.UploadLifetime)}
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `delete from upload where expires_at < $1`, now); err != nil {
			return wrap("forget old uploads", err)
		}
		var own, all int
		err := tx.QueryRow(ctx, `
			select count(*) filter (where subject = $1 and subject <> ''), count(*) from upload where done_at is null`, by.Subject).Scan(&own, &all)
		if err != nil {
			return wrap("count uploads", err)
		}
		if own >= motcua.MaxOpenUploads || all >= motcua.MaxUploadsInAll {
			return &motcua.Error{Kind: motcua.KindLimit, Message: "too many files are waited for"}
		}
		_, err = tx.Exec(ctx, `insert into upload (id, subject, created_at, expires_at) values ($1, $2, $3, $4)`, u.ID, by.Subject, now, u.ExpiresAt)
		return wrap("make a place for a file", err)
	})
	return u, err
}

// BeginUpload takes a place for a file that begins to come. It serves once, also
// where the file is then refused: a place that was asked for costs its asker
// nothing, and two senders can never write one file.
func (d *DB) BeginUpload(ctx context.Context, id motcua.ID, now time.Time) error {
	done, err := d.pool.Exec(ctx, `update upload set begun_at = $2 where id = $1 and begun_at is null and expires_at > $2`, id, now)
	if err == nil && done.RowsAffected() == 0 {
		return motcua.NotFound("upload", string(id))
	}
	return wrap("begin an upload", err)
}

// FinishUpload notes what came. It then waits for its feedback.
func (d *DB) FinishUpload(ctx context.Context, u motcua.Upload, now time.Time) (motcua.Upload, error) {
	u.ExpiresAt = now.Add(motcua.UploadKept)
	done, err := d.pool.Exec(ctx, `
		update upload set done_at = $2, expires_at = $3, media_type = $4, size = $5, sha256 = $6
		where id = $1 and begun_at is not null and done_at is null`, u.ID, now, u.ExpiresAt, u.MediaType, u.Size, u.SHA256[:])
	if err == nil && done.RowsAffected() == 0 {
		return u, motcua.NotFound("upload", string(u.ID))
	}
	return u, wrap("finish an upload", err)
}

// takeUploads makes files that came part of an event, in its transaction, and
// gives what they now are. A file belongs to one event and no more.
func takeUploads(ctx context.Context, tx pgx.Tx, feedback motcua.ID, event int, ids []motcua.ID, now time.Time) ([]motcua.FeedbackAttachment, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if len(ids) > motcua.MaxUploads {
		return nil, motcua.Invalid("uploads", "%d files, %d allowed", len(ids), motcua.MaxUploads)
	}
	rows, err := tx.Query(ctx, `
		with taken as (
			delete from upload where id = any($1) and done_at is not null and expires_at > $2 returning id, media_type, size, sha256
		)
		select id::text, media_type, size, sha256 from taken order by array_position($1::uuid[], id)`, ids, now)
	if err != nil {
		return nil, wrap("take the files", err)
	}
	files, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a motcua.FeedbackAttachment, err error) {
		var sum []byte
		err = row.Scan(&a.ID, &a.MediaType, &a.Size, &sum)
		copy(a.SHA256[:], sum) // the table holds no other length
		a.Feedback, a.Event, a.AddedAt = feedback, event, now
		return a, err
	})
	switch {
	case err != nil:
		return nil, wrap("take the files", err)
	case len(files) < len(ids):
		return nil, motcua.Invalid("uploads", "a file has not come, came too long ago, or belongs to feedback already")
	}
	return files, nil
}

// KnownFiles says of which files a record speaks: an upload that waits for its
// feedback, or an attachment of a sender who is not erased.
func (d *DB) KnownFiles(ctx context.Context, sums []motcua.Digest) (map[motcua.Digest]bool, error) {
	raw := make([][]byte, len(sums))
	for i := range sums {
		raw[i] = sums[i][:]
	}
	rows, err := d.pool.Query(ctx, `
		select sha256 from upload where sha256 = any($1)
		union
		select a.sha256 from feedback_attachment a
		where a.sha256 = any($1) and `+notErased+`
		order by 1`, raw)
	if err != nil {
		return nil, wrap("look for the records of files", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	known := make(map[motcua.Digest]bool, len(found))
	for _, sum := range found {
		known[motcua.Digest(sum)] = true
	}
	return known, wrap("look for the records of files", err)
}
