-- +goose Up

-- motcua_app serves; motcua_load fills large test databases. Who migrates owns
-- the tables. None of them is a superuser or passes row security. Published
-- content is insert-only: nobody but the owner may change or delete it.

-- +goose StatementBegin
do $$
begin
    if not exists (select from pg_roles where rolname = 'motcua_app') then
        create role motcua_app nologin;
    end if;
    if not exists (select from pg_roles where rolname = 'motcua_load') then
        create role motcua_load nologin;
    end if;
exception when insufficient_privilege then
    raise exception 'the roles motcua_app and motcua_load are missing and % may not create them: let an administrator run CREATE ROLE motcua_app NOLOGIN; CREATE ROLE motcua_load NOLOGIN;', current_user;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
do $$
begin
    execute format('grant usage on schema %I to motcua_app, motcua_load', current_schema());
    execute format('grant select on all tables in schema %I to motcua_app, motcua_load', current_schema());
    execute format('grant usage on all sequences in schema %I to motcua_app, motcua_load', current_schema());
end $$;
-- +goose StatementEnd

grant insert on
    agency, agency_succession, sector, audience, service_group, decision, legal_basis,
    procedure, received_record, procedure_version, procedure_validity, publication, procedure_successor,
    version_agency, version_audience, version_service_group, version_legal_basis, version_component
to motcua_app, motcua_load;

grant update on agency, sector, audience, service_group, decision, legal_basis to motcua_app;
grant update (code, national_code) on procedure to motcua_app;
grant update (recorded) on procedure_validity to motcua_app;
grant update (published) on publication to motcua_app;
grant delete on agency_succession to motcua_app;
grant insert, update, delete on follower to motcua_app;

revoke execute on function log_claim(), log_trim() from public;
grant execute on function log_claim(), log_trim() to motcua_app;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
