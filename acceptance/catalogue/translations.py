"""Scenarios in another language, kept beside their feature: `erasure.feature` in French is `erasure.fr.yaml`.

Such a file lists scenarios, each with the English text that was translated. Where the English is another one by now,
the translation is stale, and says so wherever it is shown.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from acceptance.catalogue.texts import Text
from acceptance.specification import feature_files, shown
from acceptance.yaml_document import read_document

Sentence = Annotated[str, Field(min_length=1)]


class _Scenario(BaseModel):
    """One scenario: its English text when it was translated, without tags, and the translation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    english: Sentence
    translated: Sentence


class _Translation(BaseModel):
    """What of one feature was translated, and by whom."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    translated_by: Sentence
    scenarios: Annotated[tuple[_Scenario, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Translated:
    """A scenario in another language, line by line. `stale` says whether the English has changed since."""

    lines: tuple[str, ...]
    stale: bool


def plain(lines: Iterable[str]) -> str:
    """A text as two of them are compared: neither indentation nor empty lines, nor comments, count.

    >>> plain(["  Scenario: It holds", "", "    # why", "    Then it does"])
    'Scenario: It holds\\nThen it does'
    """
    told = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in told if line and not line.startswith("#"))


def translations(texts: Iterable[Text], language: str) -> Mapping[str, Translated]:
    """Each scenario that was translated, by its place.

    A translation belongs to the scenario whose first line is that of its English text.

    Raises:
        ConfigurationError: a file cannot be read, or breaks a rule.
    """
    by_first: dict[tuple[str, str], _Scenario] = {}
    for feature in feature_files():
        path = feature.with_suffix(f".{language}.yaml")
        if path.exists():
            for one in _read(path).scenarios:
                by_first[shown(feature), plain(one.english.splitlines()[:1])] = one
    found = {}
    for text in texts:
        known = by_first.get((text.place.rpartition(":")[0], plain(text.lines[:1])))
        if known is not None:
            stale = plain(known.english.splitlines()) != plain(text.lines)
            lines = tuple(textwrap.dedent(known.translated).rstrip().split("\n"))
            found[text.place] = Translated(lines, stale)
    return found


def _read(path: Path) -> _Translation:
    document = read_document(path)
    if not isinstance(document.content, dict):
        raise document.fault((), "a translation is a map with translated_by and scenarios; write these keys")
    try:
        return _Translation.model_validate(document.content)
    except ValidationError as error:
        raise document.invalid(error, _Translation) from None
