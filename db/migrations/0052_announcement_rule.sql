-- +goose Up

-- The time limits of announcing and publishing decisions, in working days, in
-- the same dated sets as those of feedback; null: the set tells none, and the
-- last one that did still holds.
alter table rule_set
    add column announce_ministry integer check (announce_ministry between 0 and 365),
    add column announce_province integer check (announce_province between 0 and 365),
    add column publish_ministry  integer check (publish_ministry between 0 and 365),
    add column publish_province  integer check (publish_province between 0 and 365),
    add check (num_nulls(announce_ministry, announce_province, publish_ministry, publish_province) in (0, 4));

insert into rule_set (valid_from, source, refuse, supplement, answer, publish, announce_ministry, announce_province, publish_ministry, publish_province)
select v.valid_from, v.source, r.refuse, r.supplement, r.answer, r.publish, v.am, v.ap, v.pm, v.pp
from (values
    (date '2010-10-14', 'Nghị định 63/2010/NĐ-CP, Điều 15, 24 và 26 (as first published); for feedback the set before', 10, 10, 5, 5),
    (date '2025-01-01', 'Mô tả công thức tính chỉ số 766, mục 1 (as the national portal computes in 2025-2026; the day from which is assumed); for feedback the set before', 20, 5, 10, 5)
) as v (valid_from, source, am, ap, pm, pp)
cross join lateral (select * from rule_set r where r.valid_from <= v.valid_from order by r.valid_from desc limit 1) r
on conflict (valid_from) do nothing;

-- +goose Down
-- Forward only: a database is taken back by restoring a backup.
