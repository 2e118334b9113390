-- +goose Up

-- API keys. A token is motcua_<prefix>_<secret>; of the secret only the SHA-256
-- is kept. Rows are never deleted: revoked_at or expires_at ends them.
create table api_key (
    id           uuid primary key,
    name         text not null check (name <> ''),
    prefix       text not null unique check (prefix ~ '^[a-z2-7]{8}$'),
    hash         bytea not null check (octet_length(hash) = 32),
    scopes       text[] not null check (scopes <@ array['CURATE', 'INSIGHTS']),
    created_by   text not null check (created_by <> ''),
    created_at   timestamptz not null default clock_timestamp(),
    expires_at   timestamptz,
    revoked_by   text,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    check ((revoked_by is null) = (revoked_at is null))
);
create index api_key_name on api_key (name);

-- What a key is and allows is never rewritten, only its end.
grant select, insert on api_key to motcua_app;
grant update (expires_at, revoked_by, revoked_at, last_used_at) on api_key to motcua_app;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
