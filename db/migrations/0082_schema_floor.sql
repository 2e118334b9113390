-- +goose Up

-- The lowest version of the program, which is the number of its last migration,
-- that may work with this schema. A migration that only adds (it expands) leaves
-- it, so that servers of the version before go on and may start again while all
-- are replaced one after the other. One that takes something away (it contracts)
-- raises it to the first version that can do without:
--
--     update schema_floor set version = 90;
create table schema_floor (
    only_row boolean primary key default true check (only_row),
    version  bigint not null
);
insert into schema_floor (version) values (82);

grant select on schema_floor to motcua_app, motcua_load;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
