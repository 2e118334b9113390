-- +goose Up

-- uuid and text in exclusion constraints; a trusted extension since Postgres 13.
create extension if not exists btree_gist;

-- The registers. Rows are named by the publisher's ids; what a version was
-- published with stands in its content, and these rows hold what is known now.

create table agency (
    id       uuid primary key,
    code     text,
    -- The code in the form of Decision 20/2020/QĐ-TTg, so that H15 and
    -- 000.00.00.H15 are found as one.
    code_key text,
    name     text not null,
    sort_key bytea not null,
    kind     text not null check (kind in ('DEPARTMENT', 'UNIT_GROUP')),
    level    text check (level in ('MINISTRY', 'PROVINCE', 'DISTRICT', 'COMMUNE', 'OTHER_AGENCY')),
    parent   uuid references agency deferrable initially deferred,
    valid    daterange not null default '(,)' check (not isempty(valid))
);
create index agency_code_key on agency (code_key);
create index agency_sort on agency (sort_key, id);
create index agency_parent on agency (parent);

create table agency_succession (
    predecessor uuid not null references agency,
    successor   uuid not null references agency,
    on_day      date not null,
    source      text not null, -- the act that says so
    primary key (predecessor, successor),
    check (predecessor <> successor)
);
create index agency_succession_successor on agency_succession (successor);

create table sector (
    id       uuid primary key,
    code     text,
    name     text not null,
    sort_key bytea not null
);
create index sector_sort on sector (sort_key, id);

create table audience (
    id       uuid primary key,
    code     text,
    name     text not null,
    sort_key bytea not null
);

create table service_group (
    id       uuid primary key,
    name     text not null,
    kind     text check (kind in ('CITIZEN', 'CORPORATE')),
    sort_key bytea not null
);

create table decision (
    id         uuid primary key,
    number     text,
    number_key text,
    agency     uuid not null references agency,
    signed_on  date,
    title      text,
    based_on   uuid references decision, -- the decision that this one announces again
    unique nulls not distinct (number_key, agency, signed_on)
);
create index decision_agency on decision (agency);
create index decision_order on decision (signed_on desc nulls last, id);

create table legal_basis (
    id         uuid primary key,
    number     text not null,
    number_key text not null,
    title      text,
    issuer     uuid references agency,
    signed_on  date
);
create index legal_basis_number on legal_basis (number_key);

-- A procedure is identified by the publisher's id. Codes may repeat.
create table procedure (
    id            uuid primary key,
    source        text not null,
    code          text not null, -- as last published
    national_code text not null,
    created_at    timestamptz not null default clock_timestamp()
);
create index procedure_code on procedure (code);
create index procedure_national_code on procedure (national_code);

create table received_record (
    procedure   uuid not null references procedure,
    hash        bytea not null check (length(hash) = 32), -- SHA-256 of raw
    raw         json not null,
    source      text not null,
    received_at timestamptz not null default clock_timestamp(),
    primary key (procedure, hash)
);

-- First axis, content: insert-only, without days. The id is made from
-- procedure, decision and content, so the same content is the same row.
create table procedure_version (
    id              uuid primary key,
    procedure       uuid not null references procedure,
    decision        uuid not null references decision,
    decision_kind   text check (decision_kind in ('NEW', 'AMENDED', 'REPLACED', 'REPEALED')),
    content         json not null,
    content_hash    bytea not null check (length(content_hash) = 32),
    received        bytea not null,
    provenance      json not null,
    doubts          json not null,
    code            text not null,
    name            text not null,
    sort_key        bytea not null,
    sector          uuid references sector,
    kind            text not null,
    regulated_by    text,
    levels          text[] not null,
    online_level    text,
    non_territorial boolean not null,
    promulgated_by  uuid references agency,
    created_at      timestamptz not null default clock_timestamp(),
    foreign key (procedure, received) references received_record (procedure, hash)
);
create index procedure_version_procedure on procedure_version (procedure);
create index procedure_version_decision on procedure_version (decision);

-- The two large documents are written once and read often: lz4 takes a tenth of
-- the time of the default. A server built without it keeps the default.
-- +goose StatementBegin
do $$
begin
    alter table received_record alter column raw set compression lz4;
    alter table procedure_version alter column content set compression lz4;
exception when feature_not_supported then
    raise notice 'this Postgres has no lz4: documents are compressed with pglz';
end $$;
-- +goose StatementEnd

-- Second axis, validity: which version holds on which days (legal), and since
-- when that is known (recorded). A change ends recorded on the old rows and
-- inserts new ones.
create table procedure_validity (
    procedure uuid not null references procedure,
    version   uuid not null references procedure_version,
    legal     daterange not null check (not isempty(legal)),
    recorded  tstzrange not null check (not isempty(recorded)),
    assumed   boolean not null, -- the first day is not published but taken from the decision
    exclude using gist (procedure with =, legal with &&, recorded with &&)
);
create index procedure_validity_known on procedure_validity (procedure) where upper_inf(recorded);
create index procedure_validity_version on procedure_validity (version);

-- Third axis, publication: when the procedure was public.
create table publication (
    procedure uuid not null references procedure,
    published tstzrange not null check (not isempty(published)),
    exclude using gist (procedure with =, published with &&)
);
create index publication_open on publication (procedure) where upper_inf(published);

-- The one visibility rule of the catalogue: what is not in this view does not
-- exist for anybody who asks.
create view public_procedure as
    select procedure as id from publication where upper_inf(published);

create table procedure_successor (
    predecessor uuid not null references procedure,
    successor   uuid not null references procedure,
    decision    uuid references decision,
    on_day      date,
    primary key (predecessor, successor),
    check (predecessor <> successor)
);
create index procedure_successor_successor on procedure_successor (successor);

-- Links, for what is asked across procedures.

create table version_agency (
    version uuid not null references procedure_version,
    agency  uuid not null references agency,
    role    text not null check (role in ('PROMULGATING', 'EXECUTING', 'COMPETENT', 'DELEGATED', 'COORDINATING')),
    primary key (version, role, agency)
);
create index version_agency_agency on version_agency (agency, role);

create table version_audience (
    version  uuid not null references procedure_version,
    audience uuid not null references audience,
    primary key (version, audience)
);
create index version_audience_audience on version_audience (audience);

create table version_service_group (
    version       uuid not null references procedure_version,
    service_group uuid not null references service_group,
    primary key (version, service_group)
);
create index version_service_group_group on version_service_group (service_group);

create table version_legal_basis (
    version     uuid not null references procedure_version,
    legal_basis uuid not null references legal_basis,
    primary key (version, legal_basis)
);
create index version_legal_basis_basis on version_legal_basis (legal_basis);

create table version_component (
    version           uuid not null references procedure_version,
    ordinal           int not null, -- over all cases of the version
    component         uuid,
    code              text,
    name              text not null,
    kind              text not null check (kind in ('PAPER', 'HEADING', 'NOTE')),
    processing_result boolean,
    primary key (version, ordinal)
);
create index version_component_component on version_component (component);

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
