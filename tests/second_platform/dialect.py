"""Everything that another company's platform may say or do otherwise, in one place: its dialect.

The platform's code knows things by names of its own; what is seen from outside (words, codes, ranges, units, numbers
of levels, which services there are) is looked up here and nowhere else.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.second_platform import words
from tests.second_platform.spelling import Spelling

SERVICES = ("events", "cache", "documents")
# What else an answer of the same meaning may have as its code.
SAME_MEANING = {
    "alive": (200, 204),
    "registered": (200, 201, 204),
    "changed": (200, 202, 204),
    "consented": (200, 201, 204),
    "scored": (200, 201),
    "contested": (200, 201, 202),
    "erased": (200, 202, 204),
    "no_basis": (403, 409, 422, 451),
    "erased_customer": (404, 410),
    "unknown": (404, 410),
    "invalid": (400, 422),
    "conflict": (409, 412),
    "not_ready": (500, 503),
    "no_identity": (401, 403),
    "no_right": (403, 404),
}
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


@dataclass(frozen=True)
class Level:
    """A level of credit standing: its word, from how many points on it holds, and whether it means a refusal."""

    word: str
    at_least: int
    declined: bool


@dataclass(frozen=True)
class Unit:
    """How a figure is written: `per_unit` of it make one year, euro a month, percent or whole ratio."""

    per_unit: int
    lowest: int
    highest: int


@dataclass(frozen=True)
class Dialect:
    """The words, codes, shapes and services of one variant of the platform."""

    segments: Mapping[str, str]
    fields: Mapping[str, str]
    states: Mapping[str, str]
    events: Mapping[str, str]
    tables: Mapping[str, str]
    purposes: Mapping[str, str]
    roles: Mapping[str, str]
    headers: Mapping[str, str]
    topics: Mapping[str, str]
    codes: Mapping[str, int]
    products: tuple[str, ...]
    levels: tuple[Level, ...]
    units: Mapping[str, Unit]
    lowest_score: int = 0
    highest_score: int = 1000
    number_prefix: str = "PT"
    number_digits: int = 9
    card_version: str = "cartao-2026.3"
    bucket: str = "documentos-clientes"
    cache_prefix: str = "ficha"
    cache_s: int = 300
    token_s: int = 60
    kept_days: int = 1825
    answer_ms: int = 0
    """How long the interface waits before it begins with an answer."""
    services: tuple[str, ...] = SERVICES
    spelling: Spelling = field(default_factory=Spelling)

    @property
    def number_shape(self) -> str:
        """The regular expression of a customer's number."""
        return f"^{self.numbers}$"

    @property
    def numbers(self) -> str:
        """The shape of a customer's number; one that is counted has no prefix, and does not begin with 0."""
        if self.spelling.counted:
            return f"[1-9][0-9]{{{self.number_digits - 1}}}"
        return f"{self.number_prefix}[0-9]{{{self.number_digits}}}"

    def written(self, name: str, value: Any) -> Any:
        """A value of one of the platform's own names, as it is written outside."""
        return self.spelling.outwards(name, value, self.lowest_score, self.highest_score)

    def meant(self, name: str, value: Any) -> Any:
        """The platform's own value for one that was written outside."""
        return self.spelling.inwards(name, value, self.lowest_score, self.highest_score)

    def path(self, *names: str) -> str:
        """A route: known names become segments, `{word}` stays as it is."""
        return "".join("/" + (name if name.startswith("{") else self.segments[name]) for name in names)

    def outwards(self, value: Any) -> Any:
        """The same with every key in this dialect's words, and every value in its spelling."""
        if isinstance(value, dict):
            return {self.fields.get(key, key): self.outwards(self.written(key, inner)) for key, inner in value.items()}
        return [self.outwards(inner) for inner in value] if isinstance(value, list) else value

    def inwards(self, value: Any) -> Any:
        """The same with every key in the platform's own names; an unknown key stays, for somebody to refuse it."""
        own = {word: name for name, word in self.fields.items()}
        if isinstance(value, dict):
            known = {own.get(key, f"?{key}"): self.inwards(inner) for key, inner in value.items()}
            return {key: self.meant(key, inner) for key, inner in known.items()}
        return [self.inwards(inner) for inner in value] if isinstance(value, list) else value

    def sql(self, text: str) -> str:
        """A statement with `$table` and `$column` in this dialect's words."""
        known = self.fields | self.tables
        return re.sub(r"\$(\w+)", lambda found: known[found[1]], text)

    def renamed(self, seed: int) -> Dialect:
        """Another company's dialect: every name another, codes of the same meaning, other levels, units and services.

        Only the seed decides, so that a finding can be had again.
        """
        return _renamed(self, random.Random(seed))

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> Dialect:
        read = json.loads(text)
        read["levels"] = tuple(Level(**level) for level in read["levels"])
        read["spelling"] = Spelling(**read["spelling"])
        read["units"] = {name: Unit(**unit) for name, unit in read["units"].items()}
        return cls(**read | {key: tuple(read[key]) for key in ("products", "services")})

    @classmethod
    def read(cls, file: Path) -> Dialect:
        """The dialect that a file holds, as `to_json` writes it."""
        return cls.from_json(file.read_text())


