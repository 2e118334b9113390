-- +goose Up

-- Feedback and recommendations (phản ánh, kiến nghị). What is personal is sealed
-- by the program under a data key for each sender, and the data key under a
-- master key that is not in the database: destroying the data key erases every
-- word that the sender wrote, here and in each backup.

-- Who sent feedback. Rows are seen only in a transaction that says for whom it
-- reads (reader_sees below); a statement outside of one sees none.
create table feedback_sender (
    id        uuid primary key,
    data_key  bytea, -- sealed; null once the sender is erased
    sealed    bytea, -- name, address, telephone, e-mail
    -- HMACs of the normalised telephone and e-mail, by which officials find a sender.
    telephone bytea,
    email     bytea,
    erased_at timestamptz,
    check ((data_key is null) = (erased_at is not null)),
    check (erased_at is null or num_nonnulls(sealed, telephone, email) = 0)
);
create index feedback_sender_telephone on feedback_sender (telephone) where telephone is not null;
create index feedback_sender_email on feedback_sender (email) where email is not null;

create table feedback (
    id           uuid primary key,
    code         text not null unique check (code ~ '^[1-9][0-9]{15}$'),
    sender       uuid not null unique references feedback_sender,
    channel      text not null check (channel in ('WEB', 'PORTAL', 'TELEPHONE', 'EMAIL', 'POST', 'IN_PERSON')),
    origin       text not null default 'SENT' check (origin in ('SENT', 'DEMO', 'GENERATED')),
    procedure    uuid references procedure,
    sector       uuid references sector,
    consent      boolean not null,
    words        bytea not null, -- sealed: title, text, place
    submitted_at timestamptz not null,
    attachments  integer not null default 0,

    -- The fold of the events, written in the transaction of the event.
    state         text not null check (state in ('SUBMITTED', 'RECEIVED', 'CLASSIFIED', 'AWAITING_SUPPLEMENT', 'SUPPLEMENTED', 'FORWARDED',
                      'HANDLING', 'ANSWERED', 'APPROVED', 'PUBLISHED', 'REFUSED', 'WITHDRAWN', 'DUPLICATE')),
    agency        uuid not null references agency,
    class         text check (class in ('MECHANISM', 'POLICY', 'PROCEDURE', 'CONDUCT')),
    assignee      text,
    refusal       text check (refusal in ('COMPLAINT', 'DENUNCIATION', 'LEGAL_QUESTION', 'SENDER_UNKNOWN', 'UNCLEAR', 'NOT_VIETNAMESE', 'ALREADY_ANSWERED', 'OUT_OF_SCOPE')),
    duplicate_of  uuid references feedback,
    rating        smallint check (rating between 1 and 5),
    received_at   timestamptz,
    answered_at   timestamptz,
    closed_at     timestamptz,
    changed_at    timestamptz not null,
    clock_stage   text check (clock_stage in ('REFUSE', 'SUPPLEMENT', 'ANSWER', 'PUBLISH')),
    clock_from    timestamptz,
    due_at        date,
    due_at_status text not null check (due_at_status in ('SET', 'NONE', 'CALENDAR_MISSING')),
    events        integer not null check (events > 0),

    -- What everybody may read, from a confirmed redaction.
    public_title  text,
    public_text   text,
    public_answer text,
    published_at  timestamptz,

    check ((clock_stage is null) = (clock_from is null)),
    check ((due_at is not null) = (due_at_status = 'SET')),
    check (num_nonnulls(public_title, public_text, public_answer, published_at) in (0, 4)),
    check ((published_at is not null) = (state = 'PUBLISHED'))
);
create index feedback_agency on feedback (agency, due_at, id);
create index feedback_clock on feedback (id) where clock_stage is not null;
create index feedback_duplicate on feedback (duplicate_of) where duplicate_of is not null;

