"""Lists that a platform gives in pages, and lists that it leaves out when they are empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from requests.utils import parse_header_links

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.http import Exchange
from acceptance.platform.places import dig
from acceptance.profile.bindings import Population

Ask = Callable[..., Exchange]
"""Asks for one page, by words for its operation and by what else stands in its address."""


def records(name: str, population: Population, ask: Ask) -> list[Any]:
    """The records of a population from all of its pages, in their order.

    Raises:
        NotAssessed: there is no list where the profile says, or the pages do not come to an end.
    """
    found: list[Any] = []
    page, seen = 1, set[str]()
    how: dict[str, Any] = {} if population.page_size is None else {"page": 1, "offset": 0}
    while True:
        answer = ask(**how)
        several = _listed(name, population, dig(answer.content, population.items))
        found += several
        page += 1
        going_on = _next(population, _named(population, answer), page, several, found)
        if going_on is None:
            return found
        if str(going_on) in seen:
            raise NotAssessed(f"the pages of the population {name!r} do not come to an end", Cause.BINDING)
        seen.add(str(going_on))
        how = going_on


def _named(population: Population, answer: Exchange) -> Any:
    """What an answer says that the next page is asked for with; None where it says nothing."""
    if population.next_link:
        links = parse_header_links(answer.headers.get("Link", ""))
        return next((link["url"] for link in links if "next" in link.get("rel", "").lower().split()), None)
    return dig(answer.content, population.next) if population.next else None


def _next(population: Population, told: Any, page: int, several: list[Any], found: list[Any]) -> dict[str, Any] | None:
    """How the next page is asked for; None after the last one."""
    if population.page_size is not None:
        return {"page": page, "offset": len(found)} if len(several) >= population.page_size else None
    if not told:
        return None
    address = urlsplit(str(told))
    if address.query:  # an address, of which what follows the question mark is the platform's own
        return {"next": "", "query": dict(parse_qsl(address.query))}
    return {"next": told}


def _listed(name: str, population: Population, value: Any) -> list[Any]:
    if value is None and population.absent_when_empty:
        return []
    if not isinstance(value, list):
        raise NotAssessed(f"the population {name!r} is not a list where the profile says", Cause.BINDING)
    return value
