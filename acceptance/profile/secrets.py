"""Which secrets can be kept out of records and reports, and which cannot because they are words like any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, SecretStr

SHORTEST = 4
"""Characters. A shorter text occurs everywhere by chance."""
EVERYDAY = frozenset(
    """
    true false none null http https localhost admin administrator test user guest root default changeme
    letmein satisfied violated inconclusive assessed scenario feature given when then outcome reason cause
    platform binding environment suite control framework customer consent model score scoring credit card
    number audit record report evidence seconds expected seen check step name started finished digest
    """.split()  # noqa: SIM905 - it reads better than a list of quotation marks
)
"""What records and reports are written with, whatever they tell of."""


def secrets_of(block: Any, place: str = "") -> Iterator[tuple[str, SecretStr]]:
    """Every secret of a part of a profile, with its dotted place."""
    if isinstance(block, SecretStr):
        yield place, block
    elif isinstance(block, Mapping):
        for key, value in block.items():
            yield from secrets_of(value, f"{place}.{key}" if place else str(key))
    elif isinstance(block, BaseModel):
        for key in type(block).model_fields:
            yield from secrets_of(getattr(block, key), f"{place}.{key}" if place else key)


def refusals(profile: BaseModel, keys: Iterable[str]) -> list[str]:
    """A sentence, which begins with its place, for each secret that could not be blanked out.

    Args:
        keys: the words that the profile is written with.
    """
    ordinary = {*EVERYDAY, *(key.lower() for key in keys)}
    told = ((place, _complaint(secret.get_secret_value(), place, ordinary)) for place, secret in secrets_of(profile))
    return [f"{place}: {complaint}" for place, complaint in told if complaint]


def _complaint(value: str, place: str, ordinary: Iterable[str]) -> str | None:
    if not value.strip():
        return "it is empty; give it a value, or leave the key out where nobody asks for one"
    if len(value) < SHORTEST:
        return (
            f"it has {len(value)} characters, which occur everywhere by chance: no report could leave it out; "
            f"make it longer, {SHORTEST} at least"
        )
    if value in place or any(value.lower() in word for word in ordinary):
        return "it is an ordinary word, which no report could leave out; take a longer one, with digits or signs in it"
    return None
