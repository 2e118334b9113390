-- +goose Up

-- Codes that a procedure had in an earlier version lead to it.
create index procedure_version_code on procedure_version (code);

-- A successor bears its predecessors' codes in the index: it changes with them.
create trigger log_insert_successor after insert on procedure_successor referencing new table as changed
    for each statement execute function log_change('PROCEDURE', 'successor');
create trigger log_update_successor after update on procedure_successor referencing new table as changed
    for each statement execute function log_change('PROCEDURE', 'successor');
create trigger log_delete_successor after delete on procedure_successor referencing old table as changed
    for each statement execute function log_change('PROCEDURE', 'successor');

-- The same document stands under several ids of its source. What it is known
-- by is its number as it is cited; with its issuer that is one legal basis.
alter table legal_basis
    add column document_key text,
    add column effective_on date; -- the day on which the document takes effect; the portal does not publish it
update legal_basis b set document_key = coalesce(
    (select max(m[1]) from regexp_matches(b.number_key, '(\d+(?:\.\d+)?[A-Z]?/\d{4}/[A-ZĐƯ0-9-]+)', 'g') m having count(distinct m[1]) = 1),
    b.number_key);
alter table legal_basis alter column document_key set not null;
create index legal_basis_document on legal_basis (document_key);

-- The paper that a component asks for, whatever ids and spelling its publishers
-- gave it: made of the name. Headings and notes are none.
alter table version_component add column paper uuid;
-- +goose StatementBegin
create function pg_temp.paper_key(name text) returns text language sql immutable as $$
    select btrim(lower(regexp_replace(normalize(name, NFC), '[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g')), ' .;:,-–+*"“”')
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function pg_temp.derived_id(kind text, part text) returns uuid language sql immutable as $$
    select encode(set_byte(set_byte(h, 6, get_byte(h, 6) & 15 | 128), 8, get_byte(h, 8) & 63 | 128), 'hex')::uuid
    from (select substring(sha256(convert_to(
        octet_length(kind) || ':' || kind || ';' || octet_length(part) || ':' || part || ';', 'UTF8')) for 16) as h) x
$$;
-- +goose StatementEnd
update version_component set paper = pg_temp.derived_id('paper', pg_temp.paper_key(name))
where kind = 'PAPER' and pg_temp.paper_key(name) <> '';
create index version_component_paper on version_component (paper) where paper is not null;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
