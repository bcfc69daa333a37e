"""What all blocks of a profile have in common, and how requirements ask for the one they need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar, get_origin

from pydantic import BaseModel, ConfigDict, model_validator

from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.files import meant


class Entries(dict[str, Any]):
    """A map of the profile, by names that a company chooses. Whoever needs an entry that it lacks is not assessed.

    Raises:
        NotAssessed: where an entry is asked for by `[]` that is not there.
    """

    def __init__(self, place: str, entries: Mapping[str, Any]) -> None:
        super().__init__(entries)
        self.place = place

    def __missing__(self, name: str) -> Any:
        raise NotAssessed(f"the profile's {self.place} has no {name!r}", Cause.BINDING)


class Block(BaseModel):
    """A block of the profile: read-only, and closed to keys nobody reads. Its maps are `Entries`."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def a_truth_is_no_number(cls, content: Any) -> Any:
        """YAML reads `yes` and `on` as true, and 1 would be made of it without a word."""
        fields = cls.model_fields.items() if isinstance(content, dict) else ()
        for name, field in fields:
            if isinstance(content.get(name), bool) and _is_number(field.annotation):
                raise ValueError(f"{name}: {str(content[name]).lower()} is no number; write one")
        return content

    def model_post_init(self, _context: Any) -> None:
        block = getattr(type(self), "called", None)
        for name, field in type(self).model_fields.items():
            if get_origin(field.annotation) is dict and isinstance(self.__dict__.get(name), dict):
                place = f"{block}.{name}" if block is not None else name
                self.__dict__[name] = Entries(place, self.__dict__[name])


def _is_number(kind: Any) -> bool:
    meant_ones = meant(kind)
    return bool({int, float}.intersection(meant_ones)) and bool not in meant_ones


class Agreement(Block):
    """What a company agreed about one subject; a profile may lack it.

    Attributes:
        called: its key in the profile.
        without_it: what follows where a profile lacks it, to be added to the sentence that says so.
    """

    called: ClassVar[str]
    without_it: ClassVar[str] = ""

    def word(self, plain: str, vocabulary: str = "words") -> str:
        """The platform's own word for what features call by a plain one.

        Args:
            vocabulary: the part of this block that lists such words, as `words` or `events`.

        Raises:
            NotAssessed: it is not listed there.
        """
        words: Mapping[str, str] = getattr(self, vocabulary)
        if plain not in words:
            place = f"{self.called}.{vocabulary}"
            raise NotAssessed(f"the profile's block {place} has no word for {plain!r}", Cause.BINDING)
        return words[plain]


class Service(Block):
    """A service of the platform; an environment may be without any but the scoring API.

    Attributes:
        called: its key in the block `services`.
        plain: what features and reports call it.
    """

    called: ClassVar[str]
    plain: ClassVar[str]


Kind = TypeVar("Kind", bound=Agreement)


class Agreements(Block):
    """A profile, as far as it holds agreements."""

    def agreed(self, kind: type[Kind]) -> Kind:
        """The block of a kind.

        Raises:
            NotAssessed: the profile lacks it.
        """
        found = getattr(self, kind.called)
        if not isinstance(found, kind):
            raise NotAssessed(f"the profile has no block {kind.called!r}{kind.without_it}", Cause.BINDING)
        return found
