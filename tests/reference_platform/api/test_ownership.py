"""An agency gets only at customers whom it brought, whatever number leads to them; all others are asked nothing."""

import asyncio
from types import SimpleNamespace as Some

import pytest

from reference_platform.api.identity import Caller
from reference_platform.api.ownership import NotYours, require_own

RESULTS = {"r-north": "c-north", "r-south": "c-south"}
OWNERS = {"c-north": "north", "c-south": "south", "c-known-by-records": ""}


class Database:
    """Customers, their owners and results in memory; `asked` counts the questions."""

    def __init__(self) -> None:
        self.asked = 0

    async def row(self, statement: str, value: str) -> dict[str, str | None] | None:
        self.asked += 1
        if "scoring_results where request_id" in statement:
            return {"customer_id": RESULTS[value]} if value in RESULTS else None
        if "from contests" in statement:
            return {"customer_id": "c-south"} if value == "case-south" else None
        return {"owner": OWNERS.get(value)}


def ask(named: dict[str, str], own_only: bool = True) -> int:
    database = Database()
    caller = Caller("north", frozenset({"scorer"}), "person", "north", own_only=own_only)
    request = Some(state=Some(caller=caller), app=Some(state=Some(parts=Some(database=database))))
    asyncio.run(require_own(request, named))
    return database.asked


@pytest.mark.parametrize(
    "named",
    [
        {"customer_id": "c-south"},
        {"customer_id": "c-known-by-records"},
        {"request_id": "r-south"},
        {"contest_id": "case-south"},
        {"customer_id": "c-north", "request_id": "r-south"},
    ],
)
def test_what_is_anothers_does_not_exist_for_an_agency(named: dict[str, str]) -> None:
    with pytest.raises(NotYours) as told:
        ask(named)
    assert (told.value.status, told.value.kind) == (404, "not-found")


@pytest.mark.parametrize("named", [{"customer_id": "c-north"}, {"request_id": "r-north"}, {"customer_id": "c-new"}])
def test_an_agency_gets_at_its_own_and_at_whom_nobody_knows_yet(named: dict[str, str]) -> None:
    assert ask(named) > 0


def test_nothing_is_looked_up_for_those_who_see_all() -> None:
    assert ask({"customer_id": "c-south"}, own_only=False) == 0


def test_what_is_no_identifier_is_not_even_looked_up() -> None:
    assert ask({"customer_id": "c\0south", "request_id": "r south"}) == 0
