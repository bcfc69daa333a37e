"""The record of changes outlives a defect, so what was recorded while one was on has to go with it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench

NEWEST = "newest change"
# The log only grows, so each change that it speaks of stays on record: as a request that was refused, in the words of
# the last sound one. What was applied meanwhile is thereby taken back.
REMOVE = "delete from model_changes where change_id > %(newest)s"
REFUSED = """
insert into model_changes (change_id, subject, model_name, environment, route, state, old_version, new_version, reason,
                           ticket, requested_by, requested_person, requested_from, attempt, why)
overriding system value
select logged.change_id, 'model', sound.model_name, sound.environment, 'regular', 'refused', sound.old_version,
       sound.new_version, sound.reason, sound.ticket, sound.requested_by, sound.requested_person, sound.requested_from,
       'request', 'a trial of this platform'
  from (select distinct split_part(resource, ' ', 3)::bigint as change_id
          from audit.entries where event = 'model change' and resource ~ '^model change [0-9]+$') as logged,
       (select * from model_changes where state = 'applied' and subject = 'model' and change_id <= %(newest)s
         order by change_id desc limit 1) as sound
 where not exists (select from model_changes as kept where kept.change_id = logged.change_id)
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
