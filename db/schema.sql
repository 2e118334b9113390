-- The schema that the migrations lead to, for reading. Written by
-- go test ./db -run TestSchemaFile -update; the migrations are the source.

create table agency (
    id uuid not null,
    code text,
    code_key text,
    name text not null,
    sort_key bytea not null,
    kind text not null,
    level text,
    parent uuid,
    valid daterange not null default '(,)'::daterange
);
alter table agency add constraint agency_kind_check CHECK ((kind = ANY (ARRAY['DEPARTMENT'::text, 'UNIT_GROUP'::text])));
alter table agency add constraint agency_level_check CHECK ((level = ANY (ARRAY['MINISTRY'::text, 'PROVINCE'::text, 'DISTRICT'::text, 'COMMUNE'::text, 'OTHER_AGENCY'::text])));
alter table agency add constraint agency_valid_check CHECK ((NOT isempty(valid)));
alter table agency add constraint agency_parent_fkey FOREIGN KEY (parent) REFERENCES agency(id) DEFERRABLE INITIALLY DEFERRED;
alter table agency add constraint agency_pkey PRIMARY KEY (id);
CREATE INDEX agency_code_key ON public.agency USING btree (code_key);
CREATE INDEX agency_parent ON public.agency USING btree (parent);
CREATE INDEX agency_sort ON public.agency USING btree (sort_key, id);
CREATE TRIGGER log_delete AFTER DELETE ON public.agency REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('AGENCY', 'id');
CREATE TRIGGER log_insert AFTER INSERT ON public.agency REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('AGENCY', 'id');
CREATE TRIGGER log_update AFTER UPDATE ON public.agency REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('AGENCY', 'id');
grant insert on agency to motcua_app;
grant select on agency to motcua_app;
grant update on agency to motcua_app;
grant insert on agency to motcua_load;
grant select on agency to motcua_load;
create table agency_succession (
    predecessor uuid not null,
    successor uuid not null,
    on_day date not null,
    source text not null,
    grade text not null default 'OFFICIAL'::text,
    shipped boolean not null default false
);
alter table agency_succession add constraint agency_succession_check CHECK ((predecessor <> successor));
alter table agency_succession add constraint agency_succession_grade_check CHECK ((grade = ANY (ARRAY['OFFICIAL'::text, 'REPORTED'::text, 'REMEMBERED'::text])));
alter table agency_succession add constraint agency_succession_predecessor_fkey FOREIGN KEY (predecessor) REFERENCES agency(id);
alter table agency_succession add constraint agency_succession_successor_fkey FOREIGN KEY (successor) REFERENCES agency(id);
alter table agency_succession add constraint agency_succession_pkey PRIMARY KEY (predecessor, successor);
CREATE INDEX agency_succession_successor ON public.agency_succession USING btree (successor);
CREATE TRIGGER log_delete AFTER DELETE ON public.agency_succession REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('AGENCY', 'predecessor');
CREATE TRIGGER log_insert AFTER INSERT ON public.agency_succession REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('AGENCY', 'predecessor');
CREATE TRIGGER log_update AFTER UPDATE ON public.agency_succession REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('AGENCY', 'predecessor');
grant delete on agency_succession to motcua_app;
grant insert on agency_succession to motcua_app;
grant select on agency_succession to motcua_app;
grant update on agency_succession to motcua_app;
grant insert on agency_succession to motcua_load;
grant select on agency_succession to motcua_load;
create table alias (
    id uuid not null,
    form text not null,
    means text not null,
    kind text not null,
    weight double precision not null,
    valid daterange not null default '(,)'::daterange,
    intent text,
    reason text,
    go_to text,
    note text,
    created_by text not null,
    created_at timestamp with time zone not null default clock_timestamp(),
    retired_by text,
    retired_at timestamp with time zone
);
alter table alias add constraint alias_check CHECK ((form <> lower(means)));
alter table alias add constraint alias_check1 CHECK (((kind = 'INTENT'::text) = (intent IS NOT NULL)));
alter table alias add constraint alias_check2 CHECK (((kind = 'NOT_A_PROCEDURE'::text) = ((reason IS NOT NULL) AND (go_to IS NOT NULL))));
alter table alias add constraint alias_check3 CHECK (((kind <> 'RELATED'::text) OR (weight <= (0.4)::double precision)));
alter table alias add constraint alias_check4 CHECK (((retired_by IS NULL) = (retired_at IS NULL)));
alter table alias add constraint alias_created_by_check CHECK ((created_by <> ''::text));
alter table alias add constraint alias_form_check CHECK ((form <> ''::text));
alter table alias add constraint alias_intent_check CHECK ((intent = ANY (ARRAY['FEES'::text, 'TIME_LIMIT'::text, 'COMPONENTS'::text, 'WHERE'::text, 'ONLINE'::text, 'STEPS'::text, 'FORMS'::text, 'CONDITIONS'::text, 'RESULT'::text, 'AUDIENCE'::text, 'LEGAL_BASIS'::text])));
alter table alias add constraint alias_kind_check CHECK ((kind = ANY (ARRAY['ABBREVIATION'::text, 'COLLOQUIAL'::text, 'OBSOLETE'::text, 'DIALECT'::text, 'TEENCODE'::text, 'AGENCY'::text, 'PLACE'::text, 'RELATED'::text, 'INTENT'::text, 'NOT_A_PROCEDURE'::text])));
alter table alias add constraint alias_means_check CHECK ((means <> ''::text));
alter table alias add constraint alias_valid_check CHECK ((NOT isempty(valid)));
alter table alias add constraint alias_weight_check CHECK (((weight > (0)::double precision) AND (weight <= (1)::double precision)));
alter table alias add constraint alias_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX alias_curated ON public.alias USING btree (form, means, kind) WHERE ((retired_at IS NULL) AND (created_by <> 'default'::text));
CREATE TRIGGER log_delete AFTER DELETE ON public.alias REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('ALIAS', 'id');
CREATE TRIGGER log_insert AFTER INSERT ON public.alias REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('ALIAS', 'id');
CREATE TRIGGER log_update AFTER UPDATE ON public.alias REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('ALIAS', 'id');
grant insert on alias to motcua_app;
grant select on alias to motcua_app;
grant select on alias to motcua_load;
grant update (retired_at) on alias to motcua_app;
grant update (retired_by) on alias to motcua_app;
create table announcement (
    id uuid not null default gen_random_uuid(),
    ordinal bigint not null generated always as identity,
    procedure uuid not null,
    decision uuid not null,
    kind text,
    version uuid,
    from_day date,
    assumed boolean not null,
    known_on date not null,
    received bytea not null,
    recorded tstzrange not null default tstzrange(clock_timestamp(), NULL::timestamp with time zone),
    recorded_by text not null,
    retracted_by text,
    reason text
);
alter table announcement add constraint announcement_check CHECK (((version IS NOT NULL) OR (kind = ANY (ARRAY['REPLACED'::text, 'REPEALED'::text]))));
alter table announcement add constraint announcement_check1 CHECK (((upper_inf(recorded) = (retracted_by IS NULL)) AND ((retracted_by IS NULL) = (reason IS NULL))));
alter table announcement add constraint announcement_kind_check CHECK ((kind = ANY (ARRAY['NEW'::text, 'AMENDED'::text, 'REPLACED'::text, 'REPEALED'::text])));
alter table announcement add constraint announcement_recorded_by_check CHECK ((recorded_by <> ''::text));
alter table announcement add constraint announcement_recorded_check CHECK ((NOT isempty(recorded)));
alter table announcement add constraint announcement_decision_fkey FOREIGN KEY (decision) REFERENCES decision(id);
alter table announcement add constraint announcement_procedure_fkey FOREIGN KEY (procedure) REFERENCES procedure(id);
alter table announcement add constraint announcement_procedure_received_fkey FOREIGN KEY (procedure, received) REFERENCES received_record(procedure, hash);
alter table announcement add constraint announcement_version_fkey FOREIGN KEY (version) REFERENCES procedure_version(id);
alter table announcement add constraint announcement_pkey PRIMARY KEY (id);
alter table announcement add constraint announcement_ordinal_key UNIQUE (ordinal);
CREATE INDEX announcement_counts ON public.announcement USING btree (procedure, ordinal) WHERE upper_inf(recorded);
CREATE INDEX announcement_decision ON public.announcement USING btree (decision);
CREATE INDEX announcement_version ON public.announcement USING btree (version);
CREATE TRIGGER log_insert AFTER INSERT ON public.announcement REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('ANNOUNCEMENT', 'procedure');
CREATE TRIGGER log_update AFTER UPDATE ON public.announcement REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('ANNOUNCEMENT', 'procedure');
grant insert on announcement to motcua_app;
grant select on announcement to motcua_app;
grant insert on announcement to motcua_load;
grant select on announcement to motcua_load;
grant update (reason) on announcement to motcua_app;
grant update (recorded) on announcement to motcua_app;
grant update (retracted_by) on announcement to motcua_app;
create table api_key (
    id uuid not null,
    name text not null,
    prefix text not null,
    hash bytea not null,
    scopes text[] not null,
    created_by text not null,
    created_at timestamp with time zone not null default clock_timestamp(),
    expires_at timestamp with time zone,
    revoked_by text,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone
);
alter table api_key add constraint api_key_check CHECK (((revoked_by IS NULL) = (revoked_at IS NULL)));
alter table api_key add constraint api_key_created_by_check CHECK ((created_by <> ''::text));
alter table api_key add constraint api_key_hash_check CHECK ((octet_length(hash) = 32));
alter table api_key add constraint api_key_name_check CHECK ((name <> ''::text));
alter table api_key add constraint api_key_prefix_check CHECK ((prefix ~ '^[a-z2-7]{8}$'::text));
alter table api_key add constraint api_key_scopes_check CHECK ((scopes <@ ARRAY['CURATE'::text, 'INSIGHTS'::text]));
alter table api_key add constraint api_key_pkey PRIMARY KEY (id);
alter table api_key add constraint api_key_prefix_key UNIQUE (prefix);
CREATE INDEX api_key_name ON public.api_key USING btree (name);
grant insert on api_key to motcua_app;
grant select on api_key to motcua_app;
grant update (expires_at) on api_key to motcua_app;
grant update (last_used_at) on api_key to motcua_app;
grant update (revoked_at) on api_key to motcua_app;
grant update (revoked_by) on api_key to motcua_app;
create table api_key_grant (
    key uuid not null,
    role text not null,
    agency uuid
);
alter table api_key_grant add constraint api_key_grant_role_check CHECK ((role = ANY (ARRAY['CITIZEN'::text, 'RECEIVER'::text, 'HANDLER'::text, 'APPROVER'::text, 'PUBLISHER'::text, 'AUDITOR'::text, 'ADMINISTRATOR'::text])));
alter table api_key_grant add constraint api_key_grant_agency_fkey FOREIGN KEY (agency) REFERENCES agency(id);
alter table api_key_grant add constraint api_key_grant_key_fkey FOREIGN KEY (key) REFERENCES api_key(id);
CREATE UNIQUE INDEX api_key_grant_once ON public.api_key_grant USING btree (key, role, COALESCE(agency, '00000000-0000-0000-0000-000000000000'::uuid));
grant insert on api_key_grant to motcua_app;
grant select on api_key_grant to motcua_app;
create table audience (
    id uuid not null,
    code text,
    name text not null,
    sort_key bytea not null
);
alter table audience add constraint audience_pkey PRIMARY KEY (id);
CREATE TRIGGER log_delete AFTER DELETE ON public.audience REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('AUDIENCE', 'id');
CREATE TRIGGER log_insert AFTER INSERT ON public.audience REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('AUDIENCE', 'id');
CREATE TRIGGER log_update AFTER UPDATE ON public.audience REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('AUDIENCE', 'id');
grant insert on audience to motcua_app;
grant select on audience to motcua_app;
grant update on audience to motcua_app;
grant insert on audience to motcua_load;
grant select on audience to motcua_load;
create table audit_entry (
    id uuid not null default gen_random_uuid(),
    seq bigint not null generated always as identity,
    at timestamp with time zone not null default clock_timestamp(),
    subject text not null,
    name text not null,
    request_id text not null default ''::text,
    action text not null,
    entity text not null,
    entity_id uuid,
    agency uuid,
    what text not null default ''::text,
    rows integer
);
alter table audit_entry add constraint audit_entry_action_check CHECK ((action = ANY (ARRAY['READ'::text, 'SEARCH'::text, 'ACT'::text, 'UPLOAD'::text, 'DOWNLOAD'::text, 'EXPORT'::text, 'ERASE'::text, 'CHANGE'::text])));
alter table audit_entry add constraint audit_entry_entity_check CHECK ((entity ~ '^[A-Z_]{1,40}$'::text));
alter table audit_entry add constraint audit_entry_subject_check CHECK ((subject <> ''::text));
alter table audit_entry add constraint audit_entry_what_check CHECK ((what ~ '^[A-Z0-9_]{0,60}$'::text));
alter table audit_entry add constraint audit_entry_pkey PRIMARY KEY (id);
CREATE INDEX audit_entry_at ON public.audit_entry USING btree (at);
CREATE INDEX audit_entry_newest ON public.audit_entry USING btree (((- seq)), id);
CREATE INDEX audit_entry_record ON public.audit_entry USING btree (entity_id) WHERE (entity_id IS NOT NULL);
CREATE INDEX audit_entry_subject ON public.audit_entry USING btree (subject, at);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
grant select on audit_entry to motcua_app;
create table change (
    id bigint not null generated always as identity,
    xid xid8 not null default pg_current_xact_id(),
    epoch bigint not null,
    entity text not null,
    entity_id uuid not null,
    op text not null,
    at timestamp with time zone not null default clock_timestamp()
);
alter table change add constraint change_op_check CHECK ((op = ANY (ARRAY['INSERT'::text, 'UPDATE'::text, 'DELETE'::text])));
alter table change add constraint change_pkey PRIMARY KEY (xid, id);
grant select on change to motcua_app;
grant select on change to motcua_load;
create table curation (
    id bigint not null generated always as identity,
    at timestamp with time zone not null default clock_timestamp(),
    actor text not null,
    action text not null,
    entity text not null,
    entity_id uuid,
    detail jsonb not null
);
alter table curation add constraint curation_action_check CHECK ((action = ANY (ARRAY['ADD'::text, 'RETIRE'::text, 'SEED'::text])));
alter table curation add constraint curation_actor_check CHECK ((actor <> ''::text));
alter table curation add constraint curation_check CHECK (((action = 'SEED'::text) = (entity_id IS NULL)));
alter table curation add constraint curation_entity_check CHECK ((entity = ANY (ARRAY['ALIAS'::text, 'PIN'::text])));
alter table curation add constraint curation_pkey PRIMARY KEY (id);
CREATE INDEX curation_entity ON public.curation USING btree (entity_id);
grant insert on curation to motcua_app;
grant select on curation to motcua_app;
grant select on curation to motcua_load;
create table decision (
    id uuid not null,
    number text,
    number_key text,
    agency uuid not null,
    signed_on date,
    title text,
    based_on uuid
);
alter table decision add constraint decision_agency_fkey FOREIGN KEY (agency) REFERENCES agency(id);
alter table decision add constraint decision_based_on_fkey FOREIGN KEY (based_on) REFERENCES decision(id);
alter table decision add constraint decision_pkey PRIMARY KEY (id);
alter table decision add constraint decision_number_key_agency_signed_on_key UNIQUE NULLS NOT DISTINCT (number_key, agency, signed_on);
CREATE INDEX decision_agency ON public.decision USING btree (agency);
CREATE INDEX decision_order ON public.decision USING btree (signed_on DESC NULLS LAST, id);
CREATE TRIGGER log_delete AFTER DELETE ON public.decision REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('DECISION', 'id');
CREATE TRIGGER log_insert AFTER INSERT ON public.decision REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('DECISION', 'id');
CREATE TRIGGER log_update AFTER UPDATE ON public.decision REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('DECISION', 'id');
grant insert on decision to motcua_app;
grant select on decision to motcua_app;
grant update on decision to motcua_app;
grant insert on decision to motcua_load;
grant select on decision to motcua_load;
create table delegation (
    id uuid not null,
    absent text not null,
    substitute text not null,
    agency uuid not null,
    role text not null,
    from_day date not null,
    to_day date not null,
    created_by text not null,
    created_at timestamp with time zone not null default clock_timestamp(),
    ended_at timestamp with time zone
);
alter table delegation add constraint delegation_absent_check CHECK ((absent <> ''::text));
alter table delegation add constraint delegation_check CHECK (((from_day < to_day) AND (absent <> substitute)));
alter table delegation add constraint delegation_role_check CHECK ((role = ANY (ARRAY['RECEIVER'::text, 'HANDLER'::text, 'APPROVER'::text, 'PUBLISHER'::text])));
alter table delegation add constraint delegation_substitute_check CHECK ((substitute <> ''::text));
alter table delegation add constraint delegation_agency_fkey FOREIGN KEY (agency) REFERENCES agency(id);
alter table delegation add constraint delegation_pkey PRIMARY KEY (id);
CREATE INDEX delegation_agency ON public.delegation USING btree (agency, from_day, id);
CREATE INDEX delegation_substitute ON public.delegation USING btree (substitute, from_day);
grant insert on delegation to motcua_app;
grant select on delegation to motcua_app;
grant update (ended_at) on delegation to motcua_app;
create table export (
    id uuid not null,
    subject text not null,
    format text not null,
    asked jsonb not null,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    begun_at timestamp with time zone
);
alter table export add constraint export_format_check CHECK ((format = ANY (ARRAY['CSV'::text, 'JSONL'::text, 'XLSX'::text])));
alter table export add constraint export_subject_check CHECK ((subject <> ''::text));
alter table export add constraint export_pkey PRIMARY KEY (id);
CREATE INDEX export_created ON public.export USING btree (created_at);
CREATE INDEX export_subject ON public.export USING btree (subject, created_at);
grant delete on export to motcua_app;
grant insert on export to motcua_app;
grant select on export to motcua_app;
grant update (asked) on export to motcua_app;
grant update (begun_at) on export to motcua_app;
create table feedback (
    id uuid not null,
    code text not null,
    sender uuid not null,
    channel text not null,
    origin text not null default 'SENT'::text,
    procedure uuid,
    sector uuid,
    consent boolean not null,
    words bytea not null,
    submitted_at timestamp with time zone not null,
    attachments integer not null default 0,
    state text not null,
    agency uuid not null,
    class text,
    assignee text,
    refusal text,
    duplicate_of uuid,
    rating smallint,
    received_at timestamp with time zone,
    answered_at timestamp with time zone,
    closed_at timestamp with time zone,
    changed_at timestamp with time zone not null,
    clock_stage text,
    clock_from timestamp with time zone,
    due_at date,
    due_at_status text not null,
    events integer not null,
    public_title text,
    public_text text,
    public_answer text,
    published_at timestamp with time zone
);
alter table feedback add constraint feedback_channel_check CHECK ((channel = ANY (ARRAY['WEB'::text, 'PORTAL'::text, 'TELEPHONE'::text, 'EMAIL'::text, 'POST'::text, 'IN_PERSON'::text])));
alter table feedback add constraint feedback_check CHECK (((clock_stage IS NULL) = (clock_from IS NULL)));
alter table feedback add constraint feedback_check1 CHECK (((due_at IS NOT NULL) = (due_at_status = 'SET'::text)));
alter table feedback add constraint feedback_check2 CHECK ((num_nonnulls(public_title, public_text, public_answer, published_at) = ANY (ARRAY[0, 4])));
alter table feedback add constraint feedback_check3 CHECK (((published_at IS NOT NULL) = (state = 'PUBLISHED'::text)));
alter table feedback add constraint feedback_class_check CHECK ((class = ANY (ARRAY['MECHANISM'::text, 'POLICY'::text, 'PROCEDURE'::text, 'CONDUCT'::text])));
alter table feedback add constraint feedback_clock_stage_check CHECK ((clock_stage = ANY (ARRAY['REFUSE'::text, 'SUPPLEMENT'::text, 'ANSWER'::text, 'PUBLISH'::text])));
alter table feedback add constraint feedback_code_check CHECK ((code ~ '^[1-9][0-9]{15}$'::text));
alter table feedback add constraint feedback_due_at_status_check CHECK ((due_at_status = ANY (ARRAY['SET'::text, 'NONE'::text, 'CALENDAR_MISSING'::text])));
alter table feedback add constraint feedback_events_check CHECK ((events > 0));
alter table feedback add constraint feedback_origin_check CHECK ((origin = ANY (ARRAY['SENT'::text, 'DEMO'::text, 'GENERATED'::text])));
alter table feedback add constraint feedback_rating_check CHECK (((rating >= 1) AND (rating <= 5)));
alter table feedback add constraint feedback_refusal_check CHECK ((refusal = ANY (ARRAY['COMPLAINT'::text, 'DENUNCIATION'::text, 'LEGAL_QUESTION'::text, 'SENDER_UNKNOWN'::text, 'UNCLEAR'::text, 'NOT_VIETNAMESE'::text, 'ALREADY_ANSWERED'::text, 'OUT_OF_SCOPE'::text])));
alter table feedback add constraint feedback_state_check CHECK ((state = ANY (ARRAY['SUBMITTED'::text, 'RECEIVED'::text, 'CLASSIFIED'::text, 'AWAITING_SUPPLEMENT'::text, 'SUPPLEMENTED'::text, 'FORWARDED'::text, 'HANDLING'::text, 'ANSWERED'::text, 'APPROVED'::text, 'PUBLISHED'::text, 'REFUSED'::text, 'WITHDRAWN'::text, 'DUPLICATE'::text])));
alter table feedback add constraint feedback_agency_fkey FOREIGN KEY (agency) REFERENCES agency(id);
alter table feedback add constraint feedback_duplicate_of_fkey FOREIGN KEY (duplicate_of) REFERENCES feedback(id);
alter table feedback add constraint feedback_procedure_fkey FOREIGN KEY (procedure) REFERENCES procedure(id);
alter table feedback add constraint feedback_sector_fkey FOREIGN KEY (sector) REFERENCES sector(id);
alter table feedback add constraint feedback_sender_fkey FOREIGN KEY (sender) REFERENCES feedback_sender(id);
alter table feedback add constraint feedback_pkey PRIMARY KEY (id);
alter table feedback add constraint feedback_code_key UNIQUE (code);
alter table feedback add constraint feedback_sender_key UNIQUE (sender);
CREATE INDEX feedback_agency ON public.feedback USING btree (agency, due_at, id);
CREATE INDEX feedback_clock ON public.feedback USING btree (id) WHERE (clock_stage IS NOT NULL);
CREATE INDEX feedback_duplicate ON public.feedback USING btree (duplicate_of) WHERE (duplicate_of IS NOT NULL);
CREATE TRIGGER log_insert AFTER INSERT ON public.feedback REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('FEEDBACK', 'id');
CREATE TRIGGER log_update AFTER UPDATE ON public.feedback REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('FEEDBACK', 'id');
grant insert on feedback to motcua_app;
grant select on feedback to motcua_app;
grant insert on feedback to motcua_load;
grant select on feedback to motcua_load;
grant update (agency) on feedback to motcua_app;
grant update (answered_at) on feedback to motcua_app;
grant update (assignee) on feedback to motcua_app;
grant update (attachments) on feedback to motcua_app;
grant update (changed_at) on feedback to motcua_app;
grant update (class) on feedback to motcua_app;
grant update (clock_from) on feedback to motcua_app;
grant update (clock_stage) on feedback to motcua_app;
grant update (closed_at) on feedback to motcua_app;
grant update (due_at) on feedback to motcua_app;
grant update (due_at_status) on feedback to motcua_app;
grant update (duplicate_of) on feedback to motcua_app;
grant update (events) on feedback to motcua_app;
grant update (public_answer) on feedback to motcua_app;
grant update (public_text) on feedback to motcua_app;
grant update (public_title) on feedback to motcua_app;
grant update (published_at) on feedback to motcua_app;
grant update (rating) on feedback to motcua_app;
grant update (received_at) on feedback to motcua_app;
grant update (refusal) on feedback to motcua_app;
grant update (state) on feedback to motcua_app;
create table feedback_assignment (
    feedback uuid not null,
    number integer not null,
    agency uuid not null,
    began timestamp with time zone not null,
    ended timestamp with time zone,
    outcome text,
    gap_from timestamp with time zone[] not null default '{}'::timestamp with time zone[],
    gap_to timestamp with time zone[] not null default '{}'::timestamp with time zone[],
    gap_outcome text[] not null default '{}'::text[]
);
alter table feedback_assignment add constraint feedback_assignment_check CHECK (((ended IS NULL) = (outcome IS NULL)));
alter table feedback_assignment add constraint feedback_assignment_gaps CHECK (((cardinality(gap_from) = cardinality(gap_to)) AND (cardinality(gap_from) = cardinality(gap_outcome))));
alter table feedback_assignment add constraint feedback_assignment_number_check CHECK ((number > 0));
alter table feedback_assignment add constraint feedback_assignment_outcome_check CHECK ((outcome = ANY (ARRAY['ANSWERED'::text, 'REFUSED'::text, 'FORWARDED'::text, 'RETURNED'::text, 'WITHDRAWN'::text, 'DUPLICATE'::text, 'AWAITING_SUPPLEMENT'::text, 'TAKEN_BACK'::text])));
alter table feedback_assignment add constraint feedback_assignment_agency_fkey FOREIGN KEY (agency) REFERENCES agency(id);
alter table feedback_assignment add constraint feedback_assignment_feedback_fkey FOREIGN KEY (feedback) REFERENCES feedback(id);
alter table feedback_assignment add constraint feedback_assignment_pkey PRIMARY KEY (feedback, number);
CREATE INDEX feedback_assignment_agency ON public.feedback_assignment USING btree (agency, began);
grant insert on feedback_assignment to motcua_app;
grant select on feedback_assignment to motcua_app;
grant insert on feedback_assignment to motcua_load;
grant select on feedback_assignment to motcua_load;
grant update (ended) on feedback_assignment to motcua_app;
grant update (gap_from) on feedback_assignment to motcua_app;
grant update (gap_outcome) on feedback_assignment to motcua_app;
grant update (gap_to) on feedback_assignment to motcua_app;
grant update (outcome) on feedback_assignment to motcua_app;
create table feedback_attachment (
    id uuid not null,
    feedback uuid not null,
    event integer not null,
    media_type text not null,
    size bigint not null,
    sha256 bytea,
    added_at timestamp with time zone not null default clock_timestamp(),
    public boolean not null default false,
    blob bytea not null,
    file_key bytea
);
alter table feedback_attachment add constraint feedback_attachment_blob_check CHECK ((octet_length(blob) = 32));
alter table feedback_attachment add constraint feedback_attachment_sha256_check CHECK ((octet_length(sha256) = 32));
alter table feedback_attachment add constraint feedback_attachment_size_check CHECK ((size >= 0));
alter table feedback_attachment add constraint feedback_attachment_feedback_event_fkey FOREIGN KEY (feedback, event) REFERENCES feedback_event(feedback, seq);
alter table feedback_attachment add constraint feedback_attachment_feedback_fkey FOREIGN KEY (feedback) REFERENCES feedback(id);
alter table feedback_attachment add constraint feedback_attachment_pkey PRIMARY KEY (id);
CREATE INDEX feedback_attachment_blob ON public.feedback_attachment USING btree (blob);
CREATE INDEX feedback_attachment_feedback ON public.feedback_attachment USING btree (feedback, id);
grant insert on feedback_attachment to motcua_app;
grant select on feedback_attachment to motcua_app;
grant insert on feedback_attachment to motcua_load;
grant select on feedback_attachment to motcua_load;
grant update (file_key) on feedback_attachment to motcua_app;
grant update (public) on feedback_attachment to motcua_app;
grant update (sha256) on feedback_attachment to motcua_app;
create table feedback_attempt (
    id bigint not null generated always as identity,
    who bytea not null,
    at timestamp with time zone not null default clock_timestamp()
);
alter table feedback_attempt add constraint feedback_attempt_pkey PRIMARY KEY (id);
CREATE INDEX feedback_attempt_at ON public.feedback_attempt USING btree (at);
CREATE INDEX feedback_attempt_who ON public.feedback_attempt USING btree (who, at);
grant delete on feedback_attempt to motcua_app;
grant insert on feedback_attempt to motcua_app;
grant select on feedback_attempt to motcua_app;
create table feedback_event (
    feedback uuid not null,
    seq integer not null,
    kind text not null,
    at timestamp with time zone not null,
    actor_kind text not null,
    actor_subject text not null default ''::text,
    actor_name text not null default ''::text,
    actor_role text,
    agency uuid not null,
    to_agency uuid,
    assignee text,
    class text,
    refusal text,
    duplicate_of uuid,
    rating smallint,
    consent boolean,
    due_at date,
    due_at_status text not null,
    on_time boolean,
    note bytea
);
alter table feedback_event add constraint feedback_event_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['SENDER'::text, 'OFFICIAL'::text, 'SYSTEM'::text])));
alter table feedback_event add constraint feedback_event_check CHECK (((kind = 'FORWARDED'::text) = (to_agency IS NOT NULL)));
alter table feedback_event add constraint feedback_event_check1 CHECK (((kind = 'SUBMITTED'::text) = (seq = 1)));
alter table feedback_event add constraint feedback_event_check2 CHECK (((actor_kind = 'OFFICIAL'::text) = (actor_subject <> ''::text)));
alter table feedback_event add constraint feedback_event_kind_check CHECK ((kind = ANY (ARRAY['SUBMITTED'::text, 'RECEIVED'::text, 'CLASSIFIED'::text, 'REFUSED'::text, 'SUPPLEMENT_REQUESTED'::text, 'SUPPLEMENTED'::text, 'FORWARDED'::text, 'TAKEN_BACK'::text, 'RETURNED'::text, 'ASSIGNED'::text, 'ANSWERED'::text, 'ANSWER_RETURNED'::text, 'APPROVED'::text, 'REDACTION_PROPOSED'::text, 'REDACTION_CONFIRMED'::text, 'PUBLISHED'::text, 'UNPUBLISHED'::text, 'REOPENED'::text, 'WITHDRAWN'::text, 'MARKED_DUPLICATE'::text, 'RATED'::text, 'NOTED'::text, 'DEADLINE_CHANGED'::text, 'SENDER_ERASED'::text])));
alter table feedback_event add constraint feedback_event_seq_check CHECK ((seq > 0));
alter table feedback_event add constraint feedback_event_feedback_fkey FOREIGN KEY (feedback) REFERENCES feedback(id);
alter table feedback_event add constraint feedback_event_pkey PRIMARY KEY (feedback, seq);
CREATE INDEX feedback_event_late ON public.feedback_event USING btree (feedback, at) WHERE (on_time = false);
CREATE INDEX feedback_event_reopened ON public.feedback_event USING btree (feedback, at) WHERE (kind = 'REOPENED'::text);
grant insert on feedback_event to motcua_app;
grant select on feedback_event to motcua_app;
grant insert on feedback_event to motcua_load;
grant select on feedback_event to motcua_load;
create table feedback_sender (
    id uuid not null,
    data_key bytea,
    sealed bytea,
    telephone bytea,
    email bytea,
    erased_at timestamp with time zone
);
alter table feedback_sender add constraint feedback_sender_check CHECK (((data_key IS NULL) = (erased_at IS NOT NULL)));
alter table feedback_sender add constraint feedback_sender_check1 CHECK (((erased_at IS NULL) OR (num_nonnulls(sealed, telephone, email) = 0)));
alter table feedback_sender add constraint feedback_sender_pkey PRIMARY KEY (id);
CREATE INDEX feedback_sender_email ON public.feedback_sender USING btree (email) WHERE (email IS NOT NULL);
CREATE INDEX feedback_sender_telephone ON public.feedback_sender USING btree (telephone) WHERE (telephone IS NOT NULL);
alter table feedback_sender enable row level security;
alter table feedback_sender force row level security;
create policy adding on feedback_sender for insert with check (true);
create policy erasing on feedback_sender for update using ((current_setting('motcua.subject'::text, true) = 'system'::text));
create policy reader on feedback_sender for select using (reader_sees(id));
grant insert on feedback_sender to motcua_app;
grant select on feedback_sender to motcua_app;
grant insert on feedback_sender to motcua_load;
grant select on feedback_sender to motcua_load;
grant update (data_key) on feedback_sender to motcua_app;
grant update (email) on feedback_sender to motcua_app;
grant update (erased_at) on feedback_sender to motcua_app;
grant update (sealed) on feedback_sender to motcua_app;
grant update (telephone) on feedback_sender to motcua_app;
create table follower (
    node text not null,
    epoch bigint not null,
    xid xid8 not null,
    id bigint not null,
    seen_at timestamp with time zone not null default clock_timestamp()
);
alter table follower add constraint follower_pkey PRIMARY KEY (node);
grant delete on follower to motcua_app;
grant insert on follower to motcua_app;
grant select on follower to motcua_app;
grant update on follower to motcua_app;
grant select on follower to motcua_load;
create table idempotency (
    caller text not null,
    key uuid not null,
    hash bytea not null,
    subject uuid not null,
    at timestamp with time zone not null default clock_timestamp()
);
alter table idempotency add constraint idempotency_hash_check CHECK ((octet_length(hash) = 32));
alter table idempotency add constraint idempotency_pkey PRIMARY KEY (caller, key);
CREATE INDEX idempotency_at ON public.idempotency USING btree (at);
grant delete on idempotency to motcua_app;
grant insert on idempotency to motcua_app;
grant select on idempotency to motcua_app;
create table legal_basis (
    id uuid not null,
    number text not null,
    number_key text not null,
    title text,
    issuer uuid,
    signed_on date,
    document_key text not null,
    effective_on date,
    document_number text not null,
    folded text not null default folded(((number || ' '::text) || COALESCE(title, ''::text)))
);
alter table legal_basis add constraint legal_basis_issuer_fkey FOREIGN KEY (issuer) REFERENCES agency(id);
alter table legal_basis add constraint legal_basis_pkey PRIMARY KEY (id);
CREATE INDEX legal_basis_document ON public.legal_basis USING btree (document_key);
CREATE INDEX legal_basis_document_number ON public.legal_basis USING btree (document_number);
CREATE INDEX legal_basis_number ON public.legal_basis USING btree (number_key);
CREATE TRIGGER log_delete AFTER DELETE ON public.legal_basis REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('LEGAL_BASIS', 'id');
CREATE TRIGGER log_insert AFTER INSERT ON public.legal_basis REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('LEGAL_BASIS', 'id');
CREATE TRIGGER log_update AFTER UPDATE ON public.legal_basis REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('LEGAL_BASIS', 'id');
grant insert on legal_basis to motcua_app;
grant select on legal_basis to motcua_app;
grant update on legal_basis to motcua_app;
grant insert on legal_basis to motcua_load;
grant select on legal_basis to motcua_load;
create table log_epoch (
    only_row boolean not null default true,
    epoch bigint not null,
    system text not null,
    timeline bigint not null,
    since timestamp with time zone not null default clock_timestamp(),
    trimmed_xid xid8 not null default '0'::xid8,
    trimmed_id bigint not null default 0,
    catalogue_xid xid8 not null default '0'::xid8,
    catalogue_id bigint not null default 0
);
alter table log_epoch add constraint log_epoch_only_row_check CHECK (only_row);
alter table log_epoch add constraint log_epoch_pkey PRIMARY KEY (only_row);
grant select on log_epoch to motcua_app;
grant select on log_epoch to motcua_load;
create table paper (
    id uuid not null,
    name text not null,
    folded text not null default folded(name)
);
alter table paper add constraint paper_pkey PRIMARY KEY (id);
grant insert on paper to motcua_app;
grant select on paper to motcua_app;
grant insert on paper to motcua_load;
grant select on paper to motcua_load;
create table pin (
    id uuid not null,
    query text not null,
    procedure uuid not null,
    valid daterange not null default '(,)'::daterange,
    note text,
    created_by text not null,
    created_at timestamp with time zone not null default clock_timestamp(),
    retired_by text,
    retired_at timestamp with time zone
);
alter table pin add constraint pin_check CHECK (((retired_by IS NULL) = (retired_at IS NULL)));
alter table pin add constraint pin_created_by_check CHECK ((created_by <> ''::text));
alter table pin add constraint pin_query_check CHECK ((query <> ''::text));
alter table pin add constraint pin_valid_check CHECK ((NOT isempty(valid)));
alter table pin add constraint pin_procedure_fkey FOREIGN KEY (procedure) REFERENCES procedure(id);
alter table pin add constraint pin_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX pin_held ON public.pin USING btree (query, procedure) WHERE (retired_at IS NULL);
CREATE TRIGGER log_delete AFTER DELETE ON public.pin REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PIN', 'id');
CREATE TRIGGER log_insert AFTER INSERT ON public.pin REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PIN', 'id');
CREATE TRIGGER log_update AFTER UPDATE ON public.pin REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PIN', 'id');
grant insert on pin to motcua_app;
grant select on pin to motcua_app;
grant select on pin to motcua_load;
grant update (retired_at) on pin to motcua_app;
grant update (retired_by) on pin to motcua_app;
create table procedure (
    id uuid not null,
    source text not null,
    code text not null,
    national_code text not null,
    created_at timestamp with time zone not null default clock_timestamp()
);
alter table procedure add constraint procedure_pkey PRIMARY KEY (id);
CREATE INDEX procedure_code ON public.procedure USING btree (code);
CREATE INDEX procedure_national_code ON public.procedure USING btree (national_code);
grant insert on procedure to motcua_app;
grant select on procedure to motcua_app;
grant insert on procedure to motcua_load;
grant select on procedure to motcua_load;
grant update (code) on procedure to motcua_app;
grant update (national_code) on procedure to motcua_app;
create table procedure_successor (
    predecessor uuid not null,
    successor uuid not null,
    decision uuid,
    on_day date
);
alter table procedure_successor add constraint procedure_successor_check CHECK ((predecessor <> successor));
alter table procedure_successor add constraint procedure_successor_decision_fkey FOREIGN KEY (decision) REFERENCES decision(id);
alter table procedure_successor add constraint procedure_successor_predecessor_fkey FOREIGN KEY (predecessor) REFERENCES procedure(id);
alter table procedure_successor add constraint procedure_successor_successor_fkey FOREIGN KEY (successor) REFERENCES procedure(id);
alter table procedure_successor add constraint procedure_successor_pkey PRIMARY KEY (predecessor, successor);
CREATE INDEX procedure_successor_successor ON public.procedure_successor USING btree (successor);
CREATE TRIGGER log_delete AFTER DELETE ON public.procedure_successor REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'predecessor');
CREATE TRIGGER log_delete_successor AFTER DELETE ON public.procedure_successor REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'successor');
CREATE TRIGGER log_insert AFTER INSERT ON public.procedure_successor REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'predecessor');
CREATE TRIGGER log_insert_successor AFTER INSERT ON public.procedure_successor REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'successor');
CREATE TRIGGER log_update AFTER UPDATE ON public.procedure_successor REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'predecessor');
CREATE TRIGGER log_update_successor AFTER UPDATE ON public.procedure_successor REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'successor');
grant delete on procedure_successor to motcua_app;
grant insert on procedure_successor to motcua_app;
grant select on procedure_successor to motcua_app;
grant insert on procedure_successor to motcua_load;
grant select on procedure_successor to motcua_load;
create table procedure_validity (
    procedure uuid not null,
    version uuid not null,
    legal daterange not null,
    recorded tstzrange not null,
    assumed boolean not null
);
alter table procedure_validity add constraint procedure_validity_legal_check CHECK ((NOT isempty(legal)));
alter table procedure_validity add constraint procedure_validity_recorded_check CHECK ((NOT isempty(recorded)));
alter table procedure_validity add constraint procedure_validity_procedure_fkey FOREIGN KEY (procedure) REFERENCES procedure(id);
alter table procedure_validity add constraint procedure_validity_version_fkey FOREIGN KEY (version) REFERENCES procedure_version(id);
alter table procedure_validity add constraint procedure_validity_procedure_legal_recorded_excl EXCLUDE USING gist (procedure WITH =, legal WITH &&, recorded WITH &&);
CREATE INDEX procedure_validity_known ON public.procedure_validity USING btree (procedure) WHERE upper_inf(recorded);
CREATE INDEX procedure_validity_version ON public.procedure_validity USING btree (version);
CREATE TRIGGER log_delete AFTER DELETE ON public.procedure_validity REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'procedure');
CREATE TRIGGER log_insert AFTER INSERT ON public.procedure_validity REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'procedure');
CREATE TRIGGER log_update AFTER UPDATE ON public.procedure_validity REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'procedure');
grant insert on procedure_validity to motcua_app;
grant select on procedure_validity to motcua_app;
grant insert on procedure_validity to motcua_load;
grant select on procedure_validity to motcua_load;
grant update (recorded) on procedure_validity to motcua_app;
create table procedure_version (
    id uuid not null,
    procedure uuid not null,
    decision uuid not null,
    decision_kind text,
    content json not null,
    content_hash bytea not null,
    received bytea not null,
    provenance json not null,
    doubts json not null,
    code text not null,
    name text not null,
    sort_key bytea not null,
    sector uuid,
    kind text not null,
    regulated_by text,
    levels text[] not null,
    online_level text,
    non_territorial boolean not null,
    promulgated_by uuid,
    created_at timestamp with time zone not null default clock_timestamp()
);
alter table procedure_version add constraint procedure_version_content_hash_check CHECK ((length(content_hash) = 32));
alter table procedure_version add constraint procedure_version_decision_kind_check CHECK ((decision_kind = ANY (ARRAY['NEW'::text, 'AMENDED'::text, 'REPLACED'::text, 'REPEALED'::text])));
alter table procedure_version add constraint procedure_version_decision_fkey FOREIGN KEY (decision) REFERENCES decision(id);
alter table procedure_version add constraint procedure_version_procedure_fkey FOREIGN KEY (procedure) REFERENCES procedure(id);
alter table procedure_version add constraint procedure_version_procedure_received_fkey FOREIGN KEY (procedure, received) REFERENCES received_record(procedure, hash);
alter table procedure_version add constraint procedure_version_promulgated_by_fkey FOREIGN KEY (promulgated_by) REFERENCES agency(id);
alter table procedure_version add constraint procedure_version_sector_fkey FOREIGN KEY (sector) REFERENCES sector(id);
alter table procedure_version add constraint procedure_version_pkey PRIMARY KEY (id);
CREATE INDEX procedure_version_code ON public.procedure_version USING btree (code);
CREATE INDEX procedure_version_decision ON public.procedure_version USING btree (decision);
CREATE INDEX procedure_version_procedure ON public.procedure_version USING btree (procedure);
grant insert on procedure_version to motcua_app;
grant select on procedure_version to motcua_app;
grant insert on procedure_version to motcua_load;
grant select on procedure_version to motcua_load;
create view public_procedure as
 SELECT publication.procedure AS id
   FROM publication
  WHERE upper_inf(publication.published);
