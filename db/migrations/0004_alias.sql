-- +goose Up

-- How people ask: what they write and the catalogue's words for it. Rows are
-- never deleted: retired_at ends them. created_by is 'default' for the rows
-- that come with the program.

create table alias (
    id         uuid primary key,
    form       text not null check (form <> ''), -- NFC, lower case, single spaces
    means      text not null check (means <> ''),
    kind       text not null check (kind in ('ABBREVIATION', 'COLLOQUIAL', 'OBSOLETE', 'DIALECT', 'TEENCODE', 'AGENCY', 'PLACE', 'RELATED', 'INTENT', 'NOT_A_PROCEDURE')),
    weight     double precision not null check (weight > 0 and weight <= 1),
    valid      daterange not null default '(,)' check (not isempty(valid)),
    intent     text check (intent in ('FEES', 'TIME_LIMIT', 'COMPONENTS', 'WHERE', 'ONLINE', 'STEPS', 'FORMS', 'CONDITIONS', 'RESULT', 'AUDIENCE', 'LEGAL_BASIS')),
    reason     text,
    go_to      text,
    note       text,
    created_by text not null check (created_by <> ''),
    created_at timestamptz not null default clock_timestamp(),
    retired_by text,
    retired_at timestamptz,
    check (form <> lower(means)),
    check ((kind = 'INTENT') = (intent is not null)),
    check ((kind = 'NOT_A_PROCEDURE') = (reason is not null and go_to is not null)),
    check (kind <> 'RELATED' or weight <= 0.4),
    check ((retired_by is null) = (retired_at is null))
);
-- The default's ids are made from the same columns. An official's row may stand
-- beside a default one and then counts instead of it.
create unique index alias_curated on alias (form, means, kind) where retired_at is null and created_by <> 'default';

create table pin (
    id         uuid primary key,
    query      text not null check (query <> ''), -- NFC, lower case, single spaces
    procedure  uuid not null references procedure,
    valid      daterange not null default '(,)' check (not isempty(valid)),
    note       text,
    created_by text not null check (created_by <> ''),
    created_at timestamptz not null default clock_timestamp(),
    retired_by text,
    retired_at timestamptz,
    check ((retired_by is null) = (retired_at is null))
);
create unique index pin_held on pin (query, procedure) where retired_at is null;

-- Who did what to the vocabulary and when. The row is the alias or pin as it
-- then was; a new default is one entry that counts its rows.
create table curation (
    id        bigint generated always as identity primary key,
    at        timestamptz not null default clock_timestamp(),
    actor     text not null check (actor <> ''),
    action    text not null check (action in ('ADD', 'RETIRE', 'SEED')),
    entity    text not null check (entity in ('ALIAS', 'PIN')),
    entity_id uuid,
    detail    jsonb not null,
    check ((action = 'SEED') = (entity_id is null))
);
create index curation_entity on curation (entity_id);

-- +goose StatementBegin
do $$
declare
    t record;
begin
    for t in select * from (values ('alias', 'ALIAS'), ('pin', 'PIN')) as v (tab, entity)
    loop
        execute format('create trigger log_insert after insert on %I referencing new table as changed
            for each statement execute function log_change(%L, %L)', t.tab, t.entity, 'id');
        execute format('create trigger log_update after update on %I referencing new table as changed
            for each statement execute function log_change(%L, %L)', t.tab, t.entity, 'id');
        execute format('create trigger log_delete after delete on %I referencing old table as changed
            for each statement execute function log_change(%L, %L)', t.tab, t.entity, 'id');
    end loop;
end $$;
-- +goose StatementEnd

-- Who serves adds and retires, never rewrites; the log of it only grows.
grant select on alias, pin, curation to motcua_app, motcua_load;
grant insert on alias, pin, curation to motcua_app;
grant update (retired_by, retired_at) on alias, pin to motcua_app;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
