"""Which digits of a card number are shown to whom, on each surface and on all of them together."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acceptance.checks import inconclusive
from acceptance.outcome import Cause
from acceptance.platform.answers import Answer
from acceptance.profile.cards import Cards, Surface
from acceptance.requirements.cards.keeping import Kept, bound
from acceptance.requirements.cards.reading import as_read
from acceptance.suite import Suite

SHORTEST_ALONE = 5
"""Digits in a row that are taken for a piece of the number where nothing marks them as one."""
MASK = r"[*xX•·●#…?_\s-]"
MASKED = re.compile(rf"(?<![0-9A-Za-z])([0-9]{{0,18}})({MASK}*[*xX•●#…?]{MASK}*)([0-9]{{0,18}})(?![0-9A-Za-z])")
TIMES = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?")
GROUPS = re.compile(r"(?<![0-9A-Za-z])[0-9]+(?![0-9A-Za-z])")
BETWEEN = re.compile(r"[^0-9A-Za-z]{0,12}")
"""What may stand between two groups of digits that are read as one number."""


@dataclass(frozen=True)
class Shown:
    """What one surface shows of a number to one identity: positions, counted from 1 at the first digit."""

    surface: str
    identity: str
    positions: frozenset[int]


def positions_shown(number: str, text: str) -> frozenset[int]:
    """The positions of a number's digits that a text gives away.

    >>> sorted(positions_shown("4000221234567899", "card 400022******7899"))
    [1, 2, 3, 4, 5, 6, 13, 14, 15, 16]
    >>> sorted(positions_shown("4000221234567899", "ends in ****7899"))
    [13, 14, 15, 16]
    """
    return frozenset().union(*(_shown_as_it_stands(number, TIMES.sub(" ", one)) for one in as_read(text)))


def _shown_as_it_stands(number: str, text: str) -> set[int]:
    told: set[int] = set()
    for match in MASKED.finditer(text):
        before, after = match.group(1), match.group(3)
        if before and number.startswith(before):
            told |= set(range(1, len(before) + 1))
        if after and number.endswith(after):
            told |= set(range(len(number) - len(after) + 1, len(number) + 1))
    for digits in read_together(text, len(number)):
        for at in _places(digits, number):
            told |= set(range(at + 1, at + len(digits) + 1))
        if number in digits:
            told |= set(range(1, len(number) + 1))
    for word in _words(text):
        if (
            number.endswith(word)
            and len(word) == len("7899")
            and re.search(rf"(?i)(last|end(s|ing)?|four)\W+(\w+\W+)?{word}", text)
        ):
            told |= set(range(len(number) - len(word) + 1, len(number) + 1))
    return told


def allowed(number: str, issuer_digits: int) -> frozenset[int]:
    """The positions that may be shown: the issuer's digits and the last four."""
    return frozenset({*range(1, issuer_digits + 1), *range(len(number) - 3, len(number) + 1)})


def shown(suite: Suite, cards: Sequence[Kept]) -> list[Shown]:
    """What every surface of the profile shows of several cards, to every identity that may use it.

    Other numbers, such as that of a process, may hold a few digits of one card by chance, but hardly of each. So few
    positions that may not be shown count where something of the kind is shown of every card; many always count.

    Raises:
        Inconclusive: a surface does not answer an identity that may use it.
    """
    surfaces: Mapping[str, Surface] = bound(suite.profile.agreed(Cards).surfaces, "where cards are shown (surfaces)")
    may_be = allowed(cards[0].number.value, suite.profile.agreed(Cards).issuer_digits)
    return [
        Shown(name, identity, of_all([_positions(suite, surface, identity, one) for one in cards], may_be))
        for name, surface in surfaces.items()
        for identity in surface.identities
    ]


def of_all(shown: Sequence[frozenset[int]], may_be: frozenset[int]) -> frozenset[int]:
    """What is shown of several cards: few positions beyond those that may be only where each card has some.

    >>> sorted(of_all([frozenset({1, 2, 9}), frozenset({1})], frozenset({1, 2})))
    [1, 2]
    >>> sorted(of_all([frozenset({1, 2, 9}), frozenset({1, 8})], frozenset({1, 2})))
    [1, 2, 8, 9]
    >>> sorted(of_all([frozenset(range(1, 10)), frozenset({1})], frozenset({1, 2})))
    [1, 2, 3, 4, 5, 6, 7, 8, 9]
    """
    all_shown = frozenset().union(*shown)
    beyond = [one - may_be for one in shown]
    no_chance = all(beyond) or max(map(len, beyond)) > SHORTEST_ALONE
    return all_shown if no_chance else all_shown & may_be


def together(seen: Collection[Shown]) -> frozenset[int]:
    """The positions that somebody learns who sees all surfaces."""
    return frozenset().union(*(one.positions for one in seen))


def read_surface(suite: Suite, surface: Surface, identity: str, kept: Kept) -> str:
    """What a surface returns about a card, headers included.

    Raises:
        Inconclusive: it does not answer an identity that may use it.
    """
    words: dict[str, Any] = {
        "customer_id": kept.customer.customer_id,
        "card_number": kept.number.value,
        "token_of_card": kept.token,
    }
    answer = suite.platform.operations.try_(surface.operation, identity=identity, **words)
    if answer.succeeded and surface.then is not None:
        answer = suite.platform.operations.try_(surface.then, **{**words, **answer.words})
    if not answer.succeeded:
        inconclusive(f"{answer.operation} answers {identity} with {answer.status}: it shows nothing", Cause.PLATFORM)
    return _text(answer)


def _positions(suite: Suite, surface: Surface, identity: str, kept: Kept) -> frozenset[int]:
    return positions_shown(kept.number.value, read_surface(suite, surface, identity, kept))


def _text(answer: Answer) -> str:
    exchange = answer.exchange
    return exchange.body.decode("utf-8", "replace") + "\n" + json.dumps(dict(exchange.headers))


def read_together(text: str, longest: int) -> set[str]:
    """Groups of digits by themselves, and put together with those behind them up to a length.

    >>> sorted(read_together('["4000","2212"] of 7', 8))
    ['2212', '4000', '40002212', '7']
    """
    groups = list(GROUPS.finditer(text))
    found = set()
    for at, first in enumerate(groups):
        digits, end = first.group(), first.end()
        found.add(digits)
        for following in groups[at + 1 :]:
            if len(digits) >= longest or not BETWEEN.fullmatch(text, end, following.start()):
                break
            digits, end = digits + following.group(), following.end()
            found.add(digits)
    return found


def _places(piece: str, whole: str) -> list[int]:
    if len(piece) < SHORTEST_ALONE:
        return []
    return [at for at in range(len(whole) - len(piece) + 1) if whole.startswith(piece, at)]


def _words(text: str) -> list[str]:
    return re.findall(r"(?<![0-9A-Za-z.])[0-9]{4}(?![0-9A-Za-z])", text)
