package db

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db/vault"
)

// keyOf opens the data key of who sent feedback; nil once they are erased. The
// transaction has to see the sender.
func (d *DB) keyOf(ctx context.Context, tx pgx.Tx, feedback motcua.ID) (*vault.Key, error) {
	var sealed []byte
	err := tx.QueryRow(ctx, `select data_key from feedback_sender where id = $1`, senderID(feedback)).Scan(&sealed)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, errors.New("the transaction does not see the sender")
	}
	if err != nil {
		return nil, wrap("read a data key", err)
	}
	return d.openKey(feedback, sealed)
}

// openKey opens the data key of who sent feedback; nil is the key of the erased.
func (d *DB) openKey(feedback motcua.ID, sealed []byte) (*vault.Key, error) {
	if sealed == nil {
		return nil, nil
	}
	key, err := d.Vault().OpenKey(senderID(feedback), sealed)
	return &key, err
}

// opened is what is personal of feedback, opened.
type opened struct {
	id       motcua.ID
	agency   motcua.ID
	answered bool // an answer was approved
	words    motcua.Words
	sender   motcua.Sender
	erasedAt *time.Time
	notes    []motcua.FeedbackNote
}

// last is the text of the latest event of a kind; "" where there is none.
func (o *opened) last(kind motcua.FeedbackEventKind) string {
	for i := len(o.notes) - 1; i >= 0; i-- {
		if o.notes[i].Kind == kind {
			return o.notes[i].Text
		}
	}
	return ""
}

// openAll opens what is personal of each feedback whose sender the transaction
// sees, with the notes of its events where they are asked for.
func openAll(ctx context.Context, tx pgx.Tx, d *DB, ids []motcua.ID, notes bool) ([]opened, error) {
	rows, err := tx.Query(ctx, `
		select f.id::text, f.agency::text, f.answered_at is not null, f.words, s.data_key, s.sealed, s.erased_at,
			case when $2 then array(select e.seq from feedback_event e where e.feedback = f.id and e.note is not null order by e.seq) end,
			case when $2 then array(select e.kind from feedback_event e where e.feedback = f.id and e.note is not null order by e.seq) end,
			case when $2 then array(select e.note from feedback_event e where e.feedback = f.id and e.note is not null order by e.seq) end
		from feedback f join feedback_sender s on s.id = f.sender
		where f.id = any($1) order by f.id`, ids, notes)
	if err != nil {
		return nil, wrap("read what is personal", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (opened, error) {
		var o opened
		var words, key, sender []byte
		var numbers []int
		var kinds []motcua.FeedbackEventKind
		var sealed [][]byte
		if err := row.Scan(&o.id, &o.agency, &o.answered, &words, &key, &sender, &o.erasedAt, &numbers, &kinds, &sealed); err != nil || key == nil {
			return o, err
		}
		return o, d.openRow(&o, key, words, sender, numbers, kinds, sealed)
	})
	return list, wrap("read what is personal", err)
}

func (d *DB) openRow(o *opened, sealedKey, words, sender []byte, numbers []int, kinds []motcua.FeedbackEventKind, notes [][]byte) error {
	key, err := d.Vault().OpenKey(senderID(o.id), sealedKey)
	if err != nil {
		return err
	}
	if err := openJSON(key, placeWords, words, &o.words); err != nil {
		return err
	}
	if err := openJSON(key, placeSender, sender, &o.sender); err != nil {
		return err
	}
	for i, n := range numbers {
		text, err := key.Open(placeNote(n), notes[i])
		if err != nil {
			return err
		}
		o.notes = append(o.notes, motcua.FeedbackNote{Event: n, Kind: kinds[i], Text: string(text)})
	}
	return nil
}

func openPersonal(ctx context.Context, tx pgx.Tx, d *DB, id motcua.ID) (*opened, error) {
	list, err := openAll(ctx, tx, d, []motcua.ID{id}, true)
	if err == nil && len(list) == 0 {
		err = motcua.NotFound("feedback", string(id))
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// PersonalFeedback gives what is personal of those of the ids of which the
// reader may read it, in as many statements for one as for many. Each is a line
// of the audit log, written in the same transaction.
func (d *DB) PersonalFeedback(ctx context.Context, by motcua.Caller, reader motcua.FeedbackReader, ids []motcua.ID) (map[motcua.ID]*motcua.FeedbackPersonal, error) {
	if err := d.needVault(); err != nil {
		return nil, err
	}
	out := map[motcua.ID]*motcua.FeedbackPersonal{}
	as := acting{subject: by.Subject, reach: reader.Personal, all: reader.PersonalAll, own: reader.Sender}
	err := d.inTxAs(ctx, as, pgx.TxOptions{}, func(tx pgx.Tx) error {
		list, err := openAll(ctx, tx, d, ids, true)
		if err != nil || len(list) == 0 {
			return err
		}
		entries := make([]motcua.AuditEntry, len(list))
		for i := range list {
			o := &list[i]
			out[o.id] = o.show(reader.Sender == o.id)
			entries[i] = motcua.AuditEntry{Action: motcua.AuditRead, Entity: entityFeedback, EntityID: &o.id, Agency: &o.agency, What: "PERSONAL"}
		}
		return audit(ctx, tx, by, entries...)
	})
	return out, err
}

// show gives what was opened as it is shown. The sender reads what is written to
// them, and the answer once it is approved.
func (o *opened) show(toSender bool) *motcua.FeedbackPersonal {
	p := &motcua.FeedbackPersonal{ErasedAt: o.erasedAt, Notes: []motcua.FeedbackNote{}}
	if o.erasedAt != nil {
		return p
	}
	p.Words, p.Sender = &o.words, &o.sender
	if answer := o.last(motcua.EventAnswered); o.answered && answer != "" {
		p.Answer = &answer
	}
	for _, n := range o.notes {
		if e := (motcua.FeedbackEvent{Kind: n.Kind}); !toSender || e.ToSender() {
			p.Notes = append(p.Notes, n)
		}
	}
	return p
}

// MaskedWords gives the words of feedback after masking, for officials who see
// it and for their index; none of those whose sender is erased.
func (d *DB) MaskedWords(ctx context.Context, ids []motcua.ID) (map[motcua.ID]motcua.Words, error) {
	out := map[motcua.ID]motcua.Words{}
	if d.Vault() == nil || len(ids) == 0 {
		return out, nil
	}
	err := d.inTxAs(ctx, acting{subject: motcua.SubjectSystem}, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		list, err := openAll(ctx, tx, d, ids, false)
		for i := range list {
			if o := &list[i]; o.erasedAt == nil {
				out[o.id] = o.words.Masked(&o.sender)
			}
		}
		return err
	})
	return out, err
}
