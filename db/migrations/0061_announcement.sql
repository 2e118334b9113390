-- +goose Up

-- What decisions did to procedures, in the order in which it became known here
-- (ordinal). The holdings in procedure_validity are the fold of the rows that
-- still count; one that was wrong is not deleted: its recorded time ends, and
-- the holdings are folded anew. A row without a version ends the procedure.
create table announcement (
    id           uuid primary key default gen_random_uuid(),
    ordinal      bigint generated always as identity unique,
    procedure    uuid not null references procedure,
    decision     uuid not null references decision,
    kind         text check (kind in ('NEW', 'AMENDED', 'REPLACED', 'REPEALED')), -- null: the source does not say
    version      uuid references procedure_version,
    from_day     date,             -- null: from ever, or from known_on where another version was known
    assumed      boolean not null, -- the day is not published but taken from the decision
    known_on     date not null,
    received     bytea not null,   -- the record as received
    recorded     tstzrange not null default tstzrange(clock_timestamp(), null) check (not isempty(recorded)),
    recorded_by  text not null check (recorded_by <> ''),
    retracted_by text,
    reason       text,
    check (version is not null or kind in ('REPLACED', 'REPEALED')),
    check (upper_inf(recorded) = (retracted_by is null) and (retracted_by is null) = (reason is null)),
    foreign key (procedure, received) references received_record (procedure, hash)
);
create index announcement_counts on announcement (procedure, ordinal) where upper_inf(recorded);
create index announcement_decision on announcement (decision);
create index announcement_version on announcement (version);

-- What was imported before: each time that a version began to be known.
insert into announcement (procedure, decision, kind, version, from_day, assumed, known_on, received, recorded, recorded_by)
select h.procedure, v.decision, v.decision_kind, h.version, lower(h.legal), h.assumed,
       (lower(h.recorded) at time zone 'Asia/Ho_Chi_Minh')::date, v.received, tstzrange(lower(h.recorded), null), 'import'
from procedure_validity h join procedure_version v on v.id = h.version
where not exists (
    select from procedure_validity e
    where e.procedure = h.procedure and e.version = h.version and upper(e.recorded) = lower(h.recorded))
order by lower(h.recorded), h.procedure, lower(h.legal) nulls first;

grant select on announcement to motcua_app, motcua_load;
grant insert on announcement to motcua_app, motcua_load;
grant update (recorded, retracted_by, reason) on announcement to motcua_app;
grant delete on procedure_successor to motcua_app;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
