-- +goose Up

-- One row: which cluster, timeline and epoch the log belongs to. A position of
-- another one says nothing about this log.
create table log_epoch (
    only_row boolean primary key default true check (only_row),
    epoch    bigint not null,
    system   text not null,
    timeline bigint not null,
    since    timestamptz not null default clock_timestamp(),
    -- The newest change that was trimmed away. Who stands before it rebuilds.
    trimmed_xid xid8 not null default '0',
    trimmed_id  bigint not null default 0
);

create table change (
    id        bigint generated always as identity,
    xid       xid8 not null default pg_current_xact_id(),
    epoch     bigint not null,
    entity    text not null,
    entity_id uuid not null,
    op        text not null check (op in ('INSERT', 'UPDATE', 'DELETE')),
    at        timestamptz not null default clock_timestamp(),
    primary key (xid, id)
);

-- Where each node stands, so that the log is trimmed behind the slowest.
create table follower (
    node    text primary key,
    epoch   bigint not null,
    xid     xid8 not null,
    id      bigint not null,
    seen_at timestamptz not null default clock_timestamp()
);

-- The functions run as their owner: who writes a row needs no right to write
-- the log, and cannot write a row without it.

-- +goose StatementBegin
create function log_change() returns trigger language plpgsql security definer
set search_path from current as $$
begin
    -- tg_argv: the entity, and the column of the changed rows that names it.
    execute format(
        'insert into change (epoch, entity, entity_id, op)
         select (select epoch from log_epoch), $1, c.%1$I, $2 from (select distinct %1$I from changed) c',
        tg_argv[1]) using tg_argv[0], tg_op;
    perform pg_notify('motcua_change', '');
    return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
do $$
declare
    t record;
begin
    for t in select * from (values
        ('procedure_validity', 'PROCEDURE', 'procedure'),
        ('publication', 'PROCEDURE', 'procedure'),
        ('procedure_successor', 'PROCEDURE', 'predecessor'),
        ('agency', 'AGENCY', 'id'),
        ('agency_succession', 'AGENCY', 'predecessor'),
        ('sector', 'SECTOR', 'id'),
        ('audience', 'AUDIENCE', 'id'),
        ('service_group', 'SERVICE_GROUP', 'id'),
        ('decision', 'DECISION', 'id'),
        ('legal_basis', 'LEGAL_BASIS', 'id')) as v (tab, entity, col)
    loop
        execute format('create trigger log_insert after insert on %I referencing new table as changed
            for each statement execute function log_change(%L, %L)', t.tab, t.entity, t.col);
        execute format('create trigger log_update after update on %I referencing new table as changed
            for each statement execute function log_change(%L, %L)', t.tab, t.entity, t.col);
        execute format('create trigger log_delete after delete on %I referencing old table as changed
            for each statement execute function log_change(%L, %L)', t.tab, t.entity, t.col);
    end loop;
end $$;
-- +goose StatementEnd

-- log_identity tells which cluster and timeline answers.
-- +goose StatementBegin
create function log_identity(out system text, out timeline bigint) language sql stable as $$
    select (select system_identifier::text from pg_control_system()),
           (select timeline_id::bigint from pg_control_checkpoint())
$$;
-- +goose StatementEnd

-- log_claim makes the log belong to this cluster: where it came here by a
-- restore or failover it is emptied and a new epoch begins, at which every
-- node rebuilds. It says whether that was so.
-- +goose StatementBegin
create function log_claim() returns boolean language plpgsql security definer
set search_path from current as $$
declare
    here record;
    held record;
begin
    perform pg_advisory_xact_lock(hashtextextended('motcua.log_epoch', 0));
    select * into here from log_identity();
    select * into held from log_epoch;
    if found and held.system = here.system and held.timeline = here.timeline then
        return false;
    end if;
    truncate change, follower;
    delete from log_epoch;
    -- From the clock as well, so that two restores of one backup differ.
    insert into log_epoch (epoch, system, timeline)
    values (greatest(coalesce(held.epoch, 0) + 1, extract(epoch from clock_timestamp())::bigint), here.system, here.timeline);
    return true;
end $$;
-- +goose StatementEnd

select log_claim();

-- log_trim drops what every node has applied. A node that was not seen for an
-- hour is not waited for: it rebuilds when it comes back.
-- +goose StatementBegin
create function log_trim() returns bigint language plpgsql security definer
set search_path from current as $$
declare
    trimmed bigint;
begin
    delete from follower where seen_at < clock_timestamp() - interval '1 hour';
    with gone as (
        delete from change c
        where (c.xid, c.id) <= (select f.xid, f.id from follower f order by f.xid, f.id limit 1)
          and c.at < clock_timestamp() - interval '1 hour'
        returning c.xid, c.id
    ), mark as (
        update log_epoch set (trimmed_xid, trimmed_id) = (select xid, id from gone order by xid desc, id desc limit 1)
        where exists (select from gone)
    )
    select count(*) into trimmed from gone;
    return trimmed;
end $$;
-- +goose StatementEnd

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
