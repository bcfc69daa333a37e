"""What all blocks of a profile have in common, and how requirements ask for the one they need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict

from acceptance.outcome import Cause, NotAssessed


class Block(BaseModel):
    """A block of the profile: read-only, and closed to keys nobody reads."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


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