-- What happened. Nobody may change or delete an event.
create table feedback_event (
    feedback      uuid not null references feedback,
    seq           integer not null check (seq > 0),
    kind          text not null check (kind in ('SUBMITTED', 'RECEIVED', 'CLASSIFIED', 'REFUSED', 'SUPPLEMENT_REQUESTED', 'SUPPLEMENTED', 'FORWARDED',
                      'TAKEN_BACK', 'RETURNED', 'ASSIGNED', 'ANSWERED', 'ANSWER_RETURNED', 'APPROVED', 'REDACTION_PROPOSED', 'REDACTION_CONFIRMED',
                      'PUBLISHED', 'UNPUBLISHED', 'REOPENED', 'WITHDRAWN', 'MARKED_DUPLICATE', 'RATED', 'NOTED', 'DEADLINE_CHANGED', 'SENDER_ERASED')),
    at            timestamptz not null,
    actor_kind    text not null check (actor_kind in ('SENDER', 'OFFICIAL', 'SYSTEM')),
    actor_subject text not null default '',
    actor_name    text not null default '',
    actor_role    text,
    -- Of the register when the event was made; the feedback's own agency is
    -- what the reference holds to it.
    agency        uuid not null,
    to_agency     uuid,
    assignee      text,
    class         text,
    refusal       text,
    duplicate_of  uuid,
    rating        smallint,
    consent       boolean,
    due_at        date,
    due_at_status text not null,
    on_time       boolean,
    note          bytea, -- sealed with the sender's data key
    primary key (feedback, seq),
    check ((kind = 'FORWARDED') = (to_agency is not null)),
    check ((kind = 'SUBMITTED') = (seq = 1)),
    check ((actor_kind = 'OFFICIAL') = (actor_subject <> ''))
);

-- The time for which an agency held it.
create table feedback_assignment (
    feedback uuid not null references feedback,
    number   integer not null check (number > 0),
    agency   uuid not null references agency,
    began    timestamptz not null,
    ended    timestamptz,
    outcome  text check (outcome in ('ANSWERED', 'REFUSED', 'FORWARDED', 'RETURNED', 'WITHDRAWN', 'DUPLICATE', 'AWAITING_SUPPLEMENT', 'TAKEN_BACK')),
    primary key (feedback, number),
    check ((ended is null) = (outcome is null))
);
create index feedback_assignment_agency on feedback_assignment (agency, began);

-- Files that came with an event. The bytes are in a store of their own; names
-- are personal and sealed.
create table feedback_attachment (
    id         uuid primary key,
    feedback   uuid not null references feedback,
    event      integer not null,
    name       bytea not null, -- sealed
    media_type text not null,
    size       bigint not null check (size >= 0),
    sha256     bytea not null check (octet_length(sha256) = 32),
    added_at   timestamptz not null default clock_timestamp(),
    foreign key (feedback, event) references feedback_event
);
create index feedback_attachment_feedback on feedback_attachment (feedback, id);

-- Working days: Monday to Friday in the listed years, but for the listed days.
create table working_year (
    year    integer primary key check (year between 2000 and 2200),
    source  text not null check (source <> ''),
    assumed boolean not null
);
create table working_day_exception (
    day  date primary key,
    year integer not null references working_year,
    kind text not null check (kind in ('HOLIDAY', 'SWAPPED_OFF', 'SWAPPED_ON')),
    name text not null check (name <> ''),
    check (year = extract(year from day))
);
create index working_day_exception_year on working_day_exception (year, day);

-- Time limits in working days, from a day on.
create table rule_set (
    valid_from date primary key,
    source     text not null check (source <> ''),
    refuse     integer not null check (refuse between 1 and 365),
    supplement integer not null check (supplement between 1 and 365),
    answer     integer not null check (answer between 1 and 365),
    publish    integer not null check (publish between 1 and 365)
);
insert into rule_set (valid_from, source, refuse, supplement, answer, publish)
values ('2008-01-01', 'Mô tả công thức tính chỉ số 766, mục 5 (as the national portal computes)', 2, 5, 15, 2);

-- How long what is kept for how long, in days.
create table retention_rule (
    what   text primary key check (what in ('SENDER', 'IDEMPOTENCY', 'ATTEMPT')),
    days   integer not null check (days between 1 and 36500),
    source text not null check (source <> '')
);
insert into retention_rule (what, days, source) values
    ('SENDER', 1825, 'a default, to be replaced by what the law on archives and personal data asks of the agency'),
    ('IDEMPOTENCY', 7, 'the promise of the API'),
    ('ATTEMPT', 2, 'the longest window of the limits against floods');

-- Keys that make a retry safe, for any mutation.
create table idempotency (
    caller  text not null, -- the subject; '' is anybody
    key     uuid not null,
    hash    bytea not null check (octet_length(hash) = 32), -- of the mutation and its input
    subject uuid not null, -- what was made or changed
    at      timestamptz not null default clock_timestamp(),
    primary key (caller, key)
);
create index idempotency_at on idempotency (at);

