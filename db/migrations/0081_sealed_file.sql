-- +goose Up

-- Files are sealed: while they wait under a key of their own, and once they belong
-- to feedback that key is sealed with the sender's. So destroying the sender's
-- key makes them unreadable at once, here and in each copy of the folder. The
-- bytes are kept under the hash of the sealed form; the hash of what was sent goes
-- with the sender, since it tells who has the file what it was.
alter table upload
    add blob bytea check (octet_length(blob) = 32),
    add key  bytea; -- sealed with the master key for the row's id
alter table feedback_attachment
    add blob     bytea check (octet_length(blob) = 32),
    add file_key bytea, -- sealed with the sender's data key; null of files that came before
    alter sha256 drop not null;
update upload set blob = sha256 where sha256 is not null;
update feedback_attachment set blob = sha256;
alter table feedback_attachment alter blob set not null;

drop index upload_sha256;
drop index feedback_attachment_sha256;
create index upload_blob on upload (blob) where blob is not null;
create index feedback_attachment_blob on feedback_attachment (blob);

grant update (blob, key) on upload to motcua_app;
grant update (sha256, file_key) on feedback_attachment to motcua_app;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
