-- +goose Up

-- Filters of feedback that people keep; the owner is the subject of the caller.
create table saved_filter (
    id       uuid primary key,
    owner    text not null check (owner <> ''),
    name     text not null check (name <> '' and length(name) <= 100),
    filter   jsonb not null,
    saved_at timestamptz not null default clock_timestamp(),
    unique (owner, name)
);

grant select, insert, delete on saved_filter to motcua_app;
grant update (filter, saved_at) on saved_filter to motcua_app;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
