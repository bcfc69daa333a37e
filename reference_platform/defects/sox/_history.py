"""The record of changes outlives a defect, so what was recorded while one was on has to go with it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench

NEWEST = "newest change"
# The log only grows, so each change that it speaks of stays on record, as its first entry tells of it: as a request
# that was refused. What was applied meanwhile is thereby taken back.
REMOVE = "delete from model_changes where change_id > %(newest)s"
REFUSED = """
insert into model_changes (change_id, subject, model_name, environment, route, state, old_version, new_version, reason,
                           ticket, requested_by, requested_person, requested_from, requested_kind, attempt, why)
overriding system value
select told.change_id, told.details ->> 'subject', sound.model_name, told.details ->> 'environment',
       told.details ->> 'route', 'refused', told.details ->> 'old_version', told.details ->> 'new_version',
       told.details ->> 'reason', told.details ->> 'ticket', told.actor,
       coalesce((select k.requested_person from model_changes k where k.requested_by = told.actor limit 1), told.actor),
       told.origin, told.actor_kind, 'request', told.details ->> 'why'
  from (select distinct on (change_id) * from (
            select split_part(e.resource, ' ', 3)::bigint as change_id, e.sequence, e.actor, e.actor_kind, e.origin,
                   e.details
              from audit.entries e where e.event = 'model change' and e.resource ~ '^model change [0-9]+$') as entries
         order by change_id, sequence) as told,
       (select * from model_changes where state = 'applied' and subject = 'model' and change_id <= %(newest)s
         order by change_id desc limit 1) as sound
 where not exists (select from model_changes as kept where kept.change_id = told.change_id)
"""


def remember(bench: Bench) -> None:
    """Note where the record ends."""
    bench.keep(NEWEST, bench.sql("select coalesce(max(change_id), 0) from model_changes")[0][0])


def forget(bench: Bench) -> None:
    """Take back what was recorded since; what decides is again what decided then."""
    newest = bench.kept(NEWEST)
    if newest is None:
        return
    bench.sql("alter table model_changes disable trigger user")
    bench.sql(REMOVE, {"newest": newest})
    bench.sql(REFUSED, {"newest": newest})
    bench.sql("alter table model_changes enable trigger user")


def restore(bench: Bench) -> None:
    """Put changed functions back, then forget."""
    bench.restore_functions()
    forget(bench)
