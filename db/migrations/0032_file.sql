-- +goose Up

-- Places for files that come with feedback: asked for, filled once, and then
-- part of feedback or forgotten. The names that files had are not kept.
create table upload (
    id         uuid primary key,
    subject    text not null default '', -- of who asked; '' is anybody
    created_at timestamptz not null,
    expires_at timestamptz not null,
    begun_at   timestamptz,
    done_at    timestamptz,
    media_type text,
    size       bigint check (size > 0),
    sha256     bytea check (octet_length(sha256) = 32),
    check ((done_at is null) = (sha256 is null) and (done_at is null) = (media_type is null) and (done_at is null) = (size is null)),
    check (done_at is null or begun_at is not null)
);
create index upload_expires on upload (expires_at);
create index upload_subject on upload (subject, created_at);
create index upload_sha256 on upload (sha256) where sha256 is not null;
create index feedback_attachment_sha256 on feedback_attachment (sha256);

-- Publishing feedback publishes no file by itself: a publisher decides for each.
-- The name is made from place and type when it is shown.
alter table feedback_attachment add column public boolean not null default false;
alter table feedback_attachment drop column name;

-- Lists that somebody may fetch once as a file, with the rights they had when
-- they asked. Rows go when they expire.
create table export (
    id         uuid primary key,
    subject    text not null check (subject <> ''),
    format     text not null check (format in ('CSV', 'JSONL', 'XLSX')),
    asked      jsonb not null, -- filter and caller; a search may hold a name, so it goes with the row
    created_at timestamptz not null,
    expires_at timestamptz not null,
    begun_at   timestamptz
);
create index export_subject on export (subject, created_at);
create index export_created on export (created_at);

grant select, insert, delete on upload, export to motcua_app;
grant update (begun_at, done_at, expires_at, media_type, size, sha256) on upload to motcua_app;
grant update (begun_at, asked) on export to motcua_app;
grant update (public) on feedback_attachment to motcua_app;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