-- Submissions by HMACs of telephone, e-mail and address on the net, to bound floods.
create table feedback_attempt (
    id  bigint generated always as identity primary key,
    who bytea not null,
    at  timestamptz not null default clock_timestamp()
);
create index feedback_attempt_who on feedback_attempt (who, at);
create index feedback_attempt_at on feedback_attempt (at);

-- Texts that officials begin an answer with.
create table reply_template (
    id         uuid primary key,
    agency     uuid not null references agency,
    name       text not null check (name <> ''),
    text       text not null check (text <> ''),
    created_by text not null,
    created_at timestamptz not null default clock_timestamp(),
    retired_at timestamptz
);
create index reply_template_agency on reply_template (agency, name, id);

-- Who acts for a person who is absent.
create table delegation (
    id         uuid primary key,
    absent     text not null check (absent <> ''),     -- subject
    substitute text not null check (substitute <> ''), -- subject
    agency     uuid not null references agency,
    role       text not null check (role in ('RECEIVER', 'HANDLER', 'APPROVER', 'PUBLISHER')),
    from_day   date not null,
    to_day     date not null, -- the first day on which it no longer holds
    created_by text not null,
    created_at timestamptz not null default clock_timestamp(),
    ended_at   timestamptz,
    check (from_day < to_day and absent <> substitute)
);
create index delegation_substitute on delegation (substitute, from_day);
create index delegation_agency on delegation (agency, from_day, id);

-- Settings of the transaction, made in acting.go, say for whom it reads what is
-- personal: motcua.subject 'system' (masking for the index, sealing anew,
-- erasing), motcua.own the feedback whose secret was shown, motcua.reach the
-- agencies of officials, who read of what these hold now. Without settings
-- nothing is shown.
-- +goose StatementBegin
create function reader_sees(sender_id uuid) returns boolean language sql stable
set search_path from current as $$
    select case
        when current_setting('motcua.subject', true) = 'system' then true
        when current_setting('motcua.reach', true) = '*' then true
        when coalesce(current_setting('motcua.reach', true), '') = '' and coalesce(current_setting('motcua.own', true), '') = '' then false
        else exists (
            select from feedback f where f.sender = sender_id
              and (f.id = nullif(current_setting('motcua.own', true), '')::uuid
                -- As text: the planner evaluates this for its estimates even where
                -- the cases above have told, and '*' is no array.
                or f.agency::text = any (string_to_array(trim(both '{}' from current_setting('motcua.reach', true)), ','))))
    end
$$;
-- +goose StatementEnd

alter table feedback_sender enable row level security;
alter table feedback_sender force row level security;
create policy reader on feedback_sender for select using (reader_sees(id));
create policy adding on feedback_sender for insert with check (true);
create policy erasing on feedback_sender for update using (current_setting('motcua.subject', true) = 'system');

-- The log names the feedback; followers read it from there.
create trigger log_insert after insert on feedback referencing new table as changed
    for each statement execute function log_change('FEEDBACK', 'id');
create trigger log_update after update on feedback referencing new table as changed
    for each statement execute function log_change('FEEDBACK', 'id');

grant select on feedback_sender, feedback, feedback_event, feedback_assignment, feedback_attachment,
    working_year, working_day_exception, rule_set, retention_rule, idempotency, feedback_attempt, reply_template, delegation
    to motcua_app;
grant insert on feedback_sender, feedback, feedback_event, feedback_assignment, feedback_attachment to motcua_app, motcua_load;
grant select on feedback_sender, feedback, feedback_event, feedback_assignment, feedback_attachment, working_year, working_day_exception, rule_set to motcua_load;
grant insert on working_year, working_day_exception, rule_set, idempotency, feedback_attempt, reply_template, delegation to motcua_app;

grant update (data_key, sealed, telephone, email, erased_at) on feedback_sender to motcua_app;
grant update (attachments, state, agency, class, assignee, refusal, duplicate_of, rating, received_at, answered_at, closed_at, changed_at,
    clock_stage, clock_from, due_at, due_at_status, events, public_title, public_text, public_answer, published_at) on feedback to motcua_app;
grant update (ended, outcome) on feedback_assignment to motcua_app;
grant update (source, assumed) on working_year to motcua_app;
grant update (source, refuse, supplement, answer, publish) on rule_set to motcua_app;
grant update (days, source) on retention_rule to motcua_app;
grant update (retired_at) on reply_template to motcua_app;
grant update (ended_at) on delegation to motcua_app;
grant delete on working_day_exception, working_year, idempotency, feedback_attempt to motcua_app;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
