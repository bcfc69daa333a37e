"""Which call of a published interface does what the suite wants, how surely, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from acceptance.drafting.described import Described, Field
from acceptance.drafting.vocabulary import concepts_in, words_of
from acceptance.drafting.wanted import Wanted

ENOUGH = 3.0
"""Points below which a call is not taken."""
CLOSE = 0.5
"""Another call with so few points less might be meant as well."""
_FOR_FIELDS = 3.0
_FOR_THE_END = 1.5
"""What it tells that the path ends with what is wanted: `/results/{id}/contests` contests, it does not show results."""
_MORE = 2
"""So many fields that must be sent may be filled by hand."""
_NO_FIT = 90
"""How strange a field is that does not fit at all."""
_STRANGE = 0.25
"""What each concept costs that the call speaks of and the suite did not ask for."""


@dataclass(frozen=True)
class Match:
    """A call that was taken for an operation of the suite.

    Attributes:
        why: what spoke for it, in words.
        others: calls that might be meant as well.
        sent, read: a word of the suite -> the field that it fills, or is read from.
    """

    wanted: Wanted
    call: Described
    points: float
    why: tuple[str, ...]
    others: tuple[Described, ...]
    sent: dict[str, str]
    read: dict[str, str]


def matched(wanted: Iterable[Wanted], calls: Sequence[Described]) -> dict[str, Match]:
    """The best call for each operation that has one; the same document always gives the same."""
    found = {}
    for one in wanted:
        tried = [judged for call in calls if (judged := _judged(one, call)) is not None]
        tried.sort(key=lambda match: (-match.points, len(match.call.path), str(match.call)))
        if tried and tried[0].points >= ENOUGH:
            best = tried[0]
            close = tuple(other.call for other in tried[1:] if other.points > best.points - CLOSE)
            found[one.name] = Match(one, best.call, best.points, best.why, close, best.sent, best.read)
    return found


def probe_of(calls: Iterable[Described], concept: str) -> Described | None:
    """The call without parameters that says whether the platform is alive, or ready."""
    fitting = [one for one in calls if one.method == "GET" and not one.parameters and concept in concepts_in(one.words)]
    return min(fitting, key=lambda one: (not one.open, len(one.path), one.path), default=None)


def _judged(wanted: Wanted, call: Described) -> Match | None:
    """A call as a candidate; None where it cannot be the one."""
    told = concepts_in(call.words) | ({"erase"} if _removes_a_whole(call) else set())
    told |= {"withdraw"} if call.method == "DELETE" and "basis" in told else set()
    missing, strange = set(wanted.about) - told, set(wanted.never) & told
    if (
        call.method not in wanted.methods
        or missing
        or strange
        or len(call.parameters) < wanted.by - _optional(wanted, call)
    ):
        return None
    if (not wanted.by and call.parameters) or (wanted.either and not told & set(wanted.either)):
        return None
    sent = _fitting(wanted.sends, [*call.in_path, *_named(call.query), *call.sent], numbers=True)
    if (wanted.sends and not sent) or _asks_for_more(call, sent):
        return None
    read = _fitting(wanted.reads, call.answered)
    share = _share(wanted.sends, sent, 1.0) + _share(wanted.reads, read, 0.5)
    supported = {*wanted.rather, *wanted.either} & told
    stranger = told - set(wanted.about) - supported - _meant(wanted)
    ends_so = concepts_in(call.last) & set(wanted.about)
    points = (
        2.0 * len(wanted.about)
        + (_FOR_THE_END if ends_so else 0.0)
        + len(supported)
        + _FOR_FIELDS * share
        - _STRANGE * len(stranger)
    )
    points -= 0.5 * wanted.methods.index(call.method) + 0.5 * max(0, len(call.parameters) - max(wanted.by, 1))
    why = [f"it speaks of {' and '.join([*wanted.about, *sorted(supported)])}", f"{call.method} may do that"]
    why += [f"its path ends with {'/'.join(call.last)}"] if ends_so else []
    why += [f"it is sent {', '.join(sorted(sent))}"] if sent else []
    why += [f"it answers {', '.join(sorted(read))}"] if read else []
    return Match(wanted, call, points, tuple(why), (), sent, read)


def _asks_for_more(call: Described, sent: Mapping[str, str]) -> bool:
    """Whether most of what the call must be sent is nothing that the suite has a word for: it does something else."""
    unfilled = [one for one in call.sent if one.required and one.place not in sent.values()]
    return len(unfilled) > len(sent) + _MORE


def _removes_a_whole(call: Described) -> bool:
    """`DELETE /customers/{id}` erases, without saying so."""
    return call.method == "DELETE" and len(call.parameters) == 1 and call.path.endswith("}")


def _optional(wanted: Wanted, call: Described) -> int:
    """A number that stands in the body or in the query need not stand in the path."""
    inside = _fitting(wanted.sends, [*_named(call.query), *call.sent])
    return len(inside)


def _meant(wanted: Wanted) -> set[str]:
    return {part for hint in (*wanted.sends.values(), *wanted.reads.values()) for part in hint.split()}


def _named(names: Iterable[str]) -> list[Field]:
    return [Field(name, "string", None, True) for name in names]


def _share(asked: Mapping[str, str], found: Mapping[str, str], weight: float) -> float:
    return weight * len(found) / len(asked) if asked else 0.0


def _fitting(hints: Mapping[str, str], fields: Sequence[Field], *, numbers: bool = False) -> dict[str, str]:
    """The field that fits each word best: by its last name, then by all of its place; each field once.

    With `numbers`, the number of a thing is also a field that says only that it is some number, where there is one.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for word, hint in hints.items():
        ranked = sorted(
            (_strangeness(hint.split(), word, field), field.place) for field in fields if field.place not in taken
        )
        if ranked and ranked[0][0] < _NO_FIT:
            found[word] = ranked[0][1]
            taken.add(ranked[0][1])
        elif numbers and word.endswith("_id"):
            plain = [one.place for one in fields if one.place not in taken and _is_plain_number(one)]
            if len(plain) == 1:
                found[word] = plain[0]
                taken.add(plain[0])
    return found


def _is_plain_number(field: Field) -> bool:
    return (
        field.required
        and not field.within
        and "." not in field.place
        and "number" in concepts_in(words_of(field.place))
    )


def _strangeness(concepts: Sequence[str], word: str, field: Field) -> int:
    """How little a field fits: 0 where it bears the very word, more for each thing that it says beside it."""
    own = words_of(field.place.rpartition(".")[2])
    if own == word.split("_"):
        return 0
    told = concepts_in(own)
    told |= concepts_in(words_of(field.within)) if "number" in told else set()
    if concepts[0] not in told or (concepts[0] == "number" and not _numbers(concepts, told, field)):
        return _NO_FIT
    return 10 * len(set(concepts[1:]) - told) + 3 * len(told - set(concepts)) + len(field.place.split("."))


def _numbers(concepts: Sequence[str], told: set[str], field: Field) -> bool:
    """Whether a number is that of the thing itself: it says of what, or stands where nothing else is numbered."""
    return bool(told & set(concepts[1:])) or "." not in field.place