grant select on public_procedure to motcua_app;
grant select on public_procedure to motcua_load;
create table publication (
    procedure uuid not null,
    published tstzrange not null
);
alter table publication add constraint publication_published_check CHECK ((NOT isempty(published)));
alter table publication add constraint publication_procedure_fkey FOREIGN KEY (procedure) REFERENCES procedure(id);
alter table publication add constraint publication_procedure_published_excl EXCLUDE USING gist (procedure WITH =, published WITH &&);
CREATE INDEX publication_open ON public.publication USING btree (procedure) WHERE upper_inf(published);
CREATE TRIGGER log_delete AFTER DELETE ON public.publication REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'procedure');
CREATE TRIGGER log_insert AFTER INSERT ON public.publication REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'procedure');
CREATE TRIGGER log_update AFTER UPDATE ON public.publication REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('PROCEDURE', 'procedure');
grant insert on publication to motcua_app;
grant select on publication to motcua_app;
grant insert on publication to motcua_load;
grant select on publication to motcua_load;
grant update (published) on publication to motcua_app;
create table received_record (
    procedure uuid not null,
    hash bytea not null,
    raw json not null,
    source text not null,
    received_at timestamp with time zone not null default clock_timestamp()
);
alter table received_record add constraint received_record_hash_check CHECK ((length(hash) = 32));
alter table received_record add constraint received_record_procedure_fkey FOREIGN KEY (procedure) REFERENCES procedure(id);
alter table received_record add constraint received_record_pkey PRIMARY KEY (procedure, hash);
grant insert on received_record to motcua_app;
grant select on received_record to motcua_app;
grant insert on received_record to motcua_load;
grant select on received_record to motcua_load;
create table reply_template (
    id uuid not null,
    agency uuid not null,
    name text not null,
    text text not null,
    created_by text not null,
    created_at timestamp with time zone not null default clock_timestamp(),
    retired_at timestamp with time zone
);
alter table reply_template add constraint reply_template_name_check CHECK ((name <> ''::text));
alter table reply_template add constraint reply_template_text_check CHECK ((text <> ''::text));
alter table reply_template add constraint reply_template_agency_fkey FOREIGN KEY (agency) REFERENCES agency(id);
alter table reply_template add constraint reply_template_pkey PRIMARY KEY (id);
CREATE INDEX reply_template_agency ON public.reply_template USING btree (agency, name, id);
grant insert on reply_template to motcua_app;
grant select on reply_template to motcua_app;
grant update (retired_at) on reply_template to motcua_app;
create table retention_rule (
    what text not null,
    days integer not null,
    source text not null
);
alter table retention_rule add constraint retention_rule_days_check CHECK (((days >= 1) AND (days <= 36500)));
alter table retention_rule add constraint retention_rule_source_check CHECK ((source <> ''::text));
alter table retention_rule add constraint retention_rule_what_check CHECK ((what = ANY (ARRAY['SENDER'::text, 'IDEMPOTENCY'::text, 'ATTEMPT'::text])));
alter table retention_rule add constraint retention_rule_pkey PRIMARY KEY (what);
grant select on retention_rule to motcua_app;
grant update (days) on retention_rule to motcua_app;
grant update (source) on retention_rule to motcua_app;
create table rule_set (
    valid_from date not null,
    source text not null,
    refuse integer not null,
    supplement integer not null,
    answer integer not null,
    publish integer not null,
    announce_ministry integer,
    announce_province integer,
    publish_ministry integer,
    publish_province integer
);
alter table rule_set add constraint rule_set_announce_ministry_check CHECK (((announce_ministry >= 0) AND (announce_ministry <= 365)));
alter table rule_set add constraint rule_set_announce_province_check CHECK (((announce_province >= 0) AND (announce_province <= 365)));
alter table rule_set add constraint rule_set_answer_check CHECK (((answer >= 1) AND (answer <= 365)));
alter table rule_set add constraint rule_set_check CHECK ((num_nulls(announce_ministry, announce_province, publish_ministry, publish_province) = ANY (ARRAY[0, 4])));
alter table rule_set add constraint rule_set_publish_check CHECK (((publish >= 1) AND (publish <= 365)));
alter table rule_set add constraint rule_set_publish_ministry_check CHECK (((publish_ministry >= 0) AND (publish_ministry <= 365)));
alter table rule_set add constraint rule_set_publish_province_check CHECK (((publish_province >= 0) AND (publish_province <= 365)));
alter table rule_set add constraint rule_set_refuse_check CHECK (((refuse >= 1) AND (refuse <= 365)));
alter table rule_set add constraint rule_set_source_check CHECK ((source <> ''::text));
alter table rule_set add constraint rule_set_supplement_check CHECK (((supplement >= 1) AND (supplement <= 365)));
alter table rule_set add constraint rule_set_pkey PRIMARY KEY (valid_from);
CREATE TRIGGER log_change AFTER INSERT OR DELETE OR UPDATE ON public.rule_set FOR EACH STATEMENT EXECUTE FUNCTION log_change_of_all('RULES');
grant insert on rule_set to motcua_app;
grant select on rule_set to motcua_app;
grant select on rule_set to motcua_load;
grant update (answer) on rule_set to motcua_app;
grant update (publish) on rule_set to motcua_app;
grant update (refuse) on rule_set to motcua_app;
grant update (source) on rule_set to motcua_app;
grant update (supplement) on rule_set to motcua_app;
create table satisfaction_rule (
    valid_from date not null,
    source text not null,
    dissatisfied_at_most smallint not null
);
alter table satisfaction_rule add constraint satisfaction_rule_dissatisfied_at_most_check CHECK (((dissatisfied_at_most >= 0) AND (dissatisfied_at_most <= 5)));
alter table satisfaction_rule add constraint satisfaction_rule_source_check CHECK ((source <> ''::text));
alter table satisfaction_rule add constraint satisfaction_rule_pkey PRIMARY KEY (valid_from);
grant insert on satisfaction_rule to motcua_app;
grant select on satisfaction_rule to motcua_app;
grant update (dissatisfied_at_most) on satisfaction_rule to motcua_app;
grant update (source) on satisfaction_rule to motcua_app;
create table saved_filter (
    id uuid not null,
    owner text not null,
    name text not null,
    filter jsonb not null,
    saved_at timestamp with time zone not null default clock_timestamp()
);
alter table saved_filter add constraint saved_filter_name_check CHECK (((name <> ''::text) AND (length(name) <= 100)));
alter table saved_filter add constraint saved_filter_owner_check CHECK ((owner <> ''::text));
alter table saved_filter add constraint saved_filter_pkey PRIMARY KEY (id);
alter table saved_filter add constraint saved_filter_owner_name_key UNIQUE (owner, name);
grant delete on saved_filter to motcua_app;
grant insert on saved_filter to motcua_app;
grant select on saved_filter to motcua_app;
grant update (filter) on saved_filter to motcua_app;
grant update (saved_at) on saved_filter to motcua_app;
create table schema_floor (
    only_row boolean not null default true,
    version bigint not null
);
alter table schema_floor add constraint schema_floor_only_row_check CHECK (only_row);
alter table schema_floor add constraint schema_floor_pkey PRIMARY KEY (only_row);
grant select on schema_floor to motcua_app;
grant select on schema_floor to motcua_load;
create table search_click_count (
    day date not null,
    text text not null,
    procedure uuid not null,
    place text not null,
    count bigint not null
);
alter table search_click_count add constraint search_click_count_count_check CHECK ((count > 0));
alter table search_click_count add constraint search_click_count_place_check CHECK ((place = ANY (ARRAY['FIRST'::text, 'TOP'::text, 'PAGE'::text, 'BEYOND'::text, 'UNKNOWN'::text])));
alter table search_click_count add constraint search_click_count_text_check CHECK ((text <> ''::text));
alter table search_click_count add constraint search_click_count_procedure_fkey FOREIGN KEY (procedure) REFERENCES procedure(id);
alter table search_click_count add constraint search_click_count_pkey PRIMARY KEY (text, procedure, day, place);
CREATE INDEX search_click_count_day ON public.search_click_count USING btree (day);
grant delete on search_click_count to motcua_app;
grant insert on search_click_count to motcua_app;
grant select on search_click_count to motcua_app;
grant update (count) on search_click_count to motcua_app;
create table search_query_count (
    day date not null,
    text text not null,
    found boolean not null,
    count bigint not null
);
alter table search_query_count add constraint search_query_count_count_check CHECK ((count > 0));
alter table search_query_count add constraint search_query_count_text_check CHECK ((text <> ''::text));
alter table search_query_count add constraint search_query_count_pkey PRIMARY KEY (text, day, found);
CREATE INDEX search_query_count_day ON public.search_query_count USING btree (day);
grant delete on search_query_count to motcua_app;
grant insert on search_query_count to motcua_app;
grant select on search_query_count to motcua_app;
grant update (count) on search_query_count to motcua_app;
create table sector (
    id uuid not null,
    code text,
    name text not null,
    sort_key bytea not null
);
alter table sector add constraint sector_pkey PRIMARY KEY (id);
CREATE INDEX sector_sort ON public.sector USING btree (sort_key, id);
CREATE TRIGGER log_delete AFTER DELETE ON public.sector REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('SECTOR', 'id');
CREATE TRIGGER log_insert AFTER INSERT ON public.sector REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('SECTOR', 'id');
CREATE TRIGGER log_update AFTER UPDATE ON public.sector REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('SECTOR', 'id');
grant insert on sector to motcua_app;
grant select on sector to motcua_app;
grant update on sector to motcua_app;
grant insert on sector to motcua_load;
grant select on sector to motcua_load;
create table service_group (
    id uuid not null,
    name text not null,
    kind text,
    sort_key bytea not null
);
alter table service_group add constraint service_group_kind_check CHECK ((kind = ANY (ARRAY['CITIZEN'::text, 'CORPORATE'::text])));
alter table service_group add constraint service_group_pkey PRIMARY KEY (id);
CREATE TRIGGER log_delete AFTER DELETE ON public.service_group REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('SERVICE_GROUP', 'id');
CREATE TRIGGER log_insert AFTER INSERT ON public.service_group REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('SERVICE_GROUP', 'id');
CREATE TRIGGER log_update AFTER UPDATE ON public.service_group REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change('SERVICE_GROUP', 'id');
grant insert on service_group to motcua_app;
grant select on service_group to motcua_app;
grant update on service_group to motcua_app;
grant insert on service_group to motcua_load;
grant select on service_group to motcua_load;
create table upload (
    id uuid not null,
    subject text not null default ''::text,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    begun_at timestamp with time zone,
    done_at timestamp with time zone,
    media_type text,
    size bigint,
    sha256 bytea,
    blob bytea,
    key bytea
);
alter table upload add constraint upload_blob_check CHECK ((octet_length(blob) = 32));
alter table upload add constraint upload_check CHECK ((((done_at IS NULL) = (sha256 IS NULL)) AND ((done_at IS NULL) = (media_type IS NULL)) AND ((done_at IS NULL) = (size IS NULL))));
alter table upload add constraint upload_check1 CHECK (((done_at IS NULL) OR (begun_at IS NOT NULL)));
alter table upload add constraint upload_sha256_check CHECK ((octet_length(sha256) = 32));
alter table upload add constraint upload_size_check CHECK ((size > 0));
alter table upload add constraint upload_pkey PRIMARY KEY (id);
CREATE INDEX upload_blob ON public.upload USING btree (blob) WHERE (blob IS NOT NULL);
CREATE INDEX upload_expires ON public.upload USING btree (expires_at);
CREATE INDEX upload_subject ON public.upload USING btree (subject, created_at);
grant delete on upload to motcua_app;
grant insert on upload to motcua_app;
grant select on upload to motcua_app;
grant update (begun_at) on upload to motcua_app;
grant update (blob) on upload to motcua_app;
grant update (done_at) on upload to motcua_app;
grant update (expires_at) on upload to motcua_app;
grant update (key) on upload to motcua_app;
grant update (media_type) on upload to motcua_app;
grant update (sha256) on upload to motcua_app;
grant update (size) on upload to motcua_app;
create table version_agency (
    version uuid not null,
    agency uuid not null,
    role text not null
);
alter table version_agency add constraint version_agency_role_check CHECK ((role = ANY (ARRAY['PROMULGATING'::text, 'EXECUTING'::text, 'COMPETENT'::text, 'DELEGATED'::text, 'COORDINATING'::text])));
alter table version_agency add constraint version_agency_agency_fkey FOREIGN KEY (agency) REFERENCES agency(id);
alter table version_agency add constraint version_agency_version_fkey FOREIGN KEY (version) REFERENCES procedure_version(id);
alter table version_agency add constraint version_agency_pkey PRIMARY KEY (version, role, agency);
CREATE INDEX version_agency_agency ON public.version_agency USING btree (agency, role);
grant insert on version_agency to motcua_app;
grant select on version_agency to motcua_app;
grant insert on version_agency to motcua_load;
grant select on version_agency to motcua_load;
create table version_audience (
    version uuid not null,
    audience uuid not null
);
alter table version_audience add constraint version_audience_audience_fkey FOREIGN KEY (audience) REFERENCES audience(id);
alter table version_audience add constraint version_audience_version_fkey FOREIGN KEY (version) REFERENCES procedure_version(id);
alter table version_audience add constraint version_audience_pkey PRIMARY KEY (version, audience);
CREATE INDEX version_audience_audience ON public.version_audience USING btree (audience);
grant insert on version_audience to motcua_app;
grant select on version_audience to motcua_app;
grant insert on version_audience to motcua_load;
grant select on version_audience to motcua_load;
create table version_component (
    version uuid not null,
    ordinal integer not null,
    component uuid,
    code text,
    name text not null,
    kind text not null,
    processing_result boolean,
    paper uuid
);
alter table version_component add constraint version_component_kind_check CHECK ((kind = ANY (ARRAY['PAPER'::text, 'HEADING'::text, 'NOTE'::text])));
alter table version_component add constraint version_component_paper_fkey FOREIGN KEY (paper) REFERENCES paper(id);
alter table version_component add constraint version_component_version_fkey FOREIGN KEY (version) REFERENCES procedure_version(id);
alter table version_component add constraint version_component_pkey PRIMARY KEY (version, ordinal);
CREATE INDEX version_component_component ON public.version_component USING btree (component);
CREATE INDEX version_component_paper ON public.version_component USING btree (paper) WHERE (paper IS NOT NULL);
grant insert on version_component to motcua_app;
grant select on version_component to motcua_app;
grant insert on version_component to motcua_load;
grant select on version_component to motcua_load;
create table version_legal_basis (
    version uuid not null,
    legal_basis uuid not null
);
alter table version_legal_basis add constraint version_legal_basis_legal_basis_fkey FOREIGN KEY (legal_basis) REFERENCES legal_basis(id);
alter table version_legal_basis add constraint version_legal_basis_version_fkey FOREIGN KEY (version) REFERENCES procedure_version(id);
alter table version_legal_basis add constraint version_legal_basis_pkey PRIMARY KEY (version, legal_basis);
CREATE INDEX version_legal_basis_basis ON public.version_legal_basis USING btree (legal_basis);
grant insert on version_legal_basis to motcua_app;
grant select on version_legal_basis to motcua_app;
grant insert on version_legal_basis to motcua_load;
grant select on version_legal_basis to motcua_load;
create table version_service_group (
    version uuid not null,
    service_group uuid not null
);
alter table version_service_group add constraint version_service_group_service_group_fkey FOREIGN KEY (service_group) REFERENCES service_group(id);
alter table version_service_group add constraint version_service_group_version_fkey FOREIGN KEY (version) REFERENCES procedure_version(id);
alter table version_service_group add constraint version_service_group_pkey PRIMARY KEY (version, service_group);
CREATE INDEX version_service_group_group ON public.version_service_group USING btree (service_group);
grant insert on version_service_group to motcua_app;
grant select on version_service_group to motcua_app;
grant insert on version_service_group to motcua_load;
grant select on version_service_group to motcua_load;
create table webhook (
    id uuid not null,
    agency uuid,
    url text not null,
    topics text[] not null,
    agencies uuid[] not null default '{}'::uuid[],
    sectors uuid[] not null default '{}'::uuid[],
    key bytea not null,
    secret bytea not null,
    former_secret bytea,
    former_until timestamp with time zone,
    created_by text not null,
    created_at timestamp with time zone not null default clock_timestamp(),
    disabled_at timestamp with time zone,
    disabled_reason text
);
alter table webhook add constraint webhook_check CHECK (((disabled_at IS NULL) = (disabled_reason IS NULL)));
alter table webhook add constraint webhook_check1 CHECK (((former_secret IS NULL) = (former_until IS NULL)));
alter table webhook add constraint webhook_created_by_check CHECK ((created_by <> ''::text));
alter table webhook add constraint webhook_topics_check CHECK (((topics <@ ARRAY['CATALOGUE'::text, 'FEEDBACK'::text]) AND (cardinality(topics) > 0)));
alter table webhook add constraint webhook_agency_fkey FOREIGN KEY (agency) REFERENCES agency(id);
alter table webhook add constraint webhook_pkey PRIMARY KEY (id);
CREATE INDEX webhook_order ON public.webhook USING btree (created_at, id);
grant insert on webhook to motcua_app;
grant select on webhook to motcua_app;
grant update (disabled_at) on webhook to motcua_app;
grant update (disabled_reason) on webhook to motcua_app;
grant update (former_secret) on webhook to motcua_app;
grant update (former_until) on webhook to motcua_app;
grant update (key) on webhook to motcua_app;
grant update (secret) on webhook to motcua_app;
create table webhook_delivery (
    id uuid not null default gen_random_uuid(),
    seq bigint not null generated always as identity,
    webhook uuid not null,
    topic text not null,
    body text not null,
    created_at timestamp with time zone not null default clock_timestamp(),
    attempts integer not null default 0,
    next_at timestamp with time zone not null default clock_timestamp(),
    leased_until timestamp with time zone,
    delivered_at timestamp with time zone,
    dead_at timestamp with time zone,
    last_status integer,
    last_error text
);
alter table webhook_delivery add constraint webhook_delivery_topic_check CHECK ((topic = ANY (ARRAY['CATALOGUE'::text, 'FEEDBACK'::text, 'RESYNC'::text])));
alter table webhook_delivery add constraint webhook_delivery_webhook_fkey FOREIGN KEY (webhook) REFERENCES webhook(id);
alter table webhook_delivery add constraint webhook_delivery_pkey PRIMARY KEY (id);
CREATE INDEX webhook_delivery_done ON public.webhook_delivery USING btree (delivered_at) WHERE (delivered_at IS NOT NULL);
CREATE INDEX webhook_delivery_due ON public.webhook_delivery USING btree (next_at, seq) WHERE ((delivered_at IS NULL) AND (dead_at IS NULL));
CREATE INDEX webhook_delivery_order ON public.webhook_delivery USING btree (webhook, ((- seq)), id);
grant delete on webhook_delivery to motcua_app;
grant insert on webhook_delivery to motcua_app;
grant select on webhook_delivery to motcua_app;
grant update (attempts) on webhook_delivery to motcua_app;
grant update (dead_at) on webhook_delivery to motcua_app;
grant update (delivered_at) on webhook_delivery to motcua_app;
grant update (last_error) on webhook_delivery to motcua_app;
grant update (last_status) on webhook_delivery to motcua_app;
grant update (leased_until) on webhook_delivery to motcua_app;
grant update (next_at) on webhook_delivery to motcua_app;
create table webhook_position (
    only_row boolean not null default true,
    system text not null,
    timeline bigint not null,
    epoch bigint not null,
    xid xid8 not null,
    id bigint not null
);
alter table webhook_position add constraint webhook_position_only_row_check CHECK (only_row);
alter table webhook_position add constraint webhook_position_pkey PRIMARY KEY (only_row);
grant insert on webhook_position to motcua_app;
grant select on webhook_position to motcua_app;
grant update on webhook_position to motcua_app;
create table working_day_exception (
    day date not null,
    year integer not null,
    kind text not null,
    name text not null
);
alter table working_day_exception add constraint working_day_exception_check CHECK (((year)::numeric = EXTRACT(year FROM day)));
alter table working_day_exception add constraint working_day_exception_kind_check CHECK ((kind = ANY (ARRAY['HOLIDAY'::text, 'SWAPPED_OFF'::text, 'SWAPPED_ON'::text])));
alter table working_day_exception add constraint working_day_exception_name_check CHECK ((name <> ''::text));
alter table working_day_exception add constraint working_day_exception_year_fkey FOREIGN KEY (year) REFERENCES working_year(year);
alter table working_day_exception add constraint working_day_exception_pkey PRIMARY KEY (day);
CREATE INDEX working_day_exception_year ON public.working_day_exception USING btree (year, day);
CREATE TRIGGER log_change AFTER INSERT OR DELETE OR UPDATE ON public.working_day_exception FOR EACH STATEMENT EXECUTE FUNCTION log_change_of_all('RULES');
grant delete on working_day_exception to motcua_app;
grant insert on working_day_exception to motcua_app;
grant select on working_day_exception to motcua_app;
grant select on working_day_exception to motcua_load;
create table working_year (
    year integer not null,
    source text not null,
    assumed boolean not null
);
alter table working_year add constraint working_year_source_check CHECK ((source <> ''::text));
alter table working_year add constraint working_year_year_check CHECK (((year >= 2000) AND (year <= 2200)));
alter table working_year add constraint working_year_pkey PRIMARY KEY (year);
CREATE TRIGGER log_change AFTER INSERT OR DELETE OR UPDATE ON public.working_year FOR EACH STATEMENT EXECUTE FUNCTION log_change_of_all('RULES');
grant delete on working_year to motcua_app;
grant insert on working_year to motcua_app;
grant select on working_year to motcua_app;
grant select on working_year to motcua_load;
grant update (assumed) on working_year to motcua_app;
grant update (source) on working_year to motcua_app;
CREATE OR REPLACE FUNCTION public.agency_name(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
    select regexp_replace(folded($1), '^((ubnd|uy ban nhan dan) )?((tinh|thanh pho|tp\.?) )?', '')
$function$
;
CREATE OR REPLACE FUNCTION public.audit_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    if tg_op = 'DELETE' and old.at < clock_timestamp() - interval '366 days'
       and current_setting('motcua.audit_trim', true) = 'on' then
        return old;
    end if;
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $function$
;
CREATE OR REPLACE FUNCTION public.audit_trim(kept interval)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO '$user', 'public'
AS $function$
declare
    trimmed bigint;
begin
    if kept < interval '366 days' then
        raise exception 'the audit log is kept for twelve months at least' using errcode = 'invalid_parameter_value';
    end if;
    perform set_config('motcua.audit_trim', 'on', true);
    with old as (
        select id from audit_entry where at < clock_timestamp() - kept order by at, id limit 10000
    ), gone as (
        delete from audit_entry a using old where a.id = old.id returning a.id
    )
    select count(*) into trimmed from gone;
    perform set_config('motcua.audit_trim', 'off', true);
    return trimmed;
end $function$
;
CREATE OR REPLACE FUNCTION public.episode_ended(a feedback_assignment, at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
AS $function$
    select case
        when cardinality(a.gap_from) > 0 and exists (select from unnest(a.gap_from, a.gap_to) as g (began, ended) where g.began < at and g.ended >= at)
            then (select max(g.began) from unnest(a.gap_from, a.gap_to) as g (began, ended) where g.began < at and g.ended >= at)
        when a.ended < at then a.ended
    end
$function$
;
CREATE OR REPLACE FUNCTION public.episode_outcome(a feedback_assignment, at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
    select case
        when cardinality(a.gap_from) > 0 and exists (select from unnest(a.gap_from, a.gap_to) as g (began, ended) where g.began < at and g.ended >= at)
            then (select g.outcome from unnest(a.gap_from, a.gap_to, a.gap_outcome) as g (began, ended, outcome)
                  where g.began < at and g.ended >= at order by g.began desc limit 1)
        when a.ended < at then a.outcome
    end
$function$
;
CREATE OR REPLACE FUNCTION public.folded(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
    select btrim(regexp_replace(replace(regexp_replace(normalize(lower($1), NFD), '[\u0300-\u036f]', '', 'g'), 'đ', 'd'),
        '[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g'))
$function$
;
CREATE OR REPLACE FUNCTION public.log_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO '$user', 'public'
AS $function$
begin
    -- tg_argv: the entity, and the column of the changed rows that names it.
    execute format(
        'insert into change (epoch, entity, entity_id, op)
         select (select epoch from log_epoch), $1, c.%1$I, $2 from (select distinct %1$I from changed) c',
        tg_argv[1]) using tg_argv[0], tg_op;
    perform pg_notify('motcua_change', '');
    return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.log_change_of_all()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO '$user', 'public'
AS $function$
begin
    insert into change (epoch, entity, entity_id, op)
    select epoch, tg_argv[0], '00000000-0000-0000-0000-000000000000', tg_op from log_epoch;
    perform pg_notify('motcua_change', '');
    return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.log_claim()
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO '$user', 'public'
AS $function$
declare
    here record;
    held record;
begin
    perform pg_advisory_xact_lock(hashtextextended('motcua.log_epoch', 0));
    select * into here from log_identity();
    select * into held from log_epoch;
    if found and held.system = here.system and held.timeline = here.timeline then
        return false;
    end if;
    truncate change, follower;
    delete from log_epoch;
    -- From the clock as well, so that two restores of one backup differ.
    insert into log_epoch (epoch, system, timeline)
    values (greatest(coalesce(held.epoch, 0) + 1, extract(epoch from clock_timestamp())::bigint), here.system, here.timeline);
    return true;
end $function$
;
CREATE OR REPLACE FUNCTION public.log_identity(OUT system text, OUT timeline bigint)
 RETURNS record
 LANGUAGE sql
 STABLE
AS $function$
    select (select system_identifier::text from pg_control_system())
           || '.' || (select oid from pg_database where datname = current_database())
           || '.' || 'change'::regclass::oid,
           case when pg_is_in_recovery() then (select timeline_id::bigint from pg_control_checkpoint())
           else ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint end
$function$
;
CREATE OR REPLACE FUNCTION public.log_renew(lost bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO '$user', 'public'
AS $function$
begin
    perform pg_advisory_xact_lock(hashtextextended('motcua.log_epoch', 0));
    update log_epoch set timeline = 0 where epoch = lost; -- no timeline has this number
    return found and log_claim();
end $function$
;
CREATE OR REPLACE FUNCTION public.log_trim()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO '$user', 'public'
AS $function$
declare
    trimmed bigint;
begin
    delete from follower where seen_at < clock_timestamp() - interval '1 hour';
    with gone as (
        delete from change c
        where (c.xid, c.id) <= (select f.xid, f.id from follower f order by f.xid, f.id limit 1)
          and c.at < clock_timestamp() - case c.entity when 'PROCEDURE' then interval '7 days' else interval '1 hour' end
        returning c.xid, c.id, c.entity
    ), any_mark as (
        update log_epoch e set (trimmed_xid, trimmed_id) = (
            select m.xid, m.id from (select xid, id from gone union all select e.trimmed_xid, e.trimmed_id) m
            order by m.xid desc, m.id desc limit 1),
        (catalogue_xid, catalogue_id) = (
            select m.xid, m.id from (select xid, id from gone where entity = 'PROCEDURE' union all select e.catalogue_xid, e.catalogue_id) m
            order by m.xid desc, m.id desc limit 1)
        where exists (select from gone)
    )
    select count(*) into trimmed from gone;
    return trimmed;
end $function$
;
CREATE OR REPLACE FUNCTION public.reader_sees(sender_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO '$user', 'public'
AS $function$
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
$function$
;
