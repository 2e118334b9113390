-- +goose Up

-- What a copy answers from beside the holdings: acts that change no holding, and
-- by what it is told whether decisions were in time. The latter is a few rows,
-- read as a whole, so all of it has one id in the log.

create trigger log_insert after insert on announcement referencing new table as changed
    for each statement execute function log_change('ANNOUNCEMENT', 'procedure');
create trigger log_update after update on announcement referencing new table as changed
    for each statement execute function log_change('ANNOUNCEMENT', 'procedure');

-- +goose StatementBegin
create function log_change_of_all() returns trigger language plpgsql security definer
set search_path from current as $$
begin
    insert into change (epoch, entity, entity_id, op)
    select epoch, tg_argv[0], '00000000-0000-0000-0000-000000000000', tg_op from log_epoch;
    perform pg_notify('motcua_change', '');
    return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
do $$
declare
    t text;
begin
    foreach t in array array['rule_set', 'working_year', 'working_day_exception'] loop
        execute format('create trigger log_change after insert or update or delete on %I
            for each statement execute function log_change_of_all(%L)', t, 'RULES');
    end loop;
end $$;
-- +goose StatementEnd

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