PORTUGUESE = Dialect(
    segments=words.SEGMENTS,
    fields=words.FIELDS,
    states=words.STATES,
    events=words.EVENTS,
    tables=words.TABLES,
    purposes=words.PURPOSES,
    roles=words.ROLES,
    headers=words.HEADERS,
    topics=words.TOPICS,
    codes=words.CODES,
    products=words.PRODUCTS,
    levels=(
        Level("muito-fraco", 0, declined=True),
        Level("fraco", 350, declined=True),
        Level("razoavel", 500, declined=False),
        Level("bom", 650, declined=False),
        Level("excelente", 820, declined=False),
    ),
    units={
        "age": Unit(1, 18, 110),
        "income": Unit(100, 0, 5_000_000),
        "bureau": Unit(1, 0, 100),
        "debt": Unit(100, 0, 200),
        "employment": Unit(12, 0, 720),
    },
)


def _renamed(old: Dialect, chance: random.Random) -> Dialect:
    taken: set[str] = set()

    def word(joint: str = "") -> str:
        while True:
            new = joint.join("".join(chance.choices(SYLLABLES, k=2)) for _ in range(2))
            if new not in taken:
                taken.add(new)
                return new

    def others(group: Mapping[str, str], joint: str = "") -> dict[str, str]:
        return {name: word(joint) for name in group}

    lowest, highest = chance.choice([(0, 1000), (0, 100), (100, 900), (1, 999), (300, 850), (0, 10_000)])
    services = tuple(service for service in SERVICES if chance.random() < 0.6)
    return replace(
        old,
        segments=others(old.segments, "-"),
        fields=others(old.fields, "_"),
        states=others(old.states),
        events=others(old.events, "."),
        tables=others(old.tables, "_"),
        purposes=others(old.purposes),
        roles=others(old.roles),
        headers={name: f"x-{word('-')}" for name in old.headers},
        topics=others(old.topics, "."),
        codes={name: chance.choice(SAME_MEANING[name]) for name in old.codes},
        products=tuple(word("-") for _ in range(chance.randint(2, 4))),
        levels=_other_levels(lowest, highest, chance, word),
        units=_other_units(chance),
        lowest_score=lowest,
        highest_score=highest,
        number_prefix=chance.choice(["", word().upper()[:2], "k-"]),
        number_digits=chance.randint(7, 14),
        card_version=word("."),
        bucket=word("-"),
        cache_prefix=word(),
        services=services,
        spelling=Spelling(counted=chance.random() < 0.3, iso=chance.random() < 0.5, risk=chance.random() < 0.4),
    )


def _other_levels(lowest: int, highest: int, chance: random.Random, word: Any) -> tuple[Level, ...]:
    count = chance.randint(2, 6)
    span = highest - lowest
    # Levels of a tenth of the span at least: each can be reached by figures in whole units.
    cuts = sorted(chance.sample(range(2, 9), count - 1))
    # The declared customer, with 69 points of 100, is granted: whoever is refused has lost points against that one.
    cuts[0] = min(cuts[0], 6)
    declined = chance.randint(1, sum(cut <= 6 for cut in cuts))
    starts = [lowest, *(lowest + span * cut // 10 for cut in cuts)]
    return tuple(Level(word(), start, declined=index < declined) for index, start in enumerate(starts))


def _other_units(chance: random.Random) -> dict[str, Unit]:
    income, bureau = chance.choice([1, 100, 12]), chance.choice([1, 10])
    debt, employment = chance.choice([100, 1000]), chance.choice([1, 12, 365])
    return {
        "age": Unit(1, 18, chance.choice([100, 110, 120])),
        "income": Unit(income, 0, 50_000 * income),
        "bureau": Unit(bureau, 0, 100 * bureau),
        "debt": Unit(debt, 0, 2 * debt),
        "employment": Unit(employment, 0, 60 * employment),
    }
