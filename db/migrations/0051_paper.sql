-- +goose Up

-- folded is the form in which texts are searched here: lower case without
-- marks, đ as d, single spaces.
-- +goose StatementBegin
create function folded(text) returns text language sql immutable strict parallel safe as $$
    select btrim(regexp_replace(replace(regexp_replace(normalize(lower($1), NFD), '[\u0300-\u036f]', '', 'g'), 'đ', 'd'),
        '[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g'))
$$;
-- +goose StatementEnd

-- The papers that components ask for, each under the first name that it was
-- published with.
create table paper (
    id     uuid primary key,
    name   text not null,
    folded text not null generated always as (folded(name)) stored
);
insert into paper (id, name)
select distinct on (paper) paper, name from version_component where paper is not null order by paper, version, ordinal;
alter table version_component add foreign key (paper) references paper;
grant select, insert on paper to motcua_app, motcua_load;

-- Numbers of people's committees and councils do not name their issuer: such
-- records are one document only where number and title agree as published.
alter table legal_basis add column document_number text;
update legal_basis set document_number = document_key;
update legal_basis set document_key = number_key || coalesce(E'\n' || upper(btrim(regexp_replace(title, '\s+', ' ', 'g'))), '')
where document_number ~ '(UBND|HĐND)$';
alter table legal_basis alter column document_number set not null;
create index legal_basis_document_number on legal_basis (document_number);

alter table legal_basis add column folded text not null
    generated always as (folded(number || ' ' || coalesce(title, ''))) stored;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
