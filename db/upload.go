package db

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// CreateUpload makes a place for a file. Whoever has its id may fill it, once.
// From address comes who is nobody known; "" is not known.
func (d *DB) CreateUpload(ctx context.Context, by motcua.Caller, address string, now time.Time) (u motcua.Upload, err error) {
	if err := d.needVault(); err != nil {
		return u, err
	}
	u = motcua.Upload{ID: newID(), CreatedAt: now, ExpiresAt: now.Add(motcua.UploadLifetime)}
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `delete from upload where expires_at < $1`, now); err != nil {
			return wrap("forget old uploads", err)
		}
		if by.Anonymous() {
			who := d.digestOf(digestUploads, known(address))
			if err := boundRate(ctx, tx, who, motcua.MaxUploadsPerAddressHour, motcua.MaxUploadsPerAddressDay, now); err != nil {
				return err
			}
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
// It gives the key with which the file is sealed.
func (d *DB) BeginUpload(ctx context.Context, id motcua.ID, now time.Time) (motcua.FileKey, error) {
	if err := d.needVault(); err != nil {
		return nil, err
	}
	key, sealed, err := d.Vault().NewFileKey(id)
	if err != nil {
		return nil, err
	}
	done, err := d.pool.Exec(ctx, `update upload set begun_at = $2, key = $3 where id = $1 and begun_at is null and expires_at > $2`, id, now, sealed)
	if err == nil && done.RowsAffected() == 0 {
		return nil, motcua.NotFound("upload", string(id))
	}
	return key, wrap("begin an upload", err)
}

// FinishUpload notes what came. It then waits for its feedback. Who sent it is
// who asked for the place, where they are known, else who brought it.
func (d *DB) FinishUpload(ctx context.Context, by motcua.Caller, u motcua.Upload, now time.Time) (motcua.Upload, error) {
	u.ExpiresAt = now.Add(motcua.UploadKept)
	err := d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		var subject string
		err := tx.QueryRow(ctx, `
			update upload set done_at = $2, expires_at = $3, media_type = $4, size = $5, sha256 = $6, blob = $7
			where id = $1 and begun_at is not null and done_at is null returning subject`,
			u.ID, now, u.ExpiresAt, u.MediaType, u.Size, u.SHA256[:], u.Blob[:]).Scan(&subject)
		if errors.Is(err, pgx.ErrNoRows) {
			return motcua.NotFound("upload", string(u.ID))
		}
		if err != nil {
			return wrap("finish an upload", err)
		}
		if subject != "" && subject != by.Subject {
			by = motcua.Caller{Subject: subject, RequestID: by.RequestID}
		}
		return audit(ctx, tx, by, motcua.AuditEntry{Action: motcua.AuditUpload, Entity: entityAttachment, EntityID: &u.ID})
	})
	return u, err
}

// takeUploads makes files that came part of an event, in its transaction, and
// gives what they now are. A file belongs to one event and no more.
func (d *DB) takeUploads(ctx context.Context, tx pgx.Tx, feedback motcua.ID, event int, ids []motcua.ID, now time.Time) ([]motcua.FeedbackAttachment, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if len(ids) > motcua.MaxUploads {
		return nil, motcua.Invalid("uploads", "%d files, %d allowed", len(ids), motcua.MaxUploads)
	}
	rows, err := tx.Query(ctx, `
		with taken as (
			delete from upload where id = any($1) and done_at is not null and expires_at > $2 returning id, media_type, size, sha256, blob, key
		)
		select id::text, media_type, size, sha256, blob, key from taken order by array_position($1::uuid[], id)`, ids, now)
	if err != nil {
		return nil, wrap("take the files", err)
	}
	files, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a motcua.FeedbackAttachment, err error) {
		var sum, blob, key []byte
		if err = row.Scan(&a.ID, &a.MediaType, &a.Size, &sum, &blob, &key); err != nil {
			return a, err
		}
		copy(a.SHA256[:], sum) // the table holds no other length
		copy(a.Blob[:], blob)
		a.Feedback, a.Event, a.AddedAt = feedback, event, now
		if key != nil {
			a.Key, err = d.Vault().OpenFileKey(a.ID, key)
		}
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
		select blob from upload where blob = any($1)
		union
		select a.blob from feedback_attachment a
		where a.blob = any($1) and `+notErased+`
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
