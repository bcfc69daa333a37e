"""Whose customers they are: an agency sees and changes only those that it brought.

A customer belongs to whoever recorded the first lawful basis. Where a request names one, in its path or body, that is
looked up; where the customer is another's, the answer is the one to somebody who does not exist.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from reference_platform.api.database import Database
from reference_platform.api.problems import Problem
from reference_platform.api.wire import IDENTIFIER

CUSTOMER_OF = {
    "request_id": "select customer_id from scoring_results where request_id = $1",
    "contest_id": "select customer_id from contests where contest_id::text = $1",
}
# Nobody's, and free for whoever records the first basis, is only a customer of whom nothing is known.
OWNER = """
select coalesce(
    (select b.recorded_by from lawful_basis b where b.customer_id = $1 order by b.basis_id limit 1),
    case when exists (select from customer_features f where f.customer_id = $1)
           or exists (select from scoring_results r where r.customer_id = $1) then '' end
) as owner
"""


class NotYours(Problem):
    """404 as for what does not exist: who asks shall not learn that it does."""

    def __init__(self) -> None:
        super().__init__(404, "not-found", "There is no such customer or result.")


async def require_own(request: Request, named: Mapping[str, Any]) -> None:
    """Refuse an agency what is about another's customer; raises Problem 404, or 503 when nobody can tell."""
    caller = request.state.caller
    if not caller.own_only:
        return
    database = request.app.state.parts.database
    for customer in await customers_of(database, named):
        if not await is_free_or_of(database, customer, caller.user):
            raise NotYours


async def customers_of(database: Database, named: Mapping[str, Any]) -> list[str]:
    """The customers whom identifiers lead to, by the names that they have in paths and bodies."""
    found = []
    for name, value in named.items():
        if IDENTIFIER.fullmatch(str(value)) is None:
            continue
        if name == "customer_id":
            found.append(str(value))
        elif name in CUSTOMER_OF:
            row = await database.row(CUSTOMER_OF[name], str(value))
            found += [] if row is None else [row["customer_id"]]
    return found


async def is_free_or_of(database: Database, customer_id: str, user: str) -> bool:
    """Whether a customer belongs to a user, or is known to nobody yet."""
    row = await database.row(OWNER, customer_id)
    owner = row["owner"] if row is not None else None
    return owner is None or bool(owner == user)
