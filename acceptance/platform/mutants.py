"""Small changes of the platform's own code, and which of its code runs when, by the commands of its profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from acceptance.outcome import ConfigurationError, PlatformNotProvided
from acceptance.platform.defects import printed_by
from acceptance.platform.provision import command
from acceptance.profile.provision import Mutants, Provision

WITHIN_S = 120.0
Spans = Mapping[str, Sequence[tuple[float, float]]]
"""For each place in the platform's code when it was executed, in seconds since 1970."""


class Mutant(BaseModel):
    """What a platform says of one of its mutants; what it says besides is not read.

    Attributes:
        title: what changes, where, into what.
        places: the places whose execution executes it; with none, any scenario may.
        digest: of what changes and into what: an explanation that is kept for a mutant holds for this digest only.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[str, Field(min_length=1)]
    title: str
    places: tuple[str, ...] = ()
    digest: Annotated[str, Field(min_length=1)]


Shape = TypeVar("Shape")
_LIST = TypeAdapter(list[Mutant])
_SPANS = TypeAdapter(dict[str, list[tuple[float, float]]])


def commands_for_mutants(provision: Provision, where: str) -> Mutants:
    """The profile's commands.

    Raises:
        ConfigurationError: it has none.
    """
    if provision.mutants is None:
        raise ConfigurationError(
            f"{where}: provision.mutants is not given, so no code can be changed there; bind the commands "
            "for mutants, or try the suite on a platform that has them, such as the one of profiles/local.yaml."
        )
    return provision.mutants


def listed_mutants(mutants: Mutants) -> list[Mutant]:
    """Every mutant that the platform has.

    Raises:
        PlatformNotProvided: the command failed, or printed something else than its contract, or one id twice.
    """
    found = _read(_LIST, mutants.list, "")
    if len({one.id for one in found}) < len(found):
        raise PlatformNotProvided(f"{' '.join(mutants.list)} must print each id once.")
    return found


class Watch:
    """Has one running platform note what it executes."""

    def __init__(self, mutants: Mutants, run_id: str) -> None:
        self._mutants = mutants
        self._run_id = run_id

    def on(self) -> None:
        """Begins. Raises PlatformNotProvided when the command fails."""
        printed_by(command(self._mutants.watch_on, self._run_id), WITHIN_S)

    def off(self) -> None:
        """Ends. Raises like `on`."""
        printed_by(command(self._mutants.watch_off, self._run_id), WITHIN_S)

    def reached(self) -> Spans:
        """What was noted so far. Raises like `on`, and when the platform noted nothing at all."""
        found = _read(_SPANS, self._mutants.reached, self._run_id)
        if not found:
            raise PlatformNotProvided(f"{' '.join(self._mutants.reached)} printed that no code ran at all.")
        return found


def _read(shape: TypeAdapter[Shape], words: list[str], run_id: str) -> Shape:
    try:
        return shape.validate_json(printed_by(command(words, run_id), WITHIN_S))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise PlatformNotProvided(
            f"{' '.join(words)} printed something else than it must: {place}: {first['msg']}"
        ) from None
