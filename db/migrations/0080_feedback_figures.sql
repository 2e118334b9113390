-- +goose Up

-- The times in which an agency had nothing to do about what it held, and then
-- had again: answered and reopened, waiting for a supplement that came, forwarded
-- and given back. Without them a figure of a past period would tell how things
-- ended, and not how they stood.
alter table feedback_assignment
    add gap_from    timestamptz[] not null default '{}',
    add gap_to      timestamptz[] not null default '{}',
    add gap_outcome text[] not null default '{}',
    add constraint feedback_assignment_gaps check (cardinality(gap_from) = cardinality(gap_to) and cardinality(gap_from) = cardinality(gap_outcome));
grant update (gap_from, gap_to, gap_outcome) on feedback_assignment to motcua_app;

-- How an episode had ended by a moment; null while there was something to do.
create function episode_outcome(a feedback_assignment, at timestamptz) returns text language sql immutable as $$
    select case
        when cardinality(a.gap_from) > 0 and exists (select from unnest(a.gap_from, a.gap_to) as g (began, ended) where g.began < at and g.ended >= at)
            then (select g.outcome from unnest(a.gap_from, a.gap_to, a.gap_outcome) as g (began, ended, outcome)
                  where g.began < at and g.ended >= at order by g.began desc limit 1)
        when a.ended < at then a.outcome
    end
$$;
-- When it had.
create function episode_ended(a feedback_assignment, at timestamptz) returns timestamptz language sql immutable as $$
    select case
        when cardinality(a.gap_from) > 0 and exists (select from unnest(a.gap_from, a.gap_to) as g (began, ended) where g.began < at and g.ended >= at)
            then (select max(g.began) from unnest(a.gap_from, a.gap_to) as g (began, ended) where g.began < at and g.ended >= at)
        when a.ended < at then a.ended
    end
$$;

-- Whose steps were late, and what was reopened: few of all events.
create index feedback_event_late on feedback_event (feedback, at) where on_time = false;
create index feedback_event_reopened on feedback_event (feedback, at) where kind = 'REOPENED';

-- How satisfaction is reckoned, from a day on (formula of Index 766, section 5.3,
-- whose likes and dislikes are the sender's rating here).
create table satisfaction_rule (
    valid_from           date primary key,
    source               text not null check (source <> ''),
    dissatisfied_at_most smallint not null check (dissatisfied_at_most between 0 and 5) -- ratings up to it; 0 is none
);
insert into satisfaction_rule (valid_from, source, dissatisfied_at_most)
values ('2008-01-01', 'Mô tả công thức tính chỉ số 766, mục 5.3; a rating of 1 or 2 stands for more dislikes than likes', 2);
grant select, insert on satisfaction_rule to motcua_app;
grant update (source, dissatisfied_at_most) on satisfaction_rule to motcua_app;

-- Nothing ever asked these; reader_sees is the policy.
drop function acting_subject();
drop function acting_for(uuid);
drop function acting_as_sender(uuid);

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
