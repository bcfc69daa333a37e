"""What was translated into other languages, always together with the English that it was translated from.

Scenarios are kept beside their feature: `erasure.feature` in French is `erasure.fr.yaml`. Where the English of a
scenario is another one by now, the translation is stale, and says so wherever it is shown. Sentences of the catalogue
are kept in `translations/fr.yaml` below its folder; one that is another by now has no translation any more.
"""

from __future__ import annotations

import textwrap
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from acceptance.catalogue.texts import Text, texts
from acceptance.specification import control_folders, feature_files, shown
from acceptance.yaml_document import read_document

FOLDER = "translations"
Sentence = Annotated[str, Field(min_length=1)]


class _Text(BaseModel):
    """A scenario without its tags, or a sentence of the catalogue: as it was when it was translated, and then."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    english: Sentence
    translated: Sentence


class _File(BaseModel):
    """Who translated what a file keeps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    translated_by: Sentence


Texts = Annotated[tuple[_Text, ...], Field(min_length=1)]


class _Feature(_File):
    """What of one feature was translated."""

    scenarios: Texts


class _Catalogue(_File):
    """What of a catalogue was translated: titles and obligations."""

    sentences: Texts


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


def translations(written: Iterable[Text], language: str) -> Mapping[str, Translated]:
    """Each scenario that was translated, by its place.

    A translation belongs to the scenario whose first line is that of its English text.

    Raises:
        ConfigurationError: a file cannot be read, or breaks a rule.
    """
    by_first: dict[tuple[str, str], _Text] = {}
    for feature in feature_files():
        path = feature.with_suffix(f".{language}.yaml")
        if path.exists():
            for one in _read(path, _Feature).scenarios:
                by_first[shown(feature), plain(one.english.splitlines()[:1])] = one
    found = {}
    for text in written:
        known = by_first.get((text.place.rpartition(":")[0], plain(text.lines[:1])))
        if known is not None:
            stale = plain(known.english.splitlines()) != plain(text.lines)
            lines = tuple(textwrap.dedent(known.translated).rstrip().split("\n"))
            found[text.place] = Translated(lines, stale)
    return found


def sentences(language: str) -> Mapping[str, str]:
    """Each sentence of the catalogue that was translated, by its English; of two files the later one counts.

    Raises:
        ConfigurationError: a file cannot be read, or breaks a rule.
    """
    paths = [folder / FOLDER / f"{language}.yaml" for folder in control_folders()]
    read = [_read(path, _Catalogue) for path in paths if path.exists()]
    return {one.english: one.translated for each in read for one in each.sentences}


def orphans(features: Sequence[Path], controls: Path, said: Container[str]) -> Iterator[tuple[Path, str]]:
    """Each translation of what nobody says any more, with the file that keeps it.

    Args:
        features: the files of the features.
        controls: the folder of the catalogue.
        said: what the catalogue says: the titles of its frameworks, and titles and obligations of its controls.

    Raises:
        ConfigurationError: a file cannot be read, or breaks a rule.
    """
    for feature in features:
        headings = {plain(text.lines[:1]) for text in texts([feature])}
        for path in sorted(feature.parent.glob(f"{feature.stem}.*.yaml")):
            for one in _read(path, _Feature).scenarios:
                if (heading := plain(one.english.splitlines()[:1])) not in headings:
                    yield path, heading
    for path in sorted((controls / FOLDER).glob("*.yaml")):
        yield from ((path, one.english) for one in _read(path, _Catalogue).sentences if one.english not in said)


Kept = TypeVar("Kept", _Feature, _Catalogue)


def _read(path: Path, shape: type[Kept]) -> Kept:
    document = read_document(path)
    if not isinstance(document.content, dict):
        keys = " and ".join(shape.model_fields)
        raise document.fault((), f"a translation is a map with {keys}; write these keys")
    try:
        return shape.model_validate(document.content)
    except ValidationError as error:
        raise document.invalid(error, shape) from None
