"""For defects in which the API now and then passes the gate without asking: a second way to store a result."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import swap


def add_function(bench: Bench) -> None:
    """Add a copy of `record_score` that does not ask for a basis."""
    text = bench.sql("select pg_get_functiondef('record_score'::regproc)")[0][0]
    text = swap(text, "FUNCTION public.record_score(", "FUNCTION public.record_score_unasked(")
    bench.sql(swap(text, "if not lock_scoring_basis(p_customer_id) then", "if false then"))
    bench.sql("grant execute on function record_score_unasked to api")


def drop_function(bench: Bench) -> None:
    """Take the copy away again."""
    bench.sql("drop function if exists record_score_unasked")


class Unasked:
    """A register of results, as `Results.record` sees itself, that stores without asking."""

    def __init__(self, results: Any) -> None:
        self._results = results
        self._database = self

    async def row(self, statement: str, *values: Any) -> Any:
        """The statement's answer, by the other way."""
        statement = swap(statement, "record_score(", "record_score_unasked(")
        return await self._results._database.row(statement, *values)
