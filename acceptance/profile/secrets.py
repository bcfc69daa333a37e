"""Which secrets can be kept out of records and reports, and which cannot because they are words like any other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel, SecretStr

from acceptance.outcome import ConfigurationError
from acceptance.yaml_document import Document, Place

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


def written_out(document: Document, model: type[BaseModel]) -> list[ConfigurationError]:
    """A fault for each secret that stands in the file itself, or beside its variable as a default."""
    wanted = _places_of_secrets(model, ())
    found = [
        place for place, value in _texts(document.content, ()) if _is_secret(place, wanted) and _stands_there(value)
    ]
    return [document.fault(place, "a secret must not stand in a file that many read: write ${NAME}") for place in found]


Pattern = tuple[str | None, ...]
"""A place, with None for any key."""


def _places_of_secrets(annotation: Any, place: Pattern) -> set[Pattern]:
    """Where a model holds secrets."""
    if annotation is SecretStr:
        return {place}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        return set().union(*(_places_of_secrets(field.annotation, (*place, name)) for name, field in fields))
    arguments = [one for one in get_args(annotation) if one is not type(None)]
    if get_origin(annotation) in (dict, list, tuple):
        return set().union(*(_places_of_secrets(one, (*place, None)) for one in arguments[-1:]))
    return set().union(*(_places_of_secrets(one, place) for one in arguments))


def _texts(node: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, (*place, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _texts(value, (*place, number))
    elif node is not None and not isinstance(node, bool):
        yield place, str(node)


def _is_secret(place: Place, wanted: set[Pattern]) -> bool:
    return any(
        len(one) == len(place) and all(part in (None, here) for part, here in zip(one, place, strict=True))
        for one in wanted
    )


def _stands_there(value: str) -> bool:
    """Whether anything of a secret is written out: all of it is to come from one variable without a default."""
    return re.fullmatch(r"\$\{[A-Z][A-Z0-9_]*\}", value.strip()) is None


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
