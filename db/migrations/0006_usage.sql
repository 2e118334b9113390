-- +goose Up

-- How often a text was searched for and a result chosen, by day. Nothing here
-- says who it was or when within the day, and no trigger writes these tables
-- into the change log: no copy follows them. Texts are NFC, in lower case, with
-- single spaces; those that look personal never come here.

create table search_query_count (
    day   date not null,
    text  text not null check (text <> ''),
    found boolean not null,
    count bigint not null check (count > 0),
    primary key (text, day, found)
);
create index search_query_count_day on search_query_count (day);

create table search_click_count (
    day       date not null,
    text      text not null check (text <> ''),
    procedure uuid not null references procedure,
    place     text not null check (place in ('FIRST', 'TOP', 'PAGE', 'BEYOND', 'UNKNOWN')),
    count     bigint not null check (count > 0),
    primary key (text, procedure, day, place)
);
create index search_click_count_day on search_click_count (day);

grant select, insert, delete on search_query_count, search_click_count to motcua_app;
grant update (count) on search_query_count, search_click_count to motcua_app;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
