-- +goose Up

-- Changes of procedures are kept for a week, so that clients with a copy of
-- their own may be away for days. What only our nodes follow goes after an hour.
-- Who follows procedures alone has to rebuild only behind this second mark.
alter table log_epoch
    add column catalogue_xid xid8 not null default '0',
    add column catalogue_id  bigint not null default 0;

-- +goose StatementBegin
create or replace function log_trim() returns bigint language plpgsql security definer
set search_path from current as $$
declare
    trimmed bigint;
begin
    delete from follower where seen_at < clock_timestamp() - interval '1 hour';
    with gone as (
        delete from change c
        where (c.xid, c.id) <= (select f.xid, f.id from follower f order by f.xid, f.id limit 1)
          and c.at < clock_timestamp() - case c.entity when 'PROCEDURE' then interval '7 days' else interval '1 hour' end
        returning c.xid, c.id, c.entity
    ), any_mark as (
        update log_epoch e set (trimmed_xid, trimmed_id) = (
            select m.xid, m.id from (select xid, id from gone union all select e.trimmed_xid, e.trimmed_id) m
            order by m.xid desc, m.id desc limit 1),
        (catalogue_xid, catalogue_id) = (
            select m.xid, m.id from (select xid, id from gone where entity = 'PROCEDURE' union all select e.catalogue_xid, e.catalogue_id) m
            order by m.xid desc, m.id desc limit 1)
        where exists (select from gone)
    )
    select count(*) into trimmed from gone;
    return trimmed;
end $$;
-- +goose StatementEnd

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
