-- +goose Up

-- How sure a succession is, and whether it came with the program: such rows
-- are replaced by loading others.
alter table agency_succession
    add column grade   text not null default 'OFFICIAL' check (grade in ('OFFICIAL', 'REPORTED', 'REMEMBERED')),
    add column shipped boolean not null default false;
grant update on agency_succession to motcua_app;

-- agency_name is the form in which names of agencies are compared: folded, and
-- without what a people's committee's name begins with.
-- +goose StatementBegin
create function agency_name(text) returns text language sql immutable strict parallel safe as $$
    select regexp_replace(folded($1), '^((ubnd|uy ban nhan dan) )?((tinh|thanh pho|tp\.?) )?', '')
$$;
-- +goose StatementEnd

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
