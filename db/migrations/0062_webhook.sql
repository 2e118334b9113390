-- +goose Up

-- Where changes are sent to. The secret is sealed with a key of its own; a
-- former one still signs until its time has passed.
create table webhook (
    id              uuid primary key,
    agency          uuid references agency, -- for which it is registered; null is all
    url             text not null,
    topics          text[] not null check (topics <@ array['CATALOGUE', 'FEEDBACK'] and cardinality(topics) > 0),
    agencies        uuid[] not null default '{}', -- of the catalogue's changes; none is all
    sectors         uuid[] not null default '{}',
    key             bytea not null, -- wrapped by the master key
    secret          bytea not null, -- sealed by key
    former_secret   bytea,
    former_until    timestamptz,
    created_by      text not null check (created_by <> ''),
    created_at      timestamptz not null default clock_timestamp(),
    disabled_at     timestamptz,
    disabled_reason text,
    check ((disabled_at is null) = (disabled_reason is null)),
    check ((former_secret is null) = (former_until is null))
);
create index webhook_order on webhook (created_at, id);

-- What is to be sent, written in the transaction that moves the position in the
-- change log: nothing is lost, and nothing is written twice.
create table webhook_delivery (
    id           uuid primary key default gen_random_uuid(),
    seq          bigint generated always as identity,
    webhook      uuid not null references webhook,
    topic        text not null check (topic in ('CATALOGUE', 'FEEDBACK', 'RESYNC')),
    body         text not null,
    created_at   timestamptz not null default clock_timestamp(),
    attempts     int not null default 0,
    next_at      timestamptz not null default clock_timestamp(),
    leased_until timestamptz,
    delivered_at timestamptz,
    dead_at      timestamptz,
    last_status  int,
    last_error   text
);
create index webhook_delivery_due on webhook_delivery (next_at, seq) where delivered_at is null and dead_at is null;
create index webhook_delivery_order on webhook_delivery (webhook, (-seq), id);
create index webhook_delivery_done on webhook_delivery (delivered_at) where delivered_at is not null;

-- Up to where the change log was turned into deliveries.
create table webhook_position (
    only_row boolean primary key default true check (only_row),
    system   text not null,
    timeline bigint not null,
    epoch    bigint not null,
    xid      xid8 not null,
    id       bigint not null
);

grant select on webhook, webhook_delivery, webhook_position to motcua_app;
grant insert on webhook, webhook_delivery, webhook_position to motcua_app;
grant update (key, secret, former_secret, former_until, disabled_at, disabled_reason) on webhook to motcua_app;
grant update (attempts, next_at, leased_until, delivered_at, dead_at, last_status, last_error) on webhook_delivery to motcua_app;
grant delete on webhook_delivery to motcua_app;
grant update on webhook_position to motcua_app;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
