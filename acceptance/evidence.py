"""What keeps evidence from being an accident: traces of this run's own, absence behind a sentinel, true refusals.

Each of these refuses to judge where a check could pass for the wrong reason; the scenario is *inconclusive* then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from hamcrest import equal_to
from hamcrest.core.matcher import Matcher

from acceptance.checks import check, inconclusive
from acceptance.outcome import Cause

if TYPE_CHECKING:
    from acceptance.platform.events import Record, Watch

T = TypeVar("T")


@dataclass(frozen=True)
class Nonce:
    """A word that nobody used before this moment; what carries it was caused by this run."""

    value: str
    created: datetime

    def __str__(self) -> str:
        return self.value


def new_nonce(run_id: str) -> Nonce:
    """A new one; it says which run it belongs to. It is of letters, so that nobody can take it for a card number."""
    letters = uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))
    return Nonce(f"acceptance-{run_id[-6:]}-{letters}", datetime.now(UTC))


def check_own_traces(
    records: Iterable[T], nonce: Nonce, exactly: int, meaning: str, *, word: Callable[[T], object]
) -> list[T]:
    """Checks how many records carry the run's own word, and returns them; what others left does not count.

    Args:
        nonce: made by this run, before the act that leaves the traces.
        exactly: how many there must be, from what the scenario did.
        word: where a record has the word.

    Raises:
        Violated: there are more or fewer.
        TypeError: the word is any text instead of one that this run made.
    """
    if not isinstance(nonce, Nonce):
        raise TypeError(f"{meaning}: traces are matched by a nonce of this run, not by {type(nonce).__name__}")
    own = [record for record in records if str(word(record)) == nonce.value]
    check(len(own), equal_to(exactly), meaning)
    return own


def records_before(
    watch: Watch,
    sentinels: Collection[str],
    word: Callable[[Record], object],
    deadline_s: float,
    partitions: Collection[int] = (),
) -> list[Record]:
    """Everything that came before the last sentinel: what is not in it did not come, and is not merely late.

    Args:
        watch: set before the act.
        sentinels: correlation ids of messages that were sent after the act, by the same way.
        word: where a record has its correlation id.
        partitions: those that the act could have written to; a sentinel has to come through each.

    Returns:
        The other records, in the order in which they came.

    Raises:
        Inconclusive: no sentinel was sent, one did not come in time, or a partition had none.
    """
    wanted = set(sentinels)
    if not wanted:
        inconclusive("nothing was sent after the act, so that what did not come may still be on its way")

    def came(records: list[Record]) -> list[Record]:
        return [record for record in records if str(word(record)) in wanted]

    seen = watch.until(lambda records: {str(word(one)) for one in came(records)} >= wanted, deadline_s)
    late = wanted - {str(word(one)) for one in came(seen)}
    if late:
        inconclusive(
            f"{len(late)} of {len(wanted)} later messages did not come within {deadline_s:g} s, so that nothing can "
            "be said of what did not come before them",
            Cause.PLATFORM,
        )
    unwatched = set(partitions) - {record.partition for record in came(seen)}
    if unwatched:
        inconclusive(f"no later message came through the partitions {sorted(unwatched)}")
    return [record for record in seen if str(word(record)) not in wanted]


def check_refused(act: Callable[[], T], refusal: Matcher[T], content: Callable[[], object], meaning: str) -> T:
    """Checks that an act is refused in exactly the agreed way, and that what it would have changed is the same.

    Args:
        act: done with the identity that must not be able to; returns the answer.
        refusal: the agreed answer, such as one status code and not any of a kind.
        content: reads what the act would have changed, with an identity that may read it.

    Returns:
        The answer.

    Raises:
        Violated: another answer, or the content changed.
        Inconclusive: there is nothing that could have been changed.
    """
    before = content()
    if not before:
        inconclusive(f"{meaning}: there is nothing that the act could have changed, so a refusal says nothing")
    answer = act()
    check(answer, refusal, f"{meaning}: how it is refused")
    check(content(), equal_to(before), f"{meaning}: what it would have changed is the same afterwards")
    return answer
