-- +goose Up

-- A dump that is restored, or a database that is copied, on the server where it
-- was made has the cluster's identifier and timeline, but not its own: the log of
-- another database, or of other tables, is another log, whose positions say
-- nothing here.
-- +goose StatementBegin
create or replace function log_identity(out system text, out timeline bigint) language sql stable as $$
    select (select system_identifier::text from pg_control_system())
           || '.' || (select oid from pg_database where datname = current_database())
           || '.' || 'change'::regclass::oid,
           (select timeline_id::bigint from pg_control_checkpoint())
$$;
-- +goose StatementEnd

select log_claim();

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
