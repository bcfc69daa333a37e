"""What a binding of the profile has told. A word that it has no place for is a gap of the profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from acceptance.outcome import Cause, NotAssessed


class Told(dict[str, Any]):
    """The suite's words -> what stood in their places; None where nothing stood there.

    A word for which the profile names no place cannot be asked for, in no way: what would be missed is no finding
    about the platform. `tells` says whether there is a place. Merged with other words it becomes a plain dictionary.

    >>> Told("the operation 'score'", {"credit_score": 700})["credit_score"]
    700

    Raises:
        NotAssessed: where a word is asked for that the profile names no place for.
    """

    def __init__(self, binding: str, words: Mapping[str, Any]) -> None:
        super().__init__(words)
        self.binding = binding

    def tells(self, word: str) -> bool:
        """Whether the profile names a place for a word."""
        return super().__contains__(word)

    def __missing__(self, word: str) -> Any:
        raise NotAssessed(f"{self.binding} of the profile does not say where {word!r} stands", Cause.BINDING)

    def __contains__(self, word: object) -> bool:
        return super().__contains__(word) or bool(self.__missing__(str(word)))

    def get(self, word: str, default: Any = None) -> Any:
        """As `told[word]`; `default` where nothing stood in its place."""
        found = self[word]
        return default if found is None else found
