-- +goose Up

-- The timeline on which this server writes now. That of the last checkpoint, which
-- was looked at before, is for minutes the old one after a standby was promoted:
-- its log would be taken for the one that it lost the end of.
-- +goose StatementBegin
create or replace function log_identity(out system text, out timeline bigint) language sql stable as $$
    select (select system_identifier::text from pg_control_system())
           || '.' || (select oid from pg_database where datname = current_database())
           || '.' || 'change'::regclass::oid,
           case when pg_is_in_recovery() then (select timeline_id::bigint from pg_control_checkpoint())
           else ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint end
$$;
-- +goose StatementEnd

-- log_renew begins a new epoch in place of one whose end is lost, as where files of
-- the cluster were put back: the identity is the same then, and only who has read
-- what is not there any more knows. It says whether this call did.
-- +goose StatementBegin
create function log_renew(lost bigint) returns boolean language plpgsql security definer
set search_path from current as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('motcua.log_epoch', 0));
    update log_epoch set timeline = 0 where epoch = lost; -- no timeline has this number
    return found and log_claim();
end $$;
-- +goose StatementEnd

revoke execute on function log_renew(bigint) from public;
grant execute on function log_renew(bigint) to motcua_app;

select log_claim();

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
