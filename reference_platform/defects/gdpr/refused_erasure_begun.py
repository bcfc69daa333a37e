"""What is quick to clear is cleared at once, and only then the database says that a hold stands in the way."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

MADE = """
create function clear_what_is_quick(p_customer_id text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from contests c where c.customer_id = p_customer_id;
    perform card_vault.forget(p_customer_id);
end $$;
alter function clear_what_is_quick(text) owner to scoring_owner;
grant execute on function clear_what_is_quick(text) to api
"""


def clears_first(original: Any) -> Any:
    async def erase(self: Any, customer_id: str, requested_by: str) -> Any:
        await self._database.row("select clear_what_is_quick($1)", customer_id)
        return await original(self, customer_id, requested_by)

    return erase


def on(bench: Bench) -> None:
    bench.sql("drop function if exists clear_what_is_quick(text)")
    bench.sql(MADE)


def off(bench: Bench) -> None:
    bench.sql("drop function if exists clear_what_is_quick(text)")


DEFECT = Defect(
    id="gdpr-06-refused-erasure-begun",
    title="An erasure that a legal hold stops has begun already",
    must_catch=("GDPR-06",),
    may_also_catch=("PCI-07",),
    changes=("api",),
    replaces={"reference_platform.api.erasures:Erasures.erase": clears_first},
    on=on,
    off=off,
    reason="lost",
)
