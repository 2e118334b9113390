-- +goose Up

-- Who did or read what, on which record and when. Rows only come: nobody
-- changes them, and they end after twelve months at the earliest (Decree
-- 333/2026/NĐ-CP, Article 16.6). No value of a record may come here: what is a
-- name from the program's code, which the check holds it to.
create table audit_entry (
    id         uuid primary key default gen_random_uuid(),
    seq        bigint generated always as identity, -- the order of writing, newest last
    at         timestamptz not null default clock_timestamp(),
    subject    text not null check (subject <> ''),
    name       text not null,
    request_id text not null default '',
    action     text not null check (action in ('READ', 'SEARCH', 'ACT', 'UPLOAD', 'DOWNLOAD', 'EXPORT', 'ERASE', 'CHANGE')),
    entity     text not null check (entity ~ '^[A-Z_]{1,40}$'),
    entity_id  uuid,
    agency     uuid,
    what       text not null default '' check (what ~ '^[A-Z0-9_]{0,60}$'),
    rows       integer
);
create index audit_entry_newest on audit_entry ((-seq), id);
create index audit_entry_record on audit_entry (entity_id) where entity_id is not null;
create index audit_entry_subject on audit_entry (subject, at);
create index audit_entry_at on audit_entry (at);

-- Not even the owner changes the log. Only audit_trim deletes, and only what is
-- old enough.
-- +goose StatementBegin
create function audit_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.at < clock_timestamp() - interval '366 days'
       and current_setting('motcua.audit_trim', true) = 'on' then
        return old;
    end if;
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$;
-- +goose StatementEnd

create trigger append_only before update or delete on audit_entry for each row execute function audit_append_only();
create trigger append_only_all before truncate on audit_entry for each statement execute function audit_append_only();

-- audit_trim drops what is older than the time to keep, oldest first and not
-- much at once, and says how much that was.
-- +goose StatementBegin
create function audit_trim(kept interval) returns bigint language plpgsql security definer
set search_path from current as $$
declare
    trimmed bigint;
begin
    if kept < interval '366 days' then
        raise exception 'the audit log is kept for twelve months at least' using errcode = 'invalid_parameter_value';
    end if;
    perform set_config('motcua.audit_trim', 'on', true);
    with old as (
        select id from audit_entry where at < clock_timestamp() - kept order by at, id limit 10000
    ), gone as (
        delete from audit_entry a using old where a.id = old.id returning a.id
    )
    select count(*) into trimmed from gone;
    perform set_config('motcua.audit_trim', 'off', true);
    return trimmed;
end $$;
-- +goose StatementEnd

revoke execute on function audit_trim(interval) from public;
grant execute on function audit_trim(interval) to motcua_app;
grant select on audit_entry to motcua_app;
-- The time, the order and the id are the database's to tell.
grant insert (subject, name, request_id, action, entity, entity_id, agency, what, rows) on audit_entry to motcua_app;

-- For whom a transaction runs: settings that end with it (set_config(…, true)),
-- made in one function of the program, acting.go in db. Policies of row security
-- ask these. Without settings nobody acts, and nothing is shown.

create function acting_subject() returns text language sql stable as $$
    select coalesce(current_setting('motcua.subject', true), '')
$$;

-- acting_for says whether an agency is within the caller's reach.
create function acting_for(agency uuid) returns boolean language sql stable as $$
    select case coalesce(current_setting('motcua.reach', true), '')
        when '' then false
        when '*' then true
        else agency = any(current_setting('motcua.reach', true)::uuid[])
    end
$$;

-- acting_as_sender says whether the caller proved to have sent the feedback, or
-- is sending it now.
create function acting_as_sender(feedback uuid) returns boolean language sql stable as $$
    select coalesce(nullif(current_setting('motcua.own', true), '')::uuid = feedback, false)
$$;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
