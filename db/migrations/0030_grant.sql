-- +goose Up

-- The roles of an API key, so that machines can act: each for an agency and
-- those under it, or for all where agency is null. Rows end with their key.
create table api_key_grant (
    key    uuid not null references api_key,
    role   text not null check (role in ('CITIZEN', 'RECEIVER', 'HANDLER', 'APPROVER', 'PUBLISHER', 'AUDITOR', 'ADMINISTRATOR')),
    agency uuid references agency
);
create unique index api_key_grant_once on api_key_grant (key, role, coalesce(agency, '00000000-0000-0000-0000-000000000000'));

-- What a key allows is never rewritten.
grant select, insert on api_key_grant to motcua_app;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
