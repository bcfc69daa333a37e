"""Parts and digests of card numbers where nobody looks for them: in logs, messages, objects and other tables."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from time import sleep

from hamcrest import empty

from acceptance.checks import check_asked_within
from acceptance.instruments.search.report import SweepReport
from acceptance.outcome import NotAssessed
from acceptance.requirements.cards.keeping import Kept, pay, read_number, tokens_of
from acceptance.requirements.customers.searching import places
from acceptance.subjects.canaries import Canary
from acceptance.suite import Suite

PARTS: Mapping[str, Callable[[str], str]] = {
    "all digits but the last four": lambda number: number[:-4],
    "all digits but the first four": lambda number: number[4:],
    "all digits but the first six": lambda number: number[6:],
    "the last eight digits": lambda number: number[-8:],
}
"""More digits in one piece than anybody may be shown, in words."""
ALGORITHMS = ("md5", "sha1", "sha256", "sha512")
JOINTS = (b"", b":", b"|", b"-")
USUAL = ("salt", "pepper", "secret", "changeme", "card", "pan", "key")
TOLD_BYTES = 16
"""So many bytes of a digest are looked for: shortened ones are found by them."""


def use(suite: Suite, cards: Sequence[Kept]) -> None:
    """Lists the cards, reads their numbers and pays with them where the profile says how; then things come to rest.

    Raises:
        OperationFailed, Unreachable: a card cannot be listed.
    """
    for kept in cards:
        tokens_of(suite, kept.customer)
        read_number(suite, kept.token)
        try:
            pay(suite, kept.customer, kept.number.value)
        except NotAssessed:
            continue
    sleep(suite.limits.settles_s)


def parts_of(suite: Suite, cards: Sequence[Kept]) -> dict[str, list[Canary]]:
    """For each kind of part that of each card, to be searched for."""
    return {what: [suite.canary("text", cut(kept.number.value)) for kept in cards] for what, cut in PARTS.items()}


def found_of_each(report: SweepReport, parts: Mapping[str, Sequence[Canary]]) -> list[str]:
    """Kinds of parts that one store holds of every card, in words: digits of one alone may stand there by chance."""
    return [
        f"{what}, in the {store}"
        for what, several in parts.items()
        for store in sorted(set.intersection(*(report.stores_with(one) for one in several)))
    ]


def check_no_parts(suite: Suite, parts: Mapping[str, Sequence[Canary]]) -> None:
    """Checks that in the time for an event no declared place holds a part of every card any more.

    Raises:
        NotAssessed, Inconclusive: nothing is found, but a place could not be searched.
    """
    wanted = [one for several in parts.values() for one in several]
    _check(suite, wanted, lambda report: found_of_each(report, parts), "parts of numbers that lie in a place")


def check_no_digests(suite: Suite, digests: Sequence[Canary]) -> None:
    """Checks that in the time for an event no declared place holds any of some digests; raises as `check_no_parts`."""
    _check(suite, digests, lambda report: places(report.finds), "places with a digest that anybody can make")


def _check(suite: Suite, wanted: Sequence[Canary], told: Callable[[SweepReport], list[str]], meaning: str) -> None:
    def found() -> list[str]:
        report = suite.search.sweep(list(wanted))
        seen = told(report)
        if not seen:
            report.require_searched()
        return seen

    check_asked_within(suite.limits.event_s, found, empty(), meaning)


def digests_of(suite: Suite, kept: Kept) -> list[Canary]:
    """The digests of a number with what stands beside it, or what everybody thinks of, as salt or as key."""
    words = [kept.token, kept.customer.customer_id, f"{kept.token}{kept.customer.customer_id}", *USUAL]
    made = dict.fromkeys(_digests(kept.number.value.encode(), [word.encode() for word in words]))
    return [suite.canary("key", digest[:TOLD_BYTES].hex()) for digest in made]


def _digests(number: bytes, words: Sequence[bytes]) -> Iterator[bytes]:
    for name in ALGORITHMS:
        for word in words:
            yield hmac.digest(word, number, name)
            for joint in JOINTS:
                yield hashlib.new(name, word + joint + number).digest()
                yield hashlib.new(name, number + joint + word).digest()
